/** What a list of live articles is asked for, and which terms that means. */
import { type SQL, sql } from 'drizzle-orm'
import type { Queries } from '../db/db.ts'
import { shapedStatement } from '../db/statement.ts'
import type { Instant } from '../lib/instant.ts'
import type { Viewer } from '../lib/viewer.ts'
import { termOf } from './live-terms.ts'

export const sorts = ['-publishedAt', 'publishedAt', '-updatedAt', 'updatedAt'] as const
export type Sort = (typeof sorts)[number]

export const ranges = ['publishedAfter', 'publishedBefore', 'updatedAfter', 'updatedBefore'] as const

/** Filters are combined with and; names within one with or. Sources, editors and tags are named by id or slug. */
export interface LiveFilter {
  sort: Sort
  /** Who reads. */
  viewer: Viewer
  source?: string[]
  sourceNot?: string[]
  editor?: string[]
  author?: string[]
  tag?: string[]
  tagAll?: string[]
  tagNot?: string[]
  /** Kinds of tags, of which an article has at least one. */
  tagKind?: string[]
  /** Tags of the kind place, each with the places within it. */
  place?: string[]
  /** Whether tags mean those below them too. */
  descendants?: boolean
  language?: string[]
  hasImage?: boolean
  hasCorrection?: boolean
  /** Rights of syndication: the article's own, else its source's. */
  syndication?: string[]
  ids?: string[]
  /** Only what this live article links to, or what links to it. */
  relatedTo?: string
  publishedAfter?: Instant
  publishedBefore?: Instant
  updatedAfter?: Instant
  updatedBefore?: Instant
}

/** How many terms of a set are counted out; sets with more are looked up within the statement. */
export const countedTerms = 500

/** A set of terms, any of which an article must have, or must not have. */
export interface TermSet {
  /** Where its placeholders get their names from. */
  name: string
  kind: 'source' | 'editor' | 'tag' | 'place' | 'tagKind' | 'syndication' | 'term'
  /** What is named: ids, slugs, kinds, rights, or terms themselves. */
  values: string[]
  /** Whether tags mean those below them too. */
  below: boolean
  excluded: boolean
}

/** A set whose terms are known. */
export interface ResolvedSet extends TermSet {
  /** Ids of its terms; undefined when there are more than countedTerms. */
  ids: number[] | undefined
  /** How many live articles have them, at most; those with two of them count twice. */
  articles: number
}

/** What readers with a profile see has the term of that. */
export const viewerSet = ({ profile, term }: Viewer): TermSet[] =>
  profile === undefined ? [] : [{ name: 'viewer', kind: 'term', values: [term], below: false, excluded: false }]

/** The sets of terms that a filter means. */
export function termSetsOf(filter: Omit<LiveFilter, 'sort'>): TermSet[] {
  const below = filter.descendants === true
  const set = (
    name: string,
    kind: TermSet['kind'],
    values: string[] | undefined,
    rest: Partial<TermSet> = {},
  ): TermSet[] => (values === undefined ? [] : [{ name, kind, values, below: false, excluded: false, ...rest }])
  const flag = (name: string, term: string, wanted: boolean | undefined): TermSet[] =>
    set(name, 'term', wanted === undefined ? undefined : [term], { excluded: wanted === false })
  return [
    ...viewerSet(filter.viewer),
    ...set('source', 'source', filter.source),
    ...set('sourceNot', 'source', filter.sourceNot, { excluded: true }),
    ...set('editor', 'editor', filter.editor),
    ...set('author', 'term', filter.author?.map(termOf.author)),
    ...set('tag', 'tag', filter.tag, { below }),
    ...(filter.tagAll ?? []).flatMap((tag, index) => set(`tagAll${index}x`, 'tag', [tag], { below })),
    ...set('tagNot', 'tag', filter.tagNot, { below, excluded: true }),
    ...set('tagKind', 'tagKind', filter.tagKind),
    ...set('place', 'place', filter.place, { below: true }),
    ...set('language', 'term', filter.language?.map(termOf.language)),
    ...flag('hasImage', termOf.image(), filter.hasImage),
    ...flag('hasCorrection', termOf.correction(), filter.hasCorrection),
    ...set('syndication', 'syndication', filter.syndication),
  ]
}

