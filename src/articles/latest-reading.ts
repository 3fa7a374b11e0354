/** A front page in one request: several lists, and no article twice. */
import { Type } from 'typebox'
import { nameIn } from '../catalogue/index.ts'
import type { Queries } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { split } from '../http/parameters.ts'
import { invalidParameter } from '../http/problems.ts'
import { sendSerialized } from '../http/serialization.ts'
import { closed, ref } from '../lib/schema.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { SiteDocument } from '../site/index.ts'
import type { ArchiveDependencies } from './archive-reading.ts'
import { articleText, fitting, reachOf } from './article-page.ts'
import { FrontPage } from './latest-schema.ts'
import type { FrontList, ListTag } from './latest-store.ts'
import type { PlacedArticle } from './live-article.ts'
import type { LiveStore } from './live-store.ts'
import { canonical, readingFilters, readingShapeParameters, shapeOf } from './parameters.ts'
import type { Shape } from './shape.ts'
import type { Views } from './view.ts'

/** The name of the list of all articles. A tag that has this slug is named by its id. */
const all = 'top'

/** How many lists a front page may have. */
const mostLists = 12

const parameters = {
  lists: Type.Optional(
    Type.String({
      pattern: `^[^,\\s]{1,120}(,[^,\\s]{1,120}){0,${mostLists - 1}}$`,
      default: all,
      description: `The lists, in the order in which they take their articles: tags, by id or slug, and \`${all}\` for all articles; several with commas between, at most ${mostLists}.`,
      examples: ['top,economy,culture'],
    }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 50,
      default: 10,
      description: 'How many articles a list may have.',
      examples: [10],
    }),
  ),
  descendants: Type.Optional(
    Type.Boolean({
      default: true,
      description: 'Whether a list has the articles of the tags below its tag, too.',
      examples: [true],
    }),
  ),
  language: readingFilters.language,
  ...readingShapeParameters,
}

/** The lists that are asked for, by name. Raises invalid-parameter for a name that is no tag, or is there twice. */
async function listsOf(
  queries: Queries,
  live: LiveStore,
  names: string[],
  descendants: boolean,
): Promise<{ name: string; list: FrontList }[]> {
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw invalidParameter('lists', `has ${repeated} twice`)
  const ofTags = names.filter((name) => name !== all)
  const found = await live.listsNamed(queries, ofTags, descendants)
  return names.map((name) => {
    if (name === all) return { name, list: { tag: undefined, set: undefined } }
    const list = found[ofTags.indexOf(name)]
    if (!list) throw invalidParameter('lists', `must name tags or ${all}; ${name} is the id or slug of no tag`)
    return { name, list }
  })
}

/** A tag with its label in the language that is asked for, else in the main one of the publication. */
function tagView({ labels, ...tag }: ListTag, languages: string[] | undefined, publication: SiteDocument) {
  const language = languages?.[0] ?? publication.languages[0] ?? ''
  return { ...tag, label: nameIn(labels, language, Object.values(labels)[0] ?? tag.slug) }
}

/** An article with its list and its rank there. */
interface Ranked {
  list: number
  rank: number
  row: PlacedArticle
}

/**
 * The articles of each list as JSON. When all of them would be too large for an answer, every list ends where its rank
 * does not fit any more: the first of each list come before the second ones.
 */
async function textsOf(
  queries: Queries,
  views: Views,
  lists: PlacedArticle[][],
  shape: Shape,
  known: { publication: SiteDocument; viewer: Viewer },
): Promise<string[][]> {
  const ranked: Ranked[] = lists
    .flatMap((rows, list) => rows.map((row, rank) => ({ list, rank, row })))
    .sort((a, b) => a.rank - b.rank || a.list - b.list)
  const rows = ranked.map(({ row }) => row)
  const articles = await views.reading(queries, rows.slice(0, reachOf(rows, shape)), shape, known)
  const texts = articles.map((article) => articleText(article, shape))
  const fits = texts.slice(0, fitting(texts))
  return lists.map((_, list) => fits.filter((_, index) => ranked[index]?.list === list))
}

/** Registers the operation that answers with a front page. */
export function registerLatest(app: App, { db, live, views, site }: ArchiveDependencies): void {
  app.get('/v1/articles/latest', {
    config: { cache: 'change' },
    schema: {
      operationId: 'listLatestArticles',
      summary: 'Read a front page: the newest of several lists',
      description:
        'The newest live articles of several lists in one answer, and none of them twice: an article stands in the first list that has it, and the later ones go on with their next. Each list looks at no more than 5,000 articles for its own. When all of them would be more than 5 MB, the lists are shorter.',
      tags: ['Articles'],
      querystring: closed(parameters),
      response: { 200: answer('The lists, in the order asked for.', ref(FrontPage)) },
    },
    handler: async ({ query, viewer }, reply) => {
      const { lists: names = all, limit = 10, descendants = true } = query
      const shape = shapeOf(query, 'none')
      const languages = split(query.language)?.map(canonical)
      const data = await db.snapshot(async (queries) => {
        const lists = await listsOf(queries, live, names.split(','), descendants)
        const { document: publication } = await site.find(queries)
        const rows = await live.frontPage(queries, { lists: lists.map(({ list }) => list), languages, limit, viewer })
        const texts = await textsOf(queries, views, rows, shape, { publication, viewer })
        return lists.map(({ name, list: { tag } }, index) => {
          const view = tag ? tagView(tag, languages, publication) : null
          return `{"name":${JSON.stringify(name)},"tag":${JSON.stringify(view)},"articles":[${texts[index]?.join(',')}]}`
        })
      })
      return sendSerialized(reply, `{"data":[${data.join(',')}]}`) as never
    },
  })
}
