/** What readers may do with articles: list them, read one by id or slug, see what is related. */
import { Type } from 'typebox'
import type { Queries, Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { instantsOf } from '../http/parameters.ts'
import { invalidParameter, notFound, Problem } from '../http/problems.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { InstantInput, Language, Slug } from '../lib/scalars.ts'
import { closed, ref } from '../lib/schema.ts'
import { RelatedNews } from '../related-news/index.ts'
import type { SiteStore } from '../site/index.ts'
import type { HistoryStore, Withdrawal } from './history-store.ts'
import type { ReadArticle } from './live-article.ts'
import { placeIn } from './live-list.ts'
import type { LiveStore } from './live-store.ts'
import { erasedSlug } from './model.ts'
import { ArticleId, canonical, liveFilterOf, readingQuery, shapeOf, shapeParameters } from './parameters.ts'
import { Article, ArticlePage } from './schema.ts'
import type { Shape, Views } from './view.ts'

export interface ReadingDependencies {
  db: Transactions
  live: LiveStore
  history: HistoryStore
  views: Views
  site: SiteStore
  publicUrl: string
}

const tags = ['Articles']

/** 410 with what readers may know of a withdrawal: the reason, and the replacement while that is live. */
async function goneProblem(
  queries: Queries,
  { live, views }: Pick<ReadingDependencies, 'live' | 'views'>,
  withdrawal: Withdrawal,
): Promise<Problem> {
  const row = withdrawal.replacementId === null ? undefined : await live.find(queries, withdrawal.replacementId)
  const [article] = row ? await views.reading(queries, [row], { include: new Set(), body: 'none' }) : []
  const replacement = article
    ? { id: article.id, language: article.language, slug: article.slug, title: article.title, url: article.url }
    : null
  return new Problem('gone', `The article was ${withdrawal.kind}: ${withdrawal.reason}`, {
    members: {
      reason: withdrawal.reason,
      withdrawnAt: withdrawal.at,
      erased: withdrawal.kind === 'erased',
      replacement,
    },
  })
}

/** What to say of an article that is not live: 410 when it was withdrawn or erased, 404 otherwise. */
export async function gone(
  queries: Queries,
  dependencies: Pick<ReadingDependencies, 'live' | 'history' | 'views'>,
  id: string,
): Promise<Problem> {
  const [withdrawal] = await dependencies.history.listWithdrawals(queries, [id])
  return withdrawal ? goneProblem(queries, dependencies, withdrawal) : notFound('article')
}

async function goneBySlug(
  queries: Queries,
  dependencies: ReadingDependencies,
  language: string,
  slug: string,
): Promise<Problem> {
  const withdrawal = await dependencies.history.findWithdrawalBySlug(queries, language, [
    slug,
    erasedSlug(language, slug),
  ])
  return withdrawal ? goneProblem(queries, dependencies, withdrawal) : notFound('article')
}

const pastParameters = {
  asOf: Type.Optional(InstantInput('The article as readers had it at the end of this second.')),
  version: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'This edition of the article.', examples: [1] }),
  ),
}

/** The edition that is asked for: by number, or by instant. */
async function editionAsked(
  queries: Queries,
  history: HistoryStore,
  id: string,
  query: { asOf?: string; version?: number },
) {
  if (query.asOf !== undefined && query.version !== undefined)
    throw invalidParameter('version', 'cannot be given together with asOf')
  const { asOf } = instantsOf(query, ['asOf'])
  const version = asOf === undefined ? query.version : await history.versionAt(queries, id, asOf)
  const edition = version === undefined ? undefined : await history.findEdition(queries, id, version)
  if (!edition) throw new Problem('not-found', 'Readers did not have this article then, or there is no such edition.')
  return edition
}

/** A live article as an edition showed it: its own fields of then, what it names as of today. */
async function pastView(
  queries: Queries,
  { history, views }: ReadingDependencies,
  row: ReadArticle,
  query: { asOf?: string; version?: number },
  shape: Shape,
): Promise<Article> {
  const { live: then, copy } = await editionAsked(queries, history, row.id, query)
  const past = { ...then, clusterId: row.clusterId, translationOf: row.translationOf }
  const [article] = await views.reading(queries, [past], shape, { blocks: new Map([[row.id, copy.blocks]]) })
  return article as Article
}
const httpDate = (instant: string): string => new Date(instant).toUTCString()
const LastModified = Type.String({
  description: 'When what readers see of it last changed.',
  examples: ['Fri, 21 Jun 2024 08:53:00 GMT'],
})

