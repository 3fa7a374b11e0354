/**
 * Walks over live articles as SQL. A walk goes through one index in its order, sees whether each row fits, and stops at
 * the last row that it may look at.
 */
import { type SQL, sql } from 'drizzle-orm'
import { placeholdersOf, type ResolvedSet, termIdsOf } from './live-filter.ts'
import { termOf } from './live-terms.ts'

/** What lies beyond every key of a walk: no text is greater, no ordinal is. */
const extremes = {
  asc: { at: '~', ordinal: Number.MAX_SAFE_INTEGER },
  desc: { at: '', ordinal: Number.MIN_SAFE_INTEGER },
}

/** Sets with more terms than this are compared with what each article has, not looked up term by term. */
const seekedTerms = 16

/**
 * How a list is walked: `order` in the order of its sort, over all; `term` over the articles of one term, in their
 * order; `gather` over all articles of a small set, `ids` and `related` over those named, sorted afterwards.
 */
export type Walk = 'order' | 'term' | 'gather' | 'ids' | 'related'

export interface Plan {
  walk: Walk
  /** The set that is walked. */
  driver: ResolvedSet | undefined
  /** What else must hold. */
  others: ResolvedSet[]
  ids: string[]
  /** Whether what is walked must also be related to an article. */
  relatedToo: boolean
  updated: boolean
  descends: boolean
  /** Where it starts: at an end of the list, behind the position of a cursor, or beside a live article. */
  from: 'end' | 'position' | 'article'
  /** Which ends of the ranges of publication and update are given. */
  ranges: string[]
  /** Whether the walk must stop before it has looked at too much. */
  bounded: boolean
}

const keyOfSet = ({ name, ids, values }: ResolvedSet): string => `${name}:${ids?.length ?? `w${values.length}`}`

/** Whether its reader has a profile: what else a row shows is narrowed then too. */
export const isNarrowed = ({ driver, others }: Plan): boolean =>
  [driver, ...others].some((set) => set?.name === 'viewer')

/** What makes the text of a walk another. */
export const keyOfPlan = (plan: Plan): string =>
  [
    plan.walk,
    plan.driver ? keyOfSet(plan.driver) : '',
    plan.others.map(keyOfSet).join(','),
    plan.ids.length,
    plan.ranges.join(','),
    plan.from,
    [plan.relatedToo, plan.updated, plan.descends, plan.bounded].map(Number).join(''),
  ].join(' ')

const holder = (name: string): SQL => sql`${sql.placeholder(name)}`

/** The ids of a set's terms, to stand in an `in (…)`. */
const termsIn = (set: ResolvedSet): SQL => {
  if (set.ids === undefined) return termIdsOf({ ...set, size: set.values.length })
  return set.ids.length === 0 ? sql`null` : placeholdersOf(`${set.name}Term`, set.ids.length)
}

/** Whether the article with this ordinal has one of a set's terms. */
function hasTerm(set: ResolvedSet, ordinal: SQL): SQL {
  const many = set.ids === undefined || set.ids.length > seekedTerms
  // A few terms are looked up in the lists of their articles, where neighbours lie together: the range of one ordinal
  // leads the planner there. The plus keeps it from looking up every term of a big set for every article.
  const found = many
    ? sql`p.ordinal = ${ordinal} and +p.term_id in (${termsIn(set)})`
    : sql`p.term_id in (${termsIn(set)}) and p.ordinal between ${ordinal} and ${ordinal}`
  const has = sql`exists (select 1 from live_postings p where ${found})`
  return set.excluded ? sql`not ${has}` : has
}

/** What links an article and what it links to, as long as it is live itself. */
const relatedIds = sql`select target_id from related_links where article_id = ${holder('relatedTo')} union select article_id from related_links where target_id = ${holder('relatedTo')}`

