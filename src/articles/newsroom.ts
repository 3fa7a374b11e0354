/** What the newsroom may do with articles: keep working copies, publish them, and link them. */
import { Type } from 'typebox'
import type { App } from '../http/app-types.ts'
import { actorOf } from '../http/auth.ts'
import { preconditionOf, stateTag } from '../http/conditional.ts'
import { answer, noContent } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { instantsOf, listsOf } from '../http/parameters.ts'
import { type Actor, ownerOf } from '../lib/actor.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { InstantInput } from '../lib/scalars.ts'
import { closed, ref } from '../lib/schema.ts'
import { stateOf } from './lifecycle.ts'
import { createArticleAnswer, type NewsroomDependencies } from './newsroom-answer.ts'
import { registerArticleLife } from './newsroom-life.ts'
import { registerArticleLinks } from './newsroom-links.ts'
import { ArticleId, canonical, shapeOf, shapeParameters, sharedFilters } from './parameters.ts'
import {
  ArticleChanges,
  type ArticleInput,
  ArticleInput as ArticleInputSchema,
  NewsroomArticle,
  NewsroomArticlePage,
  states,
} from './schema.ts'
import type { NewsroomFilter } from './store.ts'

const tags = ['Newsroom: articles']

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

/** Contributors see their own articles only. */
const ownOnly = (actor: Actor): NewsroomFilter =>
  actor.role === 'contributor' ? { ownerId: ownerOf(actor) ?? '' } : {}

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
      const page = pageRequestOf(request)
      const { data, info } = await db.snapshot(async (queries) => {
        const slice = await lifecycle.store.list(
          queries,
          { ...filterOf(request.query), ...ownOnly(actorOf(request)) },
          page,
        )
        const cut = pageOfSlice(slice, page, ({ row }) => ({ key: row.changedAt, id: row.id }))
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
        const article = await lifecycle.found(queries, request.params.id, actorOf(request))
        reply.header('etag', stateTag(stateOf(article.row)))
        return (await views.newsroom(queries, [article], shapeOf(request.query, 'blocks')))[0] as NewsroomArticle
      }),
  })
}

function registerWrites(app: App, dependencies: NewsroomDependencies): void {
  const { db, lifecycle, publicUrl } = dependencies
  const answerWith = createArticleAnswer(dependencies)
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
        lifecycle.create(queries, request.body as ArticleInput, actorOf(request)),
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
        lifecycle.update(queries, request.params.id, request.body, actorOf(request), precondition),
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
      await db.write((queries) => lifecycle.remove(queries, request.params.id, actorOf(request), precondition))
      return reply.code(204).send(null as never)
    },
  })
}

/** Registers the newsroom's operations on articles. */
export function registerArticleNewsroom(app: App, dependencies: NewsroomDependencies): void {
  registerReads(app, dependencies)
  registerWrites(app, dependencies)
  registerArticleLife(app, dependencies)
  registerArticleLinks(app, dependencies)
}
