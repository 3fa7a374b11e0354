/** How a list is walked: which of its filters is walked, which are looked at on the way, and with which values. */
import { brokenCursor, type Position } from '../http/cursor.ts'
import { firstOrdinalAt } from '../lib/ordinal.ts'
import type { LiveRow } from './live-article.ts'
import { type LiveFilter, type ResolvedSet, ranges, type Sort, valuesOf } from './live-filter.ts'
import { isGathered, type Plan } from './live-walk.ts'

/** How many rows a page may look at, and a count. */
export const examinedRows = { page: 5000, count: 10_000 }
export type ExaminedRows = typeof examinedRows

/** Whether a list with this sort is ordered by update, and whether newest first. */
const orderOf = (sort: Sort) => ({ updated: sort.endsWith('updatedAt'), descends: sort.startsWith('-') })

/** The place of a row in a list with this sort, as cursors carry it. */
export const placeIn = (sort: Sort, row: Pick<LiveRow, 'updatedAt' | 'ordinal'>): { key: string; id: string } => ({
  key: orderOf(sort).updated ? row.updatedAt : '',
  id: String(row.ordinal),
})

/** What is walked: the smallest set when it is small, else the biggest help that keeps the order. */
function driverOf(sets: ResolvedSet[], updated: boolean, rows: number): Pick<Plan, 'walk' | 'driver'> {
  const wanted = sets.filter((set) => !set.excluded && set.ids !== undefined).sort((a, b) => a.articles - b.articles)
  const [smallest] = wanted
  const single = wanted.find((set) => set.ids?.length === 1)
  if (smallest && smallest.articles <= rows)
    return { walk: smallest === single && !updated ? 'term' : 'gather', driver: smallest }
  if (single && !updated) return { walk: 'term', driver: single }
  return { walk: 'order', driver: undefined }
}

/** How a list is walked from a position, or from its beginning; `rows` is how many a page may look at. */
export function planOf(
  filter: Omit<LiveFilter, 'viewer'>,
  sets: ResolvedSet[],
  position: Pick<Position, 'direction'> | undefined,
  rows: number,
): Plan {
  const { updated, descends } = orderOf(filter.sort)
  const { walk, driver }: Pick<Plan, 'walk' | 'driver'> = filter.ids
    ? { walk: 'ids', driver: undefined }
    : filter.relatedTo !== undefined
      ? { walk: 'related', driver: undefined }
      : driverOf(sets, updated, rows)
  const others = sets.filter((set) => set !== driver)
  const given = ranges.filter((name) => filter[name] !== undefined)
  const checksEach = others.length > 0 || given.some((name) => updated !== name.startsWith('updated'))
  const plan: Plan = {
    walk,
    driver,
    others,
    ids: filter.ids ?? [],
    relatedToo: walk !== 'related' && filter.relatedTo !== undefined,
    updated,
    descends: descends !== (position?.direction === 'previous'),
    from: position === undefined ? 'end' : 'position',
    ranges: given,
    bounded: false,
  }
  const small = driver !== undefined && driver.articles <= rows
  return { ...plan, bounded: checksEach && !isGathered(plan) && !small }
}

/** The values of a walk’s placeholders. Raises invalid-cursor for a position that no list gives. */
export function placeholderValues(
  filter: LiveFilter,
  plan: Plan,
  position: Position | undefined,
): Record<string, unknown> {
  const sets = plan.driver ? [plan.driver, ...plan.others] : plan.others
  const ofSets = sets.map((set) =>
    set.ids === undefined
      ? valuesOf(set)
      : Object.fromEntries(set.ids.map((id, index) => [`${set.name}Term${index}`, id])),
  )
  return {
    viewer: filter.viewer.term,
    ...Object.assign({}, ...ofSets),
    ...Object.fromEntries(plan.ids.map((id, index) => [`id${index}`, id])),
    ...(filter.relatedTo !== undefined && { relatedTo: filter.relatedTo }),
    ...(filter.publishedAfter && { publishedAfter: firstOrdinalAt(filter.publishedAfter) }),
    ...(filter.publishedBefore && { publishedBefore: firstOrdinalAt(filter.publishedBefore) }),
    ...(filter.updatedAfter && { updatedAfter: filter.updatedAfter }),
    ...(filter.updatedBefore && { updatedBefore: filter.updatedBefore }),
    ...(position && { at: position.key, ordinal: ordinalOf(position) }),
  }
}

/** Raises invalid-cursor for a cursor that was written by somebody else. */
export function ordinalOf(position: Position): number {
  const ordinal = Number(position.id)
  if (position.id === '' || !Number.isSafeInteger(ordinal)) throw brokenCursor('is not a cursor of this server')
  return ordinal
}
