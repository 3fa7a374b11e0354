/** The query parameters of articles, and what they mean. */
import { type TProperties, Type } from 'typebox'
import { instantsOf, listsOf, split } from '../http/parameters.ts'
import { canonicalTag } from '../lib/language.ts'
import { Id, InstantInput } from '../lib/scalars.ts'
import { choice, closed } from '../lib/schema.ts'
import { type LiveFilter, type Sort, sorts } from './live-filter.ts'
import { type BodyForm, bodyForms, type Include, includes, type Shape } from './view.ts'

const listOf = (what: string, example: string, pattern = '[^,\\s]{1,120}', maxLength = 4000) =>
  Type.Optional(
    Type.String({
      pattern: `^${pattern}(,${pattern})*$`,
      maxLength,
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
  ids: listOf(
    'Only the articles with these ids, at most 100',
    '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
    uuid,
    100 * 37 - 1,
  ),
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
export const canonical = (language: string): string => canonicalTag(language) ?? language

/** The query parameters of a list of live articles. */
export const readingQuery = <P extends TProperties>(page: P) =>
  closed({ ...readingFilters, ...shapeParameters, ...page })
