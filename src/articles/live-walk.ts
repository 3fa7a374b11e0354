/**
 * Walks over live articles as SQL. A walk goes through one index in its order, sees whether each row fits, and stops at
 * the last row that it may look at.
 */
import { type SQL, sql } from 'drizzle-orm'
import { placeholdersOf, type ResolvedSet, termIdsOf } from './live-filter.ts'

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
  positioned: boolean
  /** Which ends of the ranges of publication and update are given. */
  ranges: string[]
  /** Whether the walk must stop before it has looked at too much. */
  bounded: boolean
}

const keyOfSet = ({ name, ids, values }: ResolvedSet): string => `${name}:${ids?.length ?? `w${values.length}`}`

/** What makes the text of a walk another. */
export const keyOfPlan = (plan: Plan): string =>
  [
    plan.walk,
    plan.driver ? keyOfSet(plan.driver) : '',
    plan.others.map(keyOfSet).join(','),
    plan.ids.length,
    plan.ranges.join(','),
    [plan.relatedToo, plan.updated, plan.descends, plan.positioned, plan.bounded].map(Number).join(''),
  ].join(' ')

const holder = (name: string): SQL => sql`${sql.placeholder(name)}`

/** The ids of a set's terms, to stand in an `in (…)`. */
const termsIn = (set: ResolvedSet): SQL => {
  if (set.ids === undefined) return termIdsOf({ ...set, size: set.values.length })
  return set.ids.length === 0 ? sql`null` : placeholdersOf(`${set.name}Term`, set.ids.length)
}

function hasTerm(set: ResolvedSet): SQL {
  const many = set.ids === undefined || set.ids.length > seekedTerms
  // The plus keeps SQLite from looking up every term of a big set for every article.
  const term = many ? sql`+p.term_id` : sql`p.term_id`
  const has = sql`exists (select 1 from live_postings p where p.ordinal = live_articles.ordinal and ${term} in (${termsIn(set)}))`
  return set.excluded ? sql`not ${has}` : has
}

/** What links an article and what it links to, as long as it is live itself. */
const relatedIds = sql`select target_id from related_links where article_id = ${holder('relatedTo')} union select article_id from related_links where target_id = ${holder('relatedTo')}`

/** The articles that are gathered first and sorted then. */
function gathered(plan: Plan): SQL {
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

function walkedBy(plan: Plan): Walked {
  const byTerm = plan.walk === 'term'
  const ordinal = byTerm ? sql`w.place` : sql`live_articles.ordinal`
  const keys = plan.updated ? [sql`live_articles.updated_at`, ordinal] : [ordinal]
  const position = plan.updated ? [holder('at'), holder('ordinal')] : [holder('ordinal')]
  const onwards = sql.raw(plan.descends ? '<' : '>')
  return {
    table: byTerm ? sql`(select ordinal as place, term_id from live_postings) w` : sql`live_articles`,
    keys,
    conditions: [
      ...(byTerm ? [sql`w.term_id = ${holder(`${plan.driver?.name}Term0`)}`] : []),
      ...(plan.positioned ? [sql`${rowOf(keys)} ${onwards} ${rowOf(position)}`] : []),
      // In the order of update a range of publication would only lead the planner to another index.
      ...(plan.updated ? [] : publishedRange(plan, ordinal)),
    ],
  }
}

/** A key of the last row that a walk may look at; null when it ends before. */
const lastKey = (plan: Plan, { table, keys, conditions }: Walked, key: SQL, rows: number): SQL =>
  sql`(select ${key} from ${table} where ${and(conditions)} order by ${ordered(plan, keys)} limit 1 offset ${sql.raw(String(rows - 1))})`

/** Keeps a walk within the rows that it may look at. */
function withinBound(plan: Plan, walked: Walked, rows: number): SQL[] {
  if (!plan.bounded) return []
  const end = plan.descends ? extremes.desc : extremes.asc
  const last = walked.keys.map((key, index) => {
    const beyond = plan.updated && index === 0 ? sql.raw(`'${end.at}'`) : sql.raw(String(end.ordinal))
    return sql`coalesce(${lastKey(plan, walked, key, rows)}, ${beyond})`
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

/** What is taken first and joined with live_articles, on which conditions, in which order; `rows` is how many may be looked at. */
export function sqlOfWalk(plan: Plan, rows: number): { first: SQL | undefined; where: SQL; order: SQL; last: SQL[] } {
  const walked = walkedBy(plan)
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
    ...plan.others.map(hasTerm),
  ]
  const first = isGathered(plan) ? sql`(${gathered(plan)}) g` : plan.walk === 'term' ? walked.table : undefined
  return {
    first,
    where: and(conditions),
    order: ordered(plan, walked.keys),
    last: plan.bounded ? walked.keys.map((key) => lastKey(plan, walked, key, rows)) : [],
  }
}
