import { Type } from 'typebox'
import type { Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { actorOf } from '../http/auth.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { narrowedTo } from '../lib/actor.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { choice, closed, ref } from '../lib/schema.ts'
import type { RelatedNewsService } from './related-news.ts'
import { NewsroomRelatedNewsPage, resolutionStates } from './schema.ts'

/** Registers the newsroom's list of all links, which shows editors what still waits for its target. */
export function registerNewsroomRelatedNews(
  app: App,
  { db, relatedNews, publicUrl }: { db: Transactions; relatedNews: RelatedNewsService; publicUrl: string },
): void {
  app.get('/v1/newsroom/related-news', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'listNewsroomRelatedNews',
      summary: 'List the links of all articles',
      description:
        'All links, by article. `state=unresolved` lists the printed titles whose article was not found or not found unambiguously, each with its candidates.',
      tags: ['Newsroom: related news'],
      querystring: closed({
        state: Type.Optional(
          choice(resolutionStates, {
            description: 'Only links that lead nowhere yet, to an article here, or to an outside address.',
            examples: ['unresolved'],
          }),
        ),
        article: Type.Optional(
          Type.String({
            format: 'uuid',
            description: 'Only the links of the article with this id.',
            examples: ['01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'],
          }),
        ),
        ...pageParameters,
      }),
      response: { 200: answer('A page of links.', ref(NewsroomRelatedNewsPage)) },
    },
    handler: async (request, reply) => {
      const { state, article } = request.query
      const page = pageRequestOf(request)
      const ownerId = narrowedTo(actorOf(request))
      const filter = {
        ...(state && { state }),
        ...(article && { articleId: article }),
        ...(ownerId !== undefined && { ownerId }),
      }
      const slice = await db.snapshot((queries) => relatedNews.forNewsroom(queries, filter, page))
      const { rows, page: info } = pageOfSlice(slice, page, (row) => ({ key: row.articleId, id: String(row.position) }))
      linkPages(request, reply, publicUrl, info)
      return { data: rows, page: info }
    },
  })
}