function registerList(app: App, { db, live, views, site, publicUrl }: ReadingDependencies): void {
  app.get('/v1/articles', {
    schema: {
      operationId: 'listArticles',
      summary: 'List articles',
      description:
        'Live articles, newest first unless `sort` says otherwise. Filters are combined with and; values within one with or.',
      tags,
      querystring: readingQuery(pageParameters),
      response: { 200: answer('A page of articles.', ref(ArticlePage)) },
    },
    handler: async (request, reply) => {
      const page = pageRequestOf(request)
      const { data, info } = await db.snapshot(async (queries) => {
        const { document: publication } = await site.find(queries)
        const filter = liveFilterOf(request.query, publication.timeZone)
        const slice = await live.list(queries, filter, page)
        const cut = pageOfSlice(slice, page, (row) => placeIn(filter.sort, row))
        const shape = shapeOf(request.query, 'none')
        return { data: await views.reading(queries, cut.rows, shape, { publication }), info: cut.page }
      })
      linkPages(request, reply, publicUrl, info)
      return { data, page: info }
    },
  })
}

function registerOne(app: App, dependencies: ReadingDependencies): void {
  const { db, live, views, publicUrl } = dependencies
  const shape = closed(shapeParameters)
  app.get('/v1/articles/:id', {
    config: { gone: true },
    schema: {
      operationId: 'getArticle',
      summary: 'Read one article',
      description: 'One live article, with its body: as it is, or with `asOf` or `version` as readers had it then.',
      tags,
      params: ArticleId,
      querystring: closed({ ...shapeParameters, ...pastParameters }),
      response: { 200: answer('The article.', ref(Article), { headers: { 'Last-Modified': LastModified } }) },
    },
    handler: async (request, reply) => {
      const { article, lastModified } = await db.snapshot(async (queries) => {
        const row = await live.find(queries, request.params.id)
        if (!row) throw await gone(queries, dependencies, request.params.id)
        const { asOf, version } = request.query
        const shape = shapeOf(request.query, 'blocks')
        if (asOf !== undefined || version !== undefined)
          return { article: await pastView(queries, dependencies, row, request.query, shape), lastModified: undefined }
        return views.readingOne(queries, row, shape)
      })
      if (lastModified !== undefined) reply.header('last-modified', httpDate(lastModified))
      return article
    },
  })
  app.get('/v1/articles/by-slug/:language/:slug', {
    config: { gone: true },
    schema: {
      operationId: 'getArticleBySlug',
      summary: 'Read one article by its slug',
      description:
        'One live article, with its body, by language and slug. A slug that it had before answers 308 to the present one.',
      tags,
      params: closed({
        language: Language('Language of the article.', 'en'),
        slug: Slug('Its slug.', 'new-port-terminal-opens-in-haiyan'),
      }),
      querystring: shape,
      response: {
        200: answer('The article.', ref(Article), { headers: { 'Last-Modified': LastModified } }),
        308: Type.Null({ description: 'The article has another slug now; `Location` has the address.' }),
      },
    },
    handler: async (request, reply) => {
      const { language, slug } = { ...request.params, language: canonical(request.params.language) }
      const found = await db.snapshot(async (queries) => {
        const row = await live.findBySlug(queries, language, slug)
        if (!row) throw await goneBySlug(queries, dependencies, language, slug)
        if (row.slug !== slug) return { moved: row }
        return views.readingOne(queries, row, shapeOf(request.query, 'blocks'))
      })
      if ('moved' in found) return reply.redirect(addressOf(publicUrl, found.moved, request.url), 308) as never
      if (found.lastModified !== undefined) reply.header('last-modified', httpDate(found.lastModified))
      return found.article
    },
  })
}

const addressOf = (publicUrl: string, { language, slug }: ReadArticle, url: string): string => {
  const search = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  return `${publicUrl}/v1/articles/by-slug/${encodeURIComponent(language)}/${encodeURIComponent(slug)}${search}`
}

function registerRelatedNews(app: App, dependencies: ReadingDependencies): void {
  const { db, live, views } = dependencies
  app.get('/v1/articles/:id/related-news', {
    config: { gone: true },
    schema: {
      operationId: 'listRelatedNews',
      summary: 'List the related news of an article',
      description: 'What else to read, in the newsroom’s order. Links to articles that are not live are left out.',
      tags: ['Related news'],
      params: ArticleId,
      response: { 200: answer('The related news.', ref(RelatedNews)) },
    },
    handler: async (request) =>
      db.snapshot(async (queries) => {
        const row = await live.find(queries, request.params.id)
        if (!row) throw await gone(queries, dependencies, request.params.id)
        const [article] = await views.reading(queries, [row], { include: new Set(['relatedNews']), body: 'none' })
        return { data: article?.relatedNews ?? [] }
      }),
  })
}

/** Registers the reading operations on articles. */
export function registerArticleReading(app: App, dependencies: ReadingDependencies): void {
  registerList(app, dependencies)
  registerOne(app, dependencies)
  registerRelatedNews(app, dependencies)
}
