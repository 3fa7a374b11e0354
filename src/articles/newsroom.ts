/** What the newsroom may do with articles: keep working copies, publish them, and link them. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Db, Queries } from '../db/db.ts'
import type { App } from '../http/app-types.ts'
import { preconditionOf, stateTag } from '../http/conditional.ts'
import { answer, noContent } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { invalidField } from '../http/problems.ts'
import { type Instant, parseInstant } from '../lib/instant.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { InstantInput } from '../lib/scalars.ts'
import { closed, ref } from '../lib/schema.ts'
import { NewsroomRelatedNews, RelatedNewsInput, type RelatedNewsService } from '../related-news/index.ts'
import type { Lifecycle } from './lifecycle.ts'
import { stateOf } from './lifecycle.ts'
import { ArticleId, canonical, instantsOf, listsOf, shapeOf, shapeParameters, sharedFilters } from './parameters.ts'
import {
  ArticleChanges,
  type ArticleInput,
  ArticleInput as ArticleInputSchema,
  NewsroomArticle,
  NewsroomArticlePage,
  PublicationInput,
  states,
} from './schema.ts'
import type { NewsroomFilter, StoredArticle } from './store.ts'
import type { Shape, Views } from './view.ts'

export interface NewsroomDependencies {
  db: Db
  lifecycle: Lifecycle
  views: Views
  relatedNews: RelatedNewsService
  publicUrl: string
}

const tags = ['Newsroom: articles']
const whole: Shape = { include: new Set(), body: 'blocks' }
const authorOf = (request: FastifyRequest): string | null => request.principal?.name ?? null

const newsroomFilters = {
  state: Type.Optional(
    Type.String({
      pattern: `^(${states.join('|')})(,(${states.join('|')}))*$`,
      description: `Any of these states: ${states.join(', ')}; several with commas between.`,
      examples: ['draft,scheduled'],
    }),
  ),
  ...sharedFilters,
  externalId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'The article with this id where it came from.',
      examples: ['qh-2024-0621-7'],
    }),
  ),
  changedAfter: Type.Optional(InstantInput('Only articles changed at this instant or later.')),
  changedBefore: Type.Optional(InstantInput('Only articles changed before this instant.')),
}

function filterOf(query: Record<string, unknown>): NewsroomFilter {
  const { state, ids, language, source, editor, tag } = listsOf(query, [
    'state',
    'ids',
    'language',
    'source',
    'editor',
    'tag',
  ])
  const references = Object.entries({ source, editor, tag }).flatMap(([resource, names]) =>
    names ? [{ resource, names }] : [],
  )
  return {
    ...(state && { state }),
    ...(ids && { ids }),
    ...(language && { language: language.map(canonical) }),
    ...(references.length > 0 && { references }),
    ...(query.externalId !== undefined && { externalId: String(query.externalId) }),
    ...instantsOf(query, ['changedAfter', 'changedBefore']),
  }
}

/** Answers with an article as the newsroom sees it after a write, and its new ETag. */
function createAnswer({ db, views }: NewsroomDependencies) {
  return async (reply: FastifyReply, work: (queries: Queries) => Promise<StoredArticle>): Promise<NewsroomArticle> => {
    const { article, view } = await db.write(async (queries) => {
      const written = await work(queries)
      return { article: written, view: (await views.newsroom(queries, [written], whole))[0] as NewsroomArticle }
    })
    reply.header('etag', stateTag(stateOf(article.row)))
    return view
  }
}

function registerReads(app: App, { db, lifecycle, views, publicUrl }: NewsroomDependencies): void {
  app.get('/v1/newsroom/articles', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'listNewsroomArticles',
      summary: 'List all articles',
      description: 'Working copies of all articles in all states, the latest change first.',
      tags,
      querystring: closed({ ...newsroomFilters, ...shapeParameters, ...pageParameters }),
      response: { 200: answer('A page of articles.', ref(NewsroomArticlePage)) },
    },
    handler: async (request, reply) => {
      const page = pageRequestOf(request.query)
      const { data, info } = await db.snapshot(async (queries) => {
        const slice = await lifecycle.store.list(queries, filterOf(request.query), page)
        const cut = pageOfSlice(slice, page, request.query, ({ row }) => ({ key: row.changedAt, id: row.id }))
        return { data: await views.newsroom(queries, cut.rows, shapeOf(request.query, 'none')), info: cut.page }
      })
      linkPages(request, reply, publicUrl, info)
      return { data, page: info }
    },
  })
  app.get('/v1/newsroom/articles/:id', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'getNewsroomArticle',
      summary: 'Read the working copy of an article',
      description: 'The working copy of an article in whatever state. Its ETag goes into If-Match of a change.',
      tags,
      params: ArticleId,
      querystring: closed(shapeParameters),
      response: { 200: answer('The article.', ref(NewsroomArticle)) },
    },
    handler: async (request, reply) =>
      db.snapshot(async (queries) => {
        const article = await lifecycle.found(queries, request.params.id)
        reply.header('etag', stateTag(stateOf(article.row)))
        return (await views.newsroom(queries, [article], shapeOf(request.query, 'blocks')))[0] as NewsroomArticle
      }),
  })
}