/** The placeholders of a list of values, to stand in an `in (…)`. */
export const placeholdersOf = (name: string, size: number): SQL =>
  sql.join(
    Array.from({ length: size }, (_, index) => sql.placeholder(`${name}${index}`)),
    sql.raw(', '),
  )

export type SetShape = Pick<TermSet, 'name' | 'kind' | 'below'> & { size: number }

const named = (resource: string, values: SQL): SQL =>
  sql`resource = ${resource} and (slug in (${values}) or id in (${values}))`

const tagsWithin = (condition: SQL): SQL =>
  sql`with recursive below(id) as (select id from catalogue where ${condition} union select child.id from catalogue child join below on child.parent_id = below.id) select id from below`

/** A condition on live_terms: those that a set names. */
export function termsNamedBy({ name, kind, below, size }: SetShape): SQL {
  const values = placeholdersOf(name, size)
  if (kind === 'term') return sql`term in (${values})`
  if (kind === 'syndication') {
    const bySource = sql`select 'syndication-of:' || id from catalogue where resource = 'source' and coalesce(document -> 'rights' ->> 'syndication', 'unknown') in (${values})`
    const own = sql.join(
      Array.from({ length: size }, (_, index) => sql`'syndication:' || ${sql.placeholder(`${name}${index}`)}`),
      sql.raw(', '),
    )
    return sql`term in (${own}) or term in (${bySource})`
  }
  if (kind === 'tagKind')
    return sql`term in (select 'tag:' || id from catalogue where resource = 'tag' and kind in (${values}))`
  const condition = kind === 'place' ? sql`${named('tag', values)} and kind = 'place'` : named(kind, values)
  const ids = below ? tagsWithin(condition) : sql`select id from catalogue where ${condition}`
  return sql`term in (select ${sql.raw(`'${kind === 'place' ? 'tag' : kind}:'`)} || id from (${ids}) found)`
}

/** The ids of the terms of a set, to stand in a statement. */
export const termIdsOf = (set: SetShape): SQL => sql`select id from live_terms where ${termsNamedBy(set)}`

/** What of a set makes the text of a statement another. */
export const shapeOfSet = (set: TermSet): SetShape => ({ ...set, size: set.values.length })

/** The values of a set's placeholders. */
export const valuesOf = (set: Pick<TermSet, 'name' | 'values'>): Record<string, string> =>
  Object.fromEntries(set.values.map((value, index) => [`${set.name}${index}`, value]))

const keyOf = (sets: SetShape[]): string =>
  sets.map(({ name, below, size }) => `${name}${below ? '/' : ''}${size}`).join(' ')

/** Finds the terms that sets mean, with one statement. */
export function createTermResolver() {
  const resolved = shapedStatement(keyOf, (queries, sets: SetShape[]) => {
    const each = sets.map(
      (set, index) =>
        sql`select * from (select ${sql.raw(String(index))} as place, id, articles from live_terms where ${termsNamedBy(set)} limit ${sql.raw(String(countedTerms + 1))}) ${sql.raw(`s${index}`)}`,
    )
    return queries
      .select({
        place: sql<number>`place`.mapWith(Number),
        id: sql<number>`id`.mapWith(Number),
        articles: sql<number>`articles`.mapWith(Number),
      })
      .from(sql`(${sql.join(each, sql.raw(' union all '))}) terms`)
  })

  return async function resolve(queries: Queries, sets: TermSet[]): Promise<ResolvedSet[]> {
    if (sets.length === 0) return []
    const rows = await resolved(queries, sets.map(shapeOfSet), Object.assign({}, ...sets.map(valuesOf)))
    return sets.map((set, place) => {
      const terms = rows.filter((row) => row.place === place)
      const articles = terms.reduce((sum, term) => sum + term.articles, 0)
      return { ...set, ids: terms.length > countedTerms ? undefined : terms.map(({ id }) => id), articles }
    })
  }
}
