/** The publication itself: one row, there from the first day. */
import { eq } from 'drizzle-orm'
import type { Audit } from '../audit/index.ts'
import type { Db, Queries } from '../db/db.ts'
import { statement } from '../db/statement.ts'
import type { Precondition } from '../http/conditional.ts'
import { invalidField } from '../http/problems.ts'
import { bodyCheck } from '../http/validation.ts'
import type { Actor } from '../lib/actor.ts'
import { isTimeZone, toInstant } from '../lib/instant.ts'
import { applyMergePatch } from '../lib/merge-patch.ts'
import { complete } from '../lib/schema.ts'
import { initialSite, SiteDocument, SiteInput } from './schema.ts'

export interface SiteState {
  document: SiteDocument
  revision: number
  updatedAt: string
}

const rowId = 'site'
const check = bodyCheck(SiteInput)

interface Dependencies {
  db: Db
  audit: Audit
  now: () => Date
  /** Counts days anew when the clock of the publication is another, in the same write. */
  recount: (queries: Queries, timeZone: string) => Promise<void>
  /** Told of every change, in the same write. */
  changed: (queries: Queries, at: string) => Promise<void>
}

/** Reads and changes the publication. */
export function createSite({ db, audit, now, recount, changed }: Dependencies) {
  const { site } = db.tables

  const only = statement((queries) => queries.select().from(site).where(eq(site.id, rowId)))

  async function find(queries: Queries): Promise<SiteState> {
    const [row] = await only(queries)
    if (!row) return { document: initialSite, revision: 0, updatedAt: '1970-01-01T00:00:00Z' }
    return { document: row.document as SiteDocument, revision: row.revision, updatedAt: row.updatedAt }
  }

  /** Replaces the publication; answers undefined when nothing would change. Raises invalid-body. */
  async function put(queries: Queries, input: unknown, actor: Actor): Promise<SiteState | undefined> {
    check(input)
    const document = complete(SiteDocument, input)
    if (!isTimeZone(document.timeZone))
      throw invalidField('/timeZone', 'must be an IANA time zone such as Asia/Shanghai')
    document.contact ??= { email: null, phone: null }
    const current = await find(queries)
    if (current.revision > 0 && JSON.stringify(current.document) === JSON.stringify(document)) return undefined
    const instant = toInstant(now())
    const state = { document, revision: current.revision + 1, updatedAt: instant }
    await queries
      .insert(site)
      .values({ id: rowId, ...state, createdAt: instant })
      .onConflictDoUpdate({ target: site.id, set: state })
    if (document.timeZone !== current.document.timeZone) await recount(queries, document.timeZone)
    await changed(queries, instant)
    await audit.record(queries, actor, {
      action: 'update',
      resource: 'site',
      resourceId: rowId,
      fromRevision: current.revision,
      toRevision: state.revision,
    })
    return state
  }

  async function update(queries: Queries, patch: object, actor: Actor, precondition: Precondition): Promise<SiteState> {
    const current = await find(queries)
    precondition(stateOf(current), await audit.lastChange(queries, rowId))
    return (await put(queries, applyMergePatch(current.document, patch), actor)) ?? current
  }

  return { find, put, update }
}

export type SiteStore = ReturnType<typeof createSite>

export const stateOf = (site: SiteState): string => `r${site.revision}`

/** The address of an article's page, by the publication's template. */
export const articleUrl = (site: SiteDocument, article: { id: string; language: string; slug: string }): string =>
  site.articleUrl.replaceAll(/\{(id|language|slug)\}/g, (_, name: 'id' | 'language' | 'slug') =>
    encodeURIComponent(article[name]),
  )