function registerWrites(app: App, dependencies: NewsroomDependencies): void {
  const { db, lifecycle, publicUrl } = dependencies
  const answerWith = createAnswer(dependencies)
  app.post('/v1/newsroom/articles', {
    config: { scope: 'articles:write' },
    schema: {
      operationId: 'createArticle',
      summary: 'Create an article',
      description: 'Creates a draft. Readers see nothing of it until it is published.',
      tags,
      body: ref(ArticleInputSchema),
      response: {
        201: answer('The new draft.', ref(NewsroomArticle), {
          headers: {
            Location: Type.String({
              description: 'Its address.',
              examples: ['/v1/newsroom/articles/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'],
            }),
          },
        }),
      },
    },
    handler: async (request, reply) => {
      const article = await answerWith(reply, (queries) =>
        lifecycle.create(queries, request.body as ArticleInput, authorOf(request)),
      )
      reply.code(201).header('location', `${publicUrl}/v1/newsroom/articles/${article.id}`)
      return article
    },
  })
  app.patch('/v1/newsroom/articles/:id', {
    config: { scope: 'articles:write', precondition: true },
    schema: {
      operationId: 'updateArticle',
      summary: 'Change the working copy of an article',
      description:
        'An RFC 7396 merge patch: fields that are left out stay, null removes; a body replaces the whole body. Readers see nothing of it until it is published.',
      tags,
      consumes: ['application/merge-patch+json'],
      params: ArticleId,
      body: ref(ArticleChanges),
      response: { 200: answer('The changed article.', ref(NewsroomArticle)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      return answerWith(reply, (queries) =>
        lifecycle.update(queries, request.params.id, request.body, authorOf(request), precondition),
      )
    },
  })
  app.delete('/v1/newsroom/articles/:id', {
    config: { scope: 'articles:write', precondition: true },
    schema: {
      operationId: 'deleteArticle',
      summary: 'Delete a draft',
      description: 'Deletes a draft that was never public; 409 for anything else.',
      tags,
      params: ArticleId,
      response: noContent('It is gone.'),
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      await db.write((queries) => lifecycle.remove(queries, request.params.id, precondition))
      return reply.code(204).send(null as never)
    },
  })
}

/** Reads the wished time. Raises invalid-body for a date that does not exist. */
function publishAtOf(text: string | null | undefined): Instant | null {
  if (text == null) return null
  const instant = parseInstant(text)
  if (instant === undefined || Date.parse(text) % 1000 !== 0)
    throw invalidField('/publishAt', 'must be an instant in whole seconds such as 2026-12-24T18:00:00Z')
  return instant
}

function registerPublication(app: App, dependencies: NewsroomDependencies): void {
  const { lifecycle } = dependencies
  const answerWith = createAnswer(dependencies)
  app.put('/v1/newsroom/articles/:id/publication', {
    config: { scope: 'articles:publish', precondition: true },
    schema: {
      operationId: 'publishArticle',
      summary: 'Publish an article',
      description:
        'Publishes the working copy now, or at a tick to come: then the revision that is current at that time. Publishing what readers already see changes nothing for them.',
      tags,
      params: ArticleId,
      body: ref(PublicationInput),
      response: { 200: answer('The article, live or scheduled.', ref(NewsroomArticle)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const publishAt = publishAtOf(request.body.publishAt)
      return answerWith(reply, (queries) =>
        lifecycle.publish(queries, request.params.id, publishAt, authorOf(request), precondition),
      )
    },
  })
  app.delete('/v1/newsroom/articles/:id/publication', {
    config: { scope: 'articles:publish', precondition: true },
    schema: {
      operationId: 'unpublishArticle',
      summary: 'Unpublish an article',
      description: 'Takes back a schedule, or takes a live article from readers. It is a draft again.',
      tags,
      params: ArticleId,
      response: { 200: answer('The draft.', ref(NewsroomArticle)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      return answerWith(reply, (queries) =>
        lifecycle.unpublish(queries, request.params.id, authorOf(request), precondition),
      )
    },
  })
}

function registerLinks(app: App, dependencies: NewsroomDependencies): void {
  const { db, lifecycle, relatedNews } = dependencies
  const linksOf = async (queries: Queries, articleId: string) => ({
    data: (await relatedNews.forNewsroom(queries, { articleId }, { limit: 200, position: undefined, count: false }))
      .rows,
  })
  app.get('/v1/newsroom/articles/:id/related-news', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'listNewsroomArticleRelatedNews',
      summary: 'List the links of an article',
      description:
        'All links of an article, also those that lead nowhere yet or to what is not live. The ETag is the article’s.',
      tags: ['Newsroom: related news'],
      params: ArticleId,
      response: { 200: answer('The links.', ref(NewsroomRelatedNews)) },
    },
    handler: async (request, reply) =>
      db.snapshot(async (queries) => {
        const article = await lifecycle.found(queries, request.params.id)
        reply.header('etag', stateTag(stateOf(article.row)))
        return linksOf(queries, request.params.id)
      }),
  })
  app.put('/v1/newsroom/articles/:id/related-news', {
    config: { scope: 'articles:write', precondition: true },
    schema: {
      operationId: 'putRelatedNews',
      summary: 'Put the related news of an article',
      description:
        'Replaces the whole list, at once: related news is not part of revisions. If-Match takes the article’s ETag.',
      tags: ['Newsroom: related news'],
      params: ArticleId,
      body: ref(RelatedNewsInput),
      response: { 200: answer('The links.', ref(NewsroomRelatedNews)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const { article, links } = await db.write(async (queries) => {
        const written = await lifecycle.putRelatedNews(
          queries,
          request.params.id,
          request.body.data,
          authorOf(request),
          precondition,
        )
        return { article: written, links: await linksOf(queries, request.params.id) }
      })
      reply.header('etag', stateTag(stateOf(article.row)))
      return links
    },
  })
}

/** Registers the newsroom's operations on articles. */
export function registerArticleNewsroom(app: App, dependencies: NewsroomDependencies): void {
  registerReads(app, dependencies)
  registerWrites(app, dependencies)
  registerPublication(app, dependencies)
  registerLinks(app, dependencies)
}
