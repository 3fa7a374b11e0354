/** Which cached answers the rows of the log make stale: the names that lib/cache-tags.ts gives to what answers depend on. */
import { asc, eq, gt, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { statement } from '../db/statement.ts'
import { cacheTag, liveTag, siteTag, type Tagged } from '../lib/cache-tags.ts'
import type { LogRow } from './model.ts'

/** What a part of the log has touched. */
export interface Touched {
  /** The last row that was looked at; the one that was asked for when there is none behind it. */
  seq: number
  tags: ReadonlySet<string>
  /** Whether too much has happened to name it: then the tags are those that every answer has. */
  everything: boolean
}

/** More rows than this are not looked at one by one. */
const mostRows = 1000

/** What of a row of the log decides what it touches. */
type TouchingRow = Pick<LogRow, 'resource' | 'resourceId'> & {
  /** A live article of the cluster that the row's article is live in; null where there is none. */
  memberId: string | null
  /** A live article that names the row's article as its original, whatever cluster it is in; null where there is none. */
  translationId: string | null
}

const everywhere: ReadonlySet<string> = new Set([siteTag, liveTag])

/** Whether a row changes what every reader without a key may see, or what stands on every answer. */
const isOfAll = ({ resource, resourceId }: TouchingRow): boolean =>
  resource === 'site' || resource === 'rights' || (resource === 'profile' && resourceId === 'anonymous')

function addTags(tags: Set<string>, row: TouchingRow): void {
  const { resource, resourceId, memberId, translationId } = row
  tags.add(liveTag)
  tags.add(isOfAll(row) ? siteTag : cacheTag(resource as Tagged, resourceId))
  // The pages of its translations name it, and do not know of it yet when it is new.
  for (const id of [memberId, translationId]) if (id !== null) tags.add(cacheTag('article', id))
}

/** The tags that rows of the log touch. Pure. */
export function tagsOf(rows: readonly TouchingRow[]): Set<string> {
  const tags = new Set<string>()
  for (const row of rows) addTags(tags, row)
  return tags
}

/**
 * Makes the look-up of what was touched by the rows of the log behind a number. It is one statement, which sees the log
 * and the live articles as of one commit, also with a handle that reads the newest commit each time.
 */
export function createTouchedTags(db: Pick<Db, 'tables'>): (queries: Queries, after: number) => Promise<Touched> {
  const { changes, liveArticles } = db.tables
  const behind = statement((queries) => {
    const { seq, resource, resourceId } = changes
    const row = queries
      .select({ seq, resource, resourceId })
      .from(changes)
      .where(gt(seq, sql.placeholder('after')))
      .orderBy(asc(seq))
      .limit(mostRows + 1)
      .as('row')
    const member = queries.select({ id: liveArticles.id, clusterId: liveArticles.clusterId }).from(liveArticles)
    const members = member.as('member')
    const translation = queries
      .select({ id: liveArticles.id, originalId: liveArticles.translationOfId })
      .from(liveArticles)
    const translations = translation.as('translation')
    return queries
      .select({
        ...{ seq: row.seq, resource: row.resource, resourceId: row.resourceId },
        ...{ memberId: members.id, translationId: translations.id },
      })
      .from(row)
      .leftJoin(liveArticles, sql`${row.resource} = 'article' and ${liveArticles.id} = ${row.resourceId}`)
      .leftJoin(members, eq(members.clusterId, liveArticles.clusterId))
      .leftJoin(translations, eq(translations.originalId, row.resourceId))
      .orderBy(asc(row.seq))
  })
  const head = statement((queries) =>
    queries.select({ seq: sql<number | null>`max(${changes.seq})`.mapWith(Number) }).from(changes),
  )

  return async (queries, after) => {
    const rows = (await behind(queries, { after })) as Array<TouchingRow & { seq: number }>
    const seq = rows.at(-1)?.seq ?? after
    if (seq - after <= mostRows) return { seq, tags: tagsOf(rows), everything: false }
    const [newest] = await head(queries)
    return { seq: Math.max(seq, newest?.seq ?? 0), tags: everywhere, everything: true }
  }
}

export type TouchedTags = ReturnType<typeof createTouchedTags>
