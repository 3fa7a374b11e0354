/** What readers may do with articles: list them, read one by id or slug, see what is related. */
import { Type } from 'typebox'
import type { Db } from '../db/db.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { notFound } from '../http/problems.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { Language, Slug } from '../lib/scalars.ts'
import { closed, ref } from '../lib/schema.ts'
import { RelatedNews } from '../related-news/index.ts'
import type { LiveStore, ReadArticle } from './live-store.ts'
import { ArticleId, canonical, liveFilterOf, readingQuery, shapeOf, shapeParameters } from './parameters.ts'
import { Article, ArticlePage } from './schema.ts'
import type { Views } from './view.ts'

export interface ReadingDependencies {
  db: Db
  live: LiveStore
  views: Views
  publicUrl: string
}

const tags = ['Articles']
const lastModified = (instant: string): string => new Date(instant).toUTCString()
const LastModified = Type.String({
  description: 'When what readers see of it last changed.',
  examples: ['Fri, 21 Jun 2024 08:53:00 GMT'],
})

function registerList(app: App, { db, live, views, publicUrl }: ReadingDependencies): void {
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
      const page = pageRequestOf(request.query)
      const { data, info } = await db.snapshot(async (queries) => {
        const slice = await live.list(queries, liveFilterOf(request.query), page)
        const key = request.query.sort?.endsWith('updatedAt') ? 'updatedAt' : 'publishedAt'
        const cut = pageOfSlice(slice, page, request.query, (row) => ({ key: row[key], id: row.id }))
        return { data: await views.reading(queries, cut.rows, shapeOf(request.query, 'none')), info: cut.page }
      })
      linkPages(request, reply, publicUrl, info)
      return { data, page: info }
    },
  })
}

function registerOne(app: App, { db, live, views, publicUrl }: ReadingDependencies): void {
  const shape = closed(shapeParameters)
  app.get('/v1/articles/:id', {
    schema: {
      operationId: 'getArticle',
      summary: 'Read one article',
      description: 'One live article, with its body.',
      tags,
      params: ArticleId,
      querystring: shape,
      response: { 200: answer('The article.', ref(Article), { headers: { 'Last-Modified': LastModified } }) },
    },
    handler: async (request, reply) => {
      const article = await db.snapshot(async (queries) => {
        const row = await live.find(queries, request.params.id)
        if (!row) throw notFound('article')
        return (await views.reading(queries, [row], shapeOf(request.query, 'blocks')))[0] as Article
      })
      reply.header('last-modified', lastModified(article.updatedAt))
      return article
    },
  })
  app.get('/v1/articles/by-slug/:language/:slug', {
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
        if (!row) throw notFound('article')
        if (row.slug !== slug) return { moved: row }
        return { article: (await views.reading(queries, [row], shapeOf(request.query, 'blocks')))[0] as Article }
      })
      if (found.moved) return reply.redirect(addressOf(publicUrl, found.moved, request.url), 308) as never
      reply.header('last-modified', lastModified(found.article.updatedAt))
      return found.article
    },
  })
}

const addressOf = (publicUrl: string, { language, slug }: ReadArticle, url: string): string => {
  const search = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  return `${publicUrl}/v1/articles/by-slug/${encodeURIComponent(language)}/${encodeURIComponent(slug)}${search}`
}

function registerRelatedNews(app: App, { db, live, views }: ReadingDependencies): void {
  app.get('/v1/articles/:id/related-news', {
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
        if (!row) throw notFound('article')
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
