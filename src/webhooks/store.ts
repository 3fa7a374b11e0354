/** Queries on webhooks. Writes take the handle of their write. */
import { and, asc, count, desc, eq, gt, inArray, lt, ne, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import type { Subscription } from '../delivery/index.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import type { Instant } from '../lib/instant.ts'

/** The store of webhooks. */
export function createWebhookStore(db: Db) {
  const { subscriptions, changes } = db.tables
  const isWebhook = eq(subscriptions.kind, 'webhook')
  const isActive = eq(subscriptions.state, 'active')

  /** The webhooks of a key, or of all keys, the newest first. */
  async function list(queries: Queries, keyId: string | undefined, page: PageRequest): Promise<Slice<Subscription>> {
    const backwards = page.position?.direction === 'previous'
    const rows = await queries
      .select()
      .from(subscriptions)
      .where(
        and(
          isWebhook,
          keyId === undefined ? undefined : eq(subscriptions.keyId, keyId),
          page.position && (backwards ? gt : lt)(subscriptions.id, page.position.id),
        ),
      )
      .orderBy((backwards ? asc : desc)(subscriptions.id))
      .limit(page.limit + 1)
    return { rows: rows as Subscription[] }
  }

  /** The active ones that are not at this place of the log. */
  async function behind(queries: Queries, position: string): Promise<Subscription[]> {
    const rows = await queries
      .select()
      .from(subscriptions)
      .where(and(isWebhook, isActive, ne(subscriptions.position, position)))
      .orderBy(asc(subscriptions.id))
    return rows as Subscription[]
  }

  /** How many a key has. */
  async function number(queries: Queries, keyId: string): Promise<number> {
    const [row] = await queries
      .select({ number: count() })
      .from(subscriptions)
      .where(and(isWebhook, eq(subscriptions.keyId, keyId)))
    return Number(row?.number ?? 0)
  }

  /** Whether any is active. */
  async function hasActive(queries: Queries): Promise<boolean> {
    const rows = await queries
      .select({ id: subscriptions.id })
      .from(subscriptions)
      .where(and(isWebhook, isActive))
      .limit(1)
    return rows.length > 0
  }

  async function find(queries: Queries, id: string): Promise<Subscription | undefined> {
    const [row] = await queries
      .select()
      .from(subscriptions)
      .where(and(isWebhook, eq(subscriptions.id, id)))
    return row as Subscription | undefined
  }

  const create = async (queries: Queries, row: Subscription): Promise<unknown> =>
    queries.insert(subscriptions).values(row)

  async function update(queries: Queries, id: string, set: Partial<Subscription>): Promise<Subscription> {
    const [row] = await queries.update(subscriptions).set(set).where(eq(subscriptions.id, id)).returning()
    return row as Subscription
  }

  /** Moves a webhook on in the log, unless it is not any more as it was read. Answers whether it was moved. */
  async function advance(
    queries: Queries,
    { id, position, lastSeq, revision }: Subscription,
    to: Pick<Subscription, 'position' | 'lastSeq'>,
  ): Promise<boolean> {
    const rows = await queries
      .update(subscriptions)
      .set(to)
      .where(
        and(
          eq(subscriptions.id, id),
          isActive,
          eq(subscriptions.position, position),
          eq(subscriptions.lastSeq, lastSeq),
          eq(subscriptions.revision, revision),
        ),
      )
      .returning({ id: subscriptions.id })
    return rows.length > 0
  }

  /** Disables a webhook, for this reason; nothing where it is not active any more. */
  async function disable(queries: Queries, id: string, stateReason: string): Promise<void> {
    await queries
      .update(subscriptions)
      .set({ state: 'disabled', stateReason, revision: sql`${subscriptions.revision} + 1` })
      .where(and(eq(subscriptions.id, id), isActive))
  }

  /** When rows of the log were written, by their numbers. */
  async function timesOf(queries: Queries, seqs: number[]): Promise<Map<number, Instant>> {
    if (seqs.length === 0) return new Map()
    const rows = await queries
      .select({ seq: changes.seq, at: changes.at })
      .from(changes)
      .where(inArray(changes.seq, [...new Set(seqs)]))
    return new Map(rows.map(({ seq, at }) => [seq, at]))
  }

  const remove = async (queries: Queries, id: string): Promise<unknown> =>
    queries.delete(subscriptions).where(eq(subscriptions.id, id))

  return { list, behind, hasActive, number, find, create, update, advance, disable, timesOf, remove }
}

export type WebhookStore = ReturnType<typeof createWebhookStore>
