/** Articles that are gone, as feeds tell of them. */
import type { HistoryStore, LiveFilter } from '../articles/index.ts'
import type { Catalogue } from '../catalogue/index.ts'
import type { ChangeLog, LogRow } from '../changes/index.ts'
import type { Queries } from '../db/db.ts'
import type { Tombstone } from '../feeds/index.ts'
import type { Scope, Viewer } from '../lib/viewer.ts'

interface Dependencies {
  log: Pick<ChangeLog, 'removals' | 'timelineOf'>
  history: Pick<HistoryStore, 'listWithdrawals'>
  catalogue: Catalogue
  publicUrl: string
}

/** How many removals are looked at for those that belong to a list. */
const mostExamined = 1000

/** Finds the newest tombstones of a list: by what the log knows of an article (source, tags, language, publication). */
export function createTombstones({ log, history, catalogue, publicUrl }: Dependencies) {
  async function idsOf(queries: Queries, resource: 'source' | 'tag', names: string[] | undefined) {
    if (names === undefined) return undefined
    const found = await Promise.all(names.map((name) => catalogue.store.find(queries, resource, name)))
    return new Set(found.flatMap((entry) => entry?.id ?? []))
  }

  /** What a filter asks of the scope of an article that is gone. */
  async function fits(queries: Queries, filter: LiveFilter): Promise<(scope: Scope) => boolean> {
    const { language, publishedAfter = '', publishedBefore } = filter
    const sources = await idsOf(queries, 'source', filter.source)
    const tags = await idsOf(queries, 'tag', filter.tag)
    return (scope) =>
      (language === undefined || language.includes(scope.language)) &&
      (sources === undefined || sources.has(scope.source)) &&
      (tags === undefined || scope.tags.some((tag) => tags.has(tag))) &&
      scope.publishedAt >= publishedAfter &&
      (publishedBefore === undefined || scope.publishedAt < publishedBefore)
  }

  /** The newest articles of a list that a reader saw and that are gone, the newest first, `limit` at most. */
  return async function tombstones(
    queries: Queries,
    viewer: Viewer,
    filter: LiveFilter,
    limit: number,
  ): Promise<Tombstone[]> {
    const rows = await log.removals(queries, mostExamined)
    if (rows.length === 0) return []
    const timeline = await log.timelineOf(queries, viewer)
    const isOf = await fits(queries, filter)
    const chosen = rows.filter((row) => timeline.typeOf(row) !== undefined && isOf(row.before as Scope)).slice(0, limit)
    const withdrawals = await history.listWithdrawals(
      queries,
      chosen.map(({ resourceId }) => resourceId),
    )
    const reasons = new Map(withdrawals.map(({ articleId, reason }) => [articleId, reason]))
    return chosen.map((row) => tombstoneOf(row, reasons.get(row.resourceId) ?? null, publicUrl))
  }
}

const tombstoneOf = ({ resourceId: id, type, version, at }: LogRow, reason: string | null, publicUrl: string) => ({
  id,
  urn: `urn:uuid:${id}`,
  apiUrl: `${publicUrl}/v1/articles/${id}`,
  type: type as Tombstone['type'],
  version: version ?? 1,
  at,
  reason: type === 'withdrawn' || type === 'erased' ? reason : null,
})
