/** Front pages: the newest live articles of several lists, none of them twice, with one walk per list. */
import { inArray, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { listValues, placeholders, shapedStatement } from '../db/statement.ts'
import type { Viewer } from '../lib/viewer.ts'
import { type PlacedArticle, readArticle } from './live-article.ts'
import { readColumns } from './live-columns.ts'
import {
  countedTerms,
  type ResolvedSet,
  shapeOfSet,
  type TermSet,
  termsNamedBy,
  valuesOf,
  viewerSet,
} from './live-filter.ts'
import { examinedRows, placeholderValues, planOf } from './live-plan.ts'
import { termOf } from './live-terms.ts'
import { keyOfPlan, type Plan, sqlOfWalk } from './live-walk.ts'

/** The tag that a list is named by. */
export interface ListTag {
  id: string
  slug: string
  kind: string
  labels: Record<string, string>
}

/** A list whose tag has been found; the list of all articles has none. */
export interface FrontList {
  tag: ListTag | undefined
  set: ResolvedSet | undefined
}

export interface FrontPageRequest {
  lists: FrontList[]
  /** Any of these languages, canonical; all when undefined. */
  languages: string[] | undefined
  /** How many articles each list has at most. */
  limit: number
  /** Who reads. */
  viewer: Viewer
}

/** What makes the text of a front page another. */
const keyOfPlans = (plans: Plan[]): string => plans.map(keyOfPlan).join(' | ')

const tagSetOf = (name: string, place: number, below: boolean): TermSet => ({
  name: `list${place}x`,
  kind: 'tag',
  values: [name],
  below,
  excluded: false,
})

/** The front pages; each list looks at no more than `examined.page` rows. */
export function createFrontPages(db: Db, examined = examinedRows) {
  const { liveArticles } = db.tables

  /** For each set its tag, if readers see it, and the terms that it means. */
  const found = shapedStatement(
    (sets: TermSet[]) => `${sets.length} ${sets[0]?.below}`,
    (queries, sets) => {
      const place = (index: number): SQL => sql.raw(`${index} as place`)
      const tags = sets.map((set, index) => {
        const name = sql.placeholder(`${set.name}0`)
        return sql`select ${place(index)}, id as tag, slug, kind, document ->> 'labels' as labels, cast(null as bigint) as term, 0 as articles from catalogue where resource = 'tag' and listed and (slug = ${name} or id = ${name})`
      })
      const terms = sets.map(
        (set, index) =>
          sql`select * from (select ${place(index)}, null, null, null, null, id, articles from live_terms where ${termsNamedBy(shapeOfSet(set))} limit ${sql.raw(String(countedTerms + 1))}) ${sql.raw(`s${index}`)}`,
      )
      return queries
        .select({
          place: sql<number>`place`.mapWith(Number),
          tag: sql<string | null>`tag`,
          slug: sql<string>`slug`,
          kind: sql<string>`kind`,
          labels: sql<string>`labels`,
          term: sql<number>`term`.mapWith(Number),
          articles: sql<number>`articles`.mapWith(Number),
        })
        .from(sql`(${sql.join([...tags, ...terms], sql.raw(' union all '))}) found`)
    },
  )

  /**
   * The tags that lists are named by (ids or slugs), with the tags below them if asked, and what they mean; undefined
   * for those that readers do not see.
   */
  async function listsNamed(queries: Queries, names: string[], below: boolean): Promise<(FrontList | undefined)[]> {
    if (names.length === 0) return []
    const sets = names.map((name, place) => tagSetOf(name, place, below))
    const rows = await found(queries, sets, Object.assign({}, ...sets.map(valuesOf)))
    return sets.map((set, place) => {
      const its = rows.filter((row) => row.place === place)
      const tag = its.find((row) => row.tag !== null)
      if (!tag) return undefined
      const terms = its.filter((row) => row.tag === null)
      const articles = terms.reduce((sum, term) => sum + term.articles, 0)
      const ids = terms.length > countedTerms ? undefined : terms.map(({ term }) => term)
      const { slug, kind, labels } = tag
      return {
        tag: { id: tag.tag as string, slug, kind, labels: JSON.parse(labels) },
        set: { ...set, ids, articles },
      }
    })
  }

  /** For each list the ordinals of its newest: as many as it can need if the lists before it take all they can of them. */
  const walked = shapedStatement(keyOfPlans, (queries, plans: Plan[]) => {
    const walks = plans.map((plan, index) => {
      const { first, where, order } = sqlOfWalk(plan, examined.page)
      const from = first ? sql`${first} cross join live_articles` : sql`live_articles`
      const list = sql.raw(String(index))
      return sql`select * from (select ${list} as list, live_articles.ordinal as place from ${from} where ${where} order by ${order} limit ${sql.placeholder(`most${index}`)}) ${sql.raw(`l${index}`)}`
    })
    return queries
      .select({ list: sql<number>`list`.mapWith(Number), place: sql<number>`place`.mapWith(Number) })
      .from(sql`(${sql.join(walks, sql.raw(' union all '))}) walked`)
  })

  const byOrdinals = shapedStatement(
    ({ size, narrowed }: { size: number; narrowed: boolean }) => `${size} ${narrowed}`,
    (queries, { size, narrowed }) =>
      queries
        .select(readColumns(db, narrowed))
        .from(liveArticles)
        .where(inArray(liveArticles.ordinal, placeholders('ordinal', size))),
  )

  async function articlesAt(queries: Queries, ordinals: number[], viewer: Viewer): Promise<Map<number, PlacedArticle>> {
    if (ordinals.length === 0) return new Map()
    const { size, values } = listValues('ordinal', ordinals)
    const narrowed = viewer.profile !== undefined
    const rows = await byOrdinals(queries, { size, narrowed }, { ...values, viewer: viewer.term })
    return new Map(rows.map(readArticle).map((article) => [article.ordinal, article]))
  }

  /** The articles of each list, the newest first; each article in the first list that has it, and in no other. */
  async function frontPage(
    queries: Queries,
    { lists, languages, limit, viewer }: FrontPageRequest,
  ): Promise<PlacedArticle[][]> {
    const filter = { sort: '-publishedAt' as const, viewer }
    const both = [
      ...languageSet(languages),
      ...viewerSet(viewer).map((set) => ({ ...set, ids: undefined, articles: 0 })),
    ]
    const plans = lists.map(({ set }) => planOf(filter, [...(set ? [set] : []), ...both], undefined, examined.page))
    const values = plans.map((plan, index) => ({
      ...placeholderValues(filter, plan, undefined),
      [`most${index}`]: limit * (index + 1),
    }))
    const rows = await walked(queries, plans, Object.assign({}, ...values))
    const places = withoutRepeats(
      plans.map((_, list) => rows.filter((row) => row.list === list).map(({ place }) => place)),
      limit,
    )
    const articles = await articlesAt(queries, places.flat(), viewer)
    return places.map((its) => its.flatMap((place) => articles.get(place) ?? []))
  }

  return { listsNamed, frontPage }
}

const languageSet = (languages: string[] | undefined): ResolvedSet[] => {
  if (languages === undefined) return []
  const values = languages.map(termOf.language)
  return [{ name: 'language', kind: 'term', values, below: false, excluded: false, ids: undefined, articles: 0 }]
}

/** Of each list the greatest ordinals, up to a limit, that no list before it has taken. */
function withoutRepeats(lists: number[][], limit: number): number[][] {
  const taken = new Set<number>()
  return lists.map((places) => {
    const its = places
      .filter((place) => !taken.has(place))
      .sort((a, b) => b - a)
      .slice(0, limit)
    for (const place of its) taken.add(place)
    return its
  })
}
