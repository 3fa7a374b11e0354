/** The change log: appended to within the write that it tells of, read in the order of the commits. */
import { and, asc, desc, eq, gt, inArray, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { insertionOfMany } from '../db/many-rows.ts'
import { listValues, placeholders, shapedStatement, statement } from '../db/statement.ts'
import type { Instant } from '../lib/instant.ts'
import type { Right, Viewer } from '../lib/viewer.ts'
import { emptyDigest } from './digest.ts'
import { type Entry, type Head, type LoggedScope, type LogRow, nextRow, type PlacedRow, Timeline } from './model.ts'

/** How many of the newest rows are looked at for what is gone. */
const removalsWithin = 50_000

/** The log. */
export function createLog(db: Db) {
  const { changes, catalogue } = db.tables
  const value = sql.placeholder
  // A column of JSON would write null as a JSON value, which is not what the conditions below ask for.
  const insert = insertionOfMany(changes)

  const last = statement((queries) =>
    queries
      .select({ seq: changes.seq, at: changes.at, digest: changes.digest, count: changes.count })
      .from(changes)
      .orderBy(desc(changes.seq))
      .limit(1),
  )
  const lastOfResource = statement((queries) =>
    queries
      .select()
      .from(changes)
      .where(and(eq(changes.resource, value('resource')), eq(changes.resourceId, value('id'))))
      .orderBy(desc(changes.seq))
      .limit(1),
  )
  const lastSeen = statement((queries) =>
    queries
      .select({ before: changes.before })
      .from(changes)
      .where(
        and(
          eq(changes.resource, value('resource')),
          eq(changes.resourceId, value('id')),
          sql`${changes.before} is not null`,
        ),
      )
      .orderBy(desc(changes.seq))
      .limit(1),
  )

  async function lastRow(queries: Queries): Promise<Head & { at: Instant }> {
    const [row] = await last(queries)
    return row ?? { seq: 0, at: '', digest: emptyDigest, count: 0 }
  }

  /** The newest row: its number, and the digest of all that is there. */
  async function head(queries: Queries): Promise<Head> {
    const { at: _, ...row } = await lastRow(queries)
    return row
  }

  async function formerOf(queries: Queries, entry: Entry): Promise<LogRow | undefined> {
    const [row] = await lastOfResource(queries, { resource: entry.resource, id: entry.id })
    return row as LogRow | undefined
  }

  async function goneScope(queries: Queries, entry: Entry): Promise<unknown> {
    if (!entry.evenIfGone) return null
    const [row] = await lastSeen(queries, { resource: entry.resource, id: entry.id })
    return row ? { ...(row.before as LoggedScope), gone: true } : null
  }

  /**
   * Appends a row. Answers its number; undefined when there is nothing to tell, because it was not there and is not. No
   * row is dated before the one in front of it: whoever writes has read the clock before it was its turn.
   */
  async function append(queries: Queries, entry: Entry): Promise<number | undefined> {
    const former = await formerOf(queries, entry)
    const before = former?.after ?? entry.before ?? (entry.after === null ? await goneScope(queries, entry) : null)
    if (before === null && entry.after === null) return undefined
    const row = nextRow(await lastRow(queries), { ...entry, before }, former?.seq ?? 0)
    await insert(queries, [row])
    return row.seq
  }

  /** Appends a row for each of some different resources that the log has not told of yet and that are there now. */
  async function appendNew(queries: Queries, entries: Entry[]): Promise<void> {
    let row: Head & { at: Instant } = await lastRow(queries)
    const rows: LogRow[] = []
    for (const entry of entries) {
      const next: LogRow = nextRow(row, { ...entry, before: null }, 0)
      rows.push(next)
      row = next
    }
    await insert(queries, rows)
  }

  const later = (upTo: SQL): SQL<boolean> =>
    sql<boolean>`exists (select 1 from changes d where d.resource = changes.resource and d.resource_id = changes.resource_id and d.seq > changes.seq and d.seq <= ${upTo})`.mapWith(
      Boolean,
    )
  /** Of the rows that are not told only those that concern the reader. */
  const concerning = or(
    and(ne(changes.resource, 'profile'), ne(changes.resource, 'rights')),
    and(eq(changes.resource, 'profile'), eq(changes.resourceId, value('viewer'))),
    and(eq(changes.resource, 'rights'), eq(sql`${value('rights')}`, sql`1`)),
  )

  const between = statement((queries) =>
    queries
      .select({ row: changes, superseded: later(sql`${value('last')}`) })
      .from(changes)
      .where(and(gt(changes.seq, value('after')), lte(changes.seq, value('last')), concerning))
      .orderBy(asc(changes.seq))
      .limit(value('limit')),
  )

  /** Rows in a range of the log that concern a reader, in its order. */
  async function rows(
    queries: Queries,
    timeline: Timeline,
    { after, last: upTo, limit }: { after: number; last: number; limit: number },
  ): Promise<PlacedRow[]> {
    const viewer = timeline.viewer.keyId ?? 'anonymous'
    const found = await between(queries, { after, last: upTo, limit, viewer, rights: timeline.isWhole ? 0 : 1 })
    return found.map(({ row, superseded }) => ({ ...(row as LogRow), superseded }))
  }

  const standing = statement((queries) =>
    queries
      .select({ row: changes, superseded: later(sql`${value('last')}`) })
      .from(changes)
      .where(
        and(
          sql`(${changes.resource}, ${changes.resourceId}) > (${value('resource')}, ${value('id')})`,
          lte(changes.seq, value('at')),
          ne(changes.resource, 'profile'),
          ne(changes.resource, 'rights'),
          sql`${changes.after} is not null`,
          sql`not exists (select 1 from changes e where e.resource = ${changes.resource} and e.resource_id = ${changes.resourceId} and e.seq > ${changes.seq} and e.seq <= ${value('at')})`,
        ),
      )
      .orderBy(asc(changes.resource), asc(changes.resourceId))
      .limit(value('limit')),
  )

  /** What was there after a row of the log, behind a place in the order of resources and ids: the last row of each. */
  async function present(
    queries: Queries,
    at: number,
    upTo: number,
    behind: { resource: string; id: string },
    limit: number,
  ): Promise<PlacedRow[]> {
    const found = await standing(queries, { at, last: upTo, ...behind, limit })
    return found.map(({ row, superseded }) => ({ ...(row as LogRow), superseded }))
  }

  const lastUpTo = shapedStatement(String, (queries, size: number) =>
    queries
      .select()
      .from(changes)
      .where(
        and(
          eq(changes.resource, value('resource')),
          inArray(changes.resourceId, placeholders('id', size)),
          lte(changes.seq, value('at')),
          sql`not exists (select 1 from changes e where e.resource = ${changes.resource} and e.resource_id = ${changes.resourceId} and e.seq > ${changes.seq} and e.seq <= ${value('at')})`,
        ),
      ),
  )

  /** The last row of each of these resources up to a number. */
  async function lastRows(
    queries: Queries,
    resource: LogRow['resource'],
    ids: string[],
    at: number,
  ): Promise<Map<string, LogRow>> {
    if (ids.length === 0) return new Map()
    const { size, values } = listValues('id', ids)
    const found = (await lastUpTo(queries, size, { ...values, resource, at })) as LogRow[]
    return new Map(found.map((row) => [row.resourceId, row]))
  }

  const gone = statement((queries) =>
    queries
      .select()
      .from(changes)
      .where(
        and(
          eq(changes.resource, 'article'),
          sql`${changes.after} is null`,
          gt(changes.seq, value('after')),
          sql`not exists (select 1 from changes e where e.resource = 'article' and e.resource_id = ${changes.resourceId} and e.seq > ${changes.seq})`,
        ),
      )
      .orderBy(desc(changes.seq))
      .limit(value('limit')),
  )

  /** The last rows of articles that are gone, the newest first, among the newest rows of the log. */
  async function removals(queries: Queries, limit: number): Promise<LogRow[]> {
    const { seq } = await head(queries)
    return (await gone(queries, { after: seq - removalsWithin, limit })) as LogRow[]
  }

  const atSeq = statement((queries) =>
    queries
      .select()
      .from(changes)
      .where(eq(changes.seq, value('seq'))),
  )

  async function find(queries: Queries, seq: number): Promise<LogRow | undefined> {
    const [row] = await atSeq(queries, { seq })
    return row as LogRow | undefined
  }

  const ofProfile = statement((queries) =>
    queries
      .select()
      .from(changes)
      .where(and(eq(changes.resource, 'profile'), eq(changes.resourceId, value('id'))))
      .orderBy(asc(changes.seq)),
  )
  const ofRights = statement((queries) =>
    queries.select().from(changes).where(eq(changes.resource, 'rights')).orderBy(asc(changes.seq)),
  )
  const presentRights = statement((queries) =>
    queries
      .select({
        id: catalogue.id,
        right: sql<Right>`coalesce(${catalogue.document} -> 'rights' ->> 'syndication', 'unknown')`,
      })
      .from(catalogue)
      .where(eq(catalogue.resource, 'source')),
  )

  /** Who could see what at each point of the log, for a reader. */
  async function timelineOf(queries: Queries, viewer: Viewer): Promise<Timeline> {
    const profiles = (await ofProfile(queries, { id: viewer.keyId ?? 'anonymous' })) as LogRow[]
    if (viewer.profile === undefined && profiles.length === 0) return new Timeline(viewer, [], [], new Map())
    const rights = (await ofRights(queries)) as LogRow[]
    const present = new Map((await presentRights(queries)).map(({ id, right }) => [id, right]))
    return new Timeline(viewer, profiles, rights, present)
  }

  return { append, appendNew, head, rows, present, lastRows, removals, find, timelineOf }
}

export type ChangeLog = ReturnType<typeof createLog>
