/** The audit: who did what, when, from which revision to which. Entries are only ever added. */
import { and, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { insertionOfMany } from '../db/many-rows.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import type { Actor } from '../lib/actor.ts'
import { type Instant, toInstant } from '../lib/instant.ts'

/** What is recorded of one act. */
export interface Act {
  /** The verb: create, update, publish, schedule, unpublish, withdraw… */
  action: string
  resource: 'article' | 'source' | 'editor' | 'tag' | 'site' | 'key' | 'profile'
  resourceId: string
  fromState?: string | null
  toState?: string | null
  fromRevision?: number | null
  toRevision?: number | null
}

export interface AuditEntry extends Required<Act> {
  id: string
  at: Instant
  keyId: string | null
  keyName: string | null
  editorId: string | null
  requestId: string | null
}

export interface AuditFilter {
  action?: string[]
  resource?: string[]
  resourceId?: string
  keyId?: string
  editorId?: string
  after?: Instant
  before?: Instant
}

/** The operations of the audit. */
export function createAudit({ db, now, newId }: { db: Db; now: () => Date; newId: () => string }) {
  const { audit } = db.tables
  const insertEntries = insertionOfMany(audit)

  /** The entry of an act that happens now. */
  function entryOf(actor: Actor, act: Act): AuditEntry {
    const { fromState = null, toState = null, fromRevision = null, toRevision = null, ...what } = act
    const who = { keyId: actor.keyId, keyName: actor.name, editorId: actor.editorId, requestId: actor.requestId }
    return { id: newId(), at: toInstant(now()), ...what, fromState, toState, fromRevision, toRevision, ...who }
  }

  /** Adds entries in the transaction in which their acts happen. */
  async function add(queries: Queries, entries: AuditEntry[]): Promise<void> {
    await insertEntries(queries, entries)
  }

  /** Records an act in the transaction that it happens in. */
  const record = (queries: Queries, actor: Actor, act: Act): Promise<void> => add(queries, [entryOf(actor, act)])

  /** Newest first. */
  async function list(queries: Queries, filter: AuditFilter, page: PageRequest): Promise<Slice<AuditEntry>> {
    const conditions: SQL[] = [
      ...(filter.action ? [inArray(audit.action, filter.action)] : []),
      ...(filter.resource ? [inArray(audit.resource, filter.resource)] : []),
      ...(filter.resourceId ? [eq(audit.resourceId, filter.resourceId)] : []),
      ...(filter.keyId ? [eq(audit.keyId, filter.keyId)] : []),
      ...(filter.editorId ? [eq(audit.editorId, filter.editorId)] : []),
      ...(filter.after ? [gte(audit.at, filter.after)] : []),
      ...(filter.before ? [lt(audit.at, filter.before)] : []),
    ]
    const backwards = page.position?.direction === 'previous'
    const from = page.position && sql`${audit.id} ${sql.raw(backwards ? '>' : '<')} ${page.position.id}`
    const rows = await queries
      .select()
      .from(audit)
      .where(and(...conditions, from))
      .orderBy(backwards ? audit.id : desc(audit.id))
      .limit(page.limit + 1)
    if (!page.count) return { rows: rows as AuditEntry[] }
    const counted = await queries
      .select({ total: sql<number>`count(*)` })
      .from(audit)
      .where(and(...conditions))
    return { rows: rows as AuditEntry[], total: Number(counted[0]?.total ?? 0) }
  }

  /** Who changed a thing last, and when: members of the problem that tells of a lost race. Empty when nobody is known. */
  async function lastChange(queries: Queries, resourceId: string): Promise<Record<string, unknown>> {
    const [row] = await queries
      .select({ changedAt: audit.at, changedBy: audit.keyName })
      .from(audit)
      .where(eq(audit.resourceId, resourceId))
      .orderBy(desc(audit.id))
      .limit(1)
    return row ?? {}
  }

  return { entryOf, add, record, list, lastChange }
}

export type Audit = ReturnType<typeof createAudit>