const and = (conditions: SQL[]): SQL => (conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql.raw(' and ')))
const rowOf = (columns: SQL[]): SQL => sql`(${sql.join(columns, sql.raw(', '))})`
const ordered = (plan: Plan, keys: SQL[]): SQL =>
  sql.join(
    keys.map((key) => sql`${key} ${sql.raw(plan.descends ? 'desc' : 'asc')}`),
    sql.raw(', '),
  )

/** The range of publication is a range of ordinals. */
const publishedRange = (plan: Plan, ordinal: SQL): SQL[] =>
  plan.ranges.flatMap((name) => {
    if (name === 'publishedAfter') return [sql`${ordinal} >= ${holder(name)}`]
    return name === 'publishedBefore' ? [sql`${ordinal} < ${holder(name)}`] : []
  })

/** A key of where a walk starts. */
const startOf = (plan: Plan, key: 'at' | 'ordinal'): SQL => {
  if (plan.from === 'position') return holder(key)
  const column = sql.raw(key === 'at' ? 'updated_at' : 'ordinal')
  return sql`(select beside.${column} from live_articles beside where beside.id = ${holder('of')})`
}

/** What lies behind where a walk starts. */
function positioned(plan: Plan, keys: SQL[]): SQL[] {
  if (plan.from === 'end') return []
  const start = plan.updated ? [startOf(plan, 'at'), startOf(plan, 'ordinal')] : [startOf(plan, 'ordinal')]
  return [sql`${rowOf(keys)} ${sql.raw(plan.descends ? '<' : '>')} ${rowOf(start)}`]
}

/** Whether all that is asked of an article can be told from its ordinal and its terms. */
const isToldByTerms = (plan: Plan): boolean =>
  plan.walk === 'gather' && !plan.updated && !plan.relatedToo && !plan.ranges.some((name) => name.startsWith('updated'))

/** The articles of a set that fit, as many as are wanted: no other row is looked at. */
function gatheredByTerms(plan: Plan, limit: SQL | undefined): SQL {
  const ordinal = sql`w.ordinal`
  const conditions = [
    sql`w.term_id in (${termsIn(plan.driver as ResolvedSet)})`,
    ...positioned(plan, [ordinal]),
    ...publishedRange(plan, ordinal),
    ...plan.others.map((set) => hasTerm(set, ordinal)),
  ]
  const first = limit ? sql` order by ${ordered(plan, [sql`place`])} limit ${limit}` : sql``
  return sql`select distinct w.ordinal as place from live_postings w where ${and(conditions)}${first}`
}

/** The articles that are gathered first and sorted then. */
function gathered(plan: Plan, limit: SQL | undefined): SQL {
  if (isToldByTerms(plan)) return gatheredByTerms(plan, limit)
  if (plan.walk === 'ids')
    return sql`select ordinal as place from live_articles where id in (${placeholdersOf('id', plan.ids.length)})`
  if (plan.walk === 'related')
    return sql`select ordinal as place from live_articles where id in (${relatedIds}) and exists (select 1 from live_articles where id = ${holder('relatedTo')})`
  return sql`select distinct ordinal as place from live_postings where term_id in (${termsIn(plan.driver as ResolvedSet)})`
}

/** The parts of a statement that walks in order; all names are of the walked table. */
interface Walked {
  table: SQL
  keys: SQL[]
  conditions: SQL[]
}

function walkedBy(plan: Plan): Walked {
  const byTerm = plan.walk === 'term'
  const ordinal = byTerm ? sql`w.place` : sql`live_articles.ordinal`
  const keys = plan.updated ? [sql`live_articles.updated_at`, ordinal] : [ordinal]
  return {
    table: byTerm ? sql`(select ordinal as place, term_id from live_postings) w` : sql`live_articles`,
    keys,
    conditions: [
      ...(byTerm ? [sql`w.term_id = ${holder(`${plan.driver?.name}Term0`)}`] : []),
      ...positioned(plan, keys),
      // In the order of update a range of publication would only lead the planner to another index.
      ...(plan.updated ? [] : publishedRange(plan, ordinal)),
    ],
  }
}

