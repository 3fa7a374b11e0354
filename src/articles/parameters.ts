/** The query parameters of articles, and what they mean. */
import { type TProperties, Type } from 'typebox'
import { instantsOrDatesOf, listsOf, split } from '../http/parameters.ts'
import { canonicalTag } from '../lib/language.ts'
import { syndications } from '../lib/publication-schema.ts'
import { Id, InstantOrDateInput } from '../lib/scalars.ts'
import { choice, closed } from '../lib/schema.ts'
import type { Viewer } from '../lib/viewer.ts'
import { tagKinds } from '../tags/index.ts'
import { includesFor, pathsOf, selectionOf } from './fields.ts'
import { type LiveFilter, ranges, type Sort, sorts } from './live-filter.ts'
import { type BodyForm, bodyForms, type Include, includes, type Shape } from './shape.ts'

/** How many values a list may have. */
const most = 50

const listOf = (what: string, example: string, pattern = '[^,\\s]{1,120}', values = most) =>
  Type.Optional(
    Type.String({
      pattern: `^${pattern}(,${pattern}){0,${values - 1}}$`,
      maxLength: 8000,
      description: `${what}; several with commas between, at most ${values}.`,
      examples: [example],
    }),
  )

const oneOf = (values: readonly string[]) => `(${values.join('|').replaceAll('.', '\\.')})`

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const after = (what: string) =>
  Type.Optional(
    InstantOrDateInput(
      `Only articles ${what} at this instant or later; a date means its first second in the site’s zone.`,
    ),
  )
const before = (what: string) =>
  Type.Optional(
    InstantOrDateInput(`Only articles ${what} before this instant; a date means its first second in the site’s zone.`),
  )
const flag = (description: string) => Type.Optional(Type.Boolean({ description, examples: [true] }))

/** How an article is shown. */
export const shapeParameters = {
  include: listOf(
    `What to show more of: ${includes.join(', ')} (with a dot: of the articles that related news links to, which includes \`relatedNews\` itself; \`corrections\` are always there)`,
    'source,relatedNews.source',
    oneOf(includes),
    includes.length,
  ),
  body: Type.Optional(
    choice(bodyForms, {
      description:
        'The form of the body: `blocks` (`{ "blocks": [{ "type": "paragraph", "id": "ezf5ga6fmq", "html": "The <em>first</em> ship." }] }`), `html` (`{ "html": "<p data-block=\\"ezf5ga6fmq\\">The <em>first</em> ship.</p>" }`), `text` (`{ "text": "The first ship." }`), `markdown` (`{ "markdown": "The *first* ship." }`), or `none` (null). One article comes with `blocks`, a list with `none`, unless this or `fields` says otherwise.',
      examples: ['html'],
    }),
  ),
}

/** How an article is shown to readers, who may leave out the rest of it. */
export const readingShapeParameters = {
  fields: listOf(
    'Only these members of the article and nothing else, dotted into objects and lists (what they need is included; the body comes as `blocks` unless `body` says otherwise)',
    'id,title,url,source.name,tags.label,relatedNews.article.title',
    undefined,
    100,
  ),
  ...shapeParameters,
}

/** The filters of the newsroom and of readers alike. */
export const sharedFilters = {
  source: listOf('Any of these sources, by id or slug', 'qinghe-news'),
  editor: listOf('Any of these editors, by id or slug', 'lin-yue'),
  tag: listOf('Any of these tags, by id or slug', 'new-energy'),
  language: listOf('Any of these languages', 'en,zh-Hans', '[A-Za-z0-9-]{2,35}'),
  ids: listOf('Only the articles with these ids', '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10', uuid, 100),
}

/** What live articles are filtered by. All of it can be combined. */
export const readingFilters = {
  ...sharedFilters,
  sourceNot: listOf('None of these sources, by id or slug', 'dongshui-news-agency'),
  author: listOf('Any of these authors, by their names', 'Ai Ruochen', '[^,]{1,200}'),
  tagAll: listOf('All of these tags, by id or slug', 'yunzhou,new-energy', undefined, 10),
  tagNot: listOf('None of these tags, by id or slug', 'fire-safety'),
  tagKind: listOf('A tag of any of these kinds', 'series', oneOf(tagKinds), tagKinds.length),
  descendants: flag('Whether `tag`, `tagAll` and `tagNot` mean the tags below these, too.'),
  place: listOf('Any of these places (tags of the kind place), by id or slug, and what is within them', 'haiyan'),
  hasImage: flag('Only articles with an image, or without.'),
  hasCorrection: flag('Only articles with a correction, or without.'),
  syndication: listOf(
    'Any of these rights of syndication: the article’s own, or its source’s when it has none',
    'open',
    oneOf(syndications),
    syndications.length,
  ),
  relatedTo: Type.Optional(
    Id('Only articles that the live article with this id links to as related news, or that link to it.'),
  ),
  publishedAfter: after('published'),
  publishedBefore: before('published'),
  updatedAfter: after('updated'),
  updatedBefore: before('updated'),
  sort: Type.Optional(
    choice(sorts, {
      default: '-publishedAt',
      description:
        'The order; a minus sign turns it round. Of articles with one instant that is the older which was published first.',
      examples: ['-publishedAt'],
    }),
  ),
}

export const ArticleId = closed({ id: Id('Id of the article.') })

interface ShapeQuery {
  fields?: string
  include?: string
  body?: BodyForm
}

/** What is included with these: what they are parts of. */
const withParents = (included: Include[]): Set<Include> =>
  new Set(included.flatMap((name) => [name.split('.')[0] as Include, name]))

/**
 * How the articles of an answer are to be shown; `body` is the form that they have unless asked otherwise. Nothing is
 * included, nor has a form, that `fields` leaves out. Raises invalid-parameter for unknown fields.
 */
export function shapeOf(query: ShapeQuery, body: BodyForm): Shape {
  const included = (split(query.include) ?? []) as Include[]
  if (query.fields === undefined) return { include: withParents(included), body: query.body ?? body }
  const asked = pathsOf(query.fields)
  const fields = selectionOf(asked)
  const shown = [...withParents([...included, ...includesFor(asked)])].filter(
    (name) => (name.split('.')[0] as string) in fields,
  )
  return { include: new Set(shown), body: 'body' in fields ? (query.body ?? 'blocks') : 'none', fields }
}

/** The filters of a request, as they were sent. */
export type ReadingQuery = Partial<Record<keyof typeof readingFilters, unknown>>

const lists = [
  ...(['source', 'sourceNot', 'editor', 'author', 'tag', 'tagAll', 'tagNot'] as const),
  ...(['tagKind', 'place', 'syndication', 'ids'] as const),
]
const plain = ['descendants', 'hasImage', 'hasCorrection', 'relatedTo'] as const

/** The filter of a list of live articles; dates are days in the site’s time zone. */
export function liveFilterOf(query: ReadingQuery, timeZone: string, viewer: Viewer): LiveFilter {
  return {
    viewer,
    ...Object.fromEntries(plain.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]]))),
    sort: (query.sort as Sort | undefined) ?? '-publishedAt',
    ...listsOf(query, lists),
    ...(query.language !== undefined && { language: (split(query.language as string) ?? []).map(canonical) }),
    ...instantsOrDatesOf(query, ranges, timeZone),
  }
}

/** The one way of writing a language; what is none stays as it is and matches nothing. */
export const canonical = (language: string): string => canonicalTag(language) ?? language

/** The query parameters of a list of live articles. */
export const readingQuery = <P extends TProperties>(page: P) =>
  closed({ ...readingFilters, ...shapeParameters, ...page })
