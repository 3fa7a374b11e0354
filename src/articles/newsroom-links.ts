/** The links of an article, as the newsroom keeps them. */
import type { Queries, Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { actorOf } from '../http/auth.ts'
import { preconditionOf, stateTag } from '../http/conditional.ts'
import { answer } from '../http/openapi.ts'
import { ref } from '../lib/schema.ts'
import { NewsroomRelatedNews, RelatedNewsInput, type RelatedNewsService } from '../related-news/index.ts'
import { type Lifecycle, stateOf } from './lifecycle.ts'
import { ArticleId } from './parameters.ts'

interface Dependencies {
  db: Transactions
  lifecycle: Lifecycle
  relatedNews: RelatedNewsService
}

/** Registers the newsroom's operations on the links of an article. */
export function registerArticleLinks(app: App, { db, lifecycle, relatedNews }: Dependencies): void {
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
        const article = await lifecycle.found(queries, request.params.id, actorOf(request))
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
          actorOf(request),
          precondition,
        )
        return { article: written, links: await linksOf(queries, request.params.id) }
      })
      reply.header('etag', stateTag(stateOf(article.row)))
      return links
    },
  })
}
