/** The query parameters of articles, and what they mean. */
import { type TProperties, Type } from 'typebox'
import { invalidParameter } from '../http/problems.ts'
import { type Instant, parseInstant } from '../lib/instant.ts'
import { Id, InstantInput } from '../lib/scalars.ts'
import { choice, closed } from '../lib/schema.ts'
import { type LiveFilter, type Sort, sorts } from './live-store.ts'
import { type BodyForm, bodyForms, type Include, includes, type Shape } from './view.ts'

const listOf = (what: string, example: string, pattern = '[^,\\s]{1,120}') =>
  Type.Optional(
    Type.String({
      pattern: `^${pattern}(,${pattern})*$`,
      maxLength: 4000,
      description: `${what}; several with commas between.`,
      examples: [example],
    }),
  )

const oneOf = (values: readonly string[]) => `(${values.join('|')})`

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const after = (what: string) => Type.Optional(InstantInput(`Only articles ${what} at this instant or later.`))
const before = (what: string) => Type.Optional(InstantInput(`Only articles ${what} before this instant.`))

/** How an article is shown. */
export const shapeParameters = {
  include: listOf(`What to show more of: ${includes.join(', ')}`, 'source,relatedNews', oneOf(includes)),
  body: Type.Optional(
    choice(bodyForms, {
      description: 'The form of the body: blocks, html, text, markdown, or none.',
      examples: ['blocks'],
    }),
  ),
}

/** The filters of the newsroom and of readers alike. */
export const sharedFilters = {
  source: listOf('Any of these sources, by id or slug', 'qinghe-news'),
  editor: listOf('Any of these editors, by id or slug', 'lin-yue'),
  tag: listOf('Any of these tags, by id or slug', 'new-energy'),
  language: listOf('Any of these languages', 'en,zh-Hans', '[A-Za-z0-9-]{2,35}'),
  ids: listOf('Only the articles with these ids, at most 100', '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10', uuid),
}

export const readingFilters = {
  ...sharedFilters,
  publishedAfter: after('published'),
  publishedBefore: before('published'),
  updatedAfter: after('updated'),
  updatedBefore: before('updated'),
  sort: Type.Optional(
    choice(sorts, {
      default: '-publishedAt',
      description: 'The order; a minus sign turns it round. Equal instants are ordered by id.',
      examples: ['-publishedAt'],
    }),
  ),
}

export const ArticleId = closed({ id: Id('Id of the article.') })

const split = (value: string | undefined): string[] | undefined => value?.split(',')

/** Splits the comma-separated parameters that are there. */
export function listsOf<K extends string>(
  query: Partial<Record<K, unknown>>,
  names: readonly K[],
): { [N in K]?: string[] } {
  return Object.fromEntries(
    names.flatMap((name) => (query[name] === undefined ? [] : [[name, split(query[name] as string)]])),
  ) as { [N in K]?: string[] }
}

/** Reads instants. Raises invalid-parameter for a date that does not exist. */
export function instantsOf<K extends string>(
  query: Partial<Record<K, unknown>>,
  names: readonly K[],
): { [N in K]?: Instant } {
  const found: { [N in K]?: Instant } = {}
  for (const name of names) {
    if (query[name] === undefined) continue
    const instant = parseInstant(String(query[name]))
    if (instant === undefined) throw invalidParameter(name, 'must be an instant such as 2024-06-21T08:53:00Z')
    found[name] = instant
  }
  return found
}

interface ShapeQuery {
  include?: string
  body?: BodyForm
}

/** How the articles of an answer are to be shown. */
export const shapeOf = (query: ShapeQuery, body: BodyForm): Shape => ({
  include: new Set((split(query.include) ?? []) as Include[]),
  body: query.body ?? body,
})

type ReadingQuery = Partial<Record<keyof typeof readingFilters, unknown>>

/** The filter of a list of live articles. */
export function liveFilterOf(query: ReadingQuery): LiveFilter {
  return {
    sort: (query.sort as Sort | undefined) ?? '-publishedAt',
    ...listsOf(query, ['source', 'editor', 'tag', 'ids']),
    ...(query.language !== undefined && { language: (split(query.language as string) ?? []).map(canonical) }),
    ...instantsOf(query, ['publishedAfter', 'publishedBefore', 'updatedAfter', 'updatedBefore']),
  }
}

/** The one way of writing a language; what is none stays as it is and matches nothing. */
export function canonical(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] as string
  } catch {
    return language
  }
}

/** The query parameters of a list of live articles. */
export const readingQuery = <P extends TProperties>(page: P) =>
  closed({ ...readingFilters, ...shapeParameters, ...page })