/** The same walk over the narrowest index there is, to count rows on it. */
function counted(plan: Plan, walked: Walked): Walked {
  if (plan.walk !== 'order' || plan.updated) return walked
  const ordinal = sql`w.ordinal`
  return {
    table: sql`live_postings w`,
    keys: [ordinal],
    conditions: [
      sql`w.term_id = (select id from live_terms where term = ${termOf.all()})`,
      ...positioned(plan, [ordinal]),
      ...publishedRange(plan, ordinal),
    ],
  }
}

/** The keys of the last row that a walk may look at; null when it ends before. */
function lastKeys(plan: Plan, walked: Walked, rows: number): SQL[] {
  const { table, keys, conditions } = counted(plan, walked)
  return keys.map(
    (key) =>
      sql`(select ${key} from ${table} where ${and(conditions)} order by ${ordered(plan, keys)} limit 1 offset ${sql.raw(String(rows - 1))})`,
  )
}

/** Keeps a walk within the rows that it may look at. */
function withinBound(plan: Plan, walked: Walked, rows: number): SQL[] {
  if (!plan.bounded) return []
  const end = plan.descends ? extremes.desc : extremes.asc
  const last = lastKeys(plan, walked, rows).map((key, index) => {
    const beyond = plan.updated && index === 0 ? sql.raw(`'${end.at}'`) : sql.raw(String(end.ordinal))
    return sql`coalesce(${key}, ${beyond})`
  })
  return [sql`${rowOf(walked.keys)} ${sql.raw(plan.descends ? '>=' : '<=')} ${rowOf(last)}`]
}

const updatedRange = (plan: Plan): SQL[] =>
  plan.ranges.flatMap((name) => {
    if (name === 'updatedAfter') return [sql`live_articles.updated_at >= ${holder(name)}`]
    return name === 'updatedBefore' ? [sql`live_articles.updated_at < ${holder(name)}`] : []
  })

/** Whether its rows are gathered first and sorted then. */
export const isGathered = ({ walk }: Plan): boolean => walk !== 'order' && walk !== 'term'

/**
 * What is taken first and joined with live_articles, on which conditions, in which order; `rows` is how many may be
 * looked at, `limit` how many are wanted.
 */
export function sqlOfWalk(
  plan: Plan,
  rows: number,
  limit?: SQL,
): { first: SQL | undefined; where: SQL; order: SQL; last: SQL[] } {
  const walked = walkedBy(plan)
  const ordinal = walked.keys.at(-1) as SQL
  if (isToldByTerms(plan)) {
    const where = sql`live_articles.ordinal = g.place`
    return { first: sql`(${gathered(plan, limit)}) g`, where, order: ordered(plan, walked.keys), last: [] }
  }
  const conditions = [
    ...walked.conditions,
    ...(isGathered(plan) ? [sql`live_articles.ordinal = g.place`] : []),
    ...(plan.walk === 'term' ? [sql`live_articles.ordinal = w.place`] : []),
    ...withinBound(plan, walked, rows),
    ...(plan.updated ? publishedRange(plan, sql`+live_articles.ordinal`) : []),
    ...updatedRange(plan),
    ...(plan.relatedToo
      ? [
          sql`live_articles.id in (${relatedIds}) and exists (select 1 from live_articles where id = ${holder('relatedTo')})`,
        ]
      : []),
    ...plan.others.map((set) => hasTerm(set, ordinal)),
  ]
  const first = isGathered(plan) ? sql`(${gathered(plan, limit)}) g` : plan.walk === 'term' ? walked.table : undefined
  return {
    first,
    where: and(conditions),
    order: ordered(plan, walked.keys),
    last: plan.bounded ? lastKeys(plan, walked, rows) : [],
  }
}
