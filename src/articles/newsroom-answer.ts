/** What the newsroom's operations on articles need, and how they answer. */
import type { FastifyReply } from 'fastify'
import type { Queries, Transactions } from '../db/transactions.ts'
import { stateTag } from '../http/conditional.ts'
import type { RelatedNewsService } from '../related-news/index.ts'
import type { Checks } from './checks.ts'
import { type Lifecycle, stateOf } from './lifecycle.ts'
import type { Publication } from './publication.ts'
import type { Recall } from './recall.ts'
import type { NewsroomArticle } from './schema.ts'
import type { Shape } from './shape.ts'
import type { StoredArticle } from './store.ts'
import type { Views } from './view.ts'

export interface NewsroomDependencies {
  db: Transactions
  lifecycle: Lifecycle
  publication: Publication
  recall: Recall
  checks: Checks
  views: Views
  relatedNews: RelatedNewsService
  publicUrl: string
}

const whole: Shape = { include: new Set(), body: 'blocks' }

/** Answers with an article as the newsroom sees it after a write, and its new ETag. */
export function createArticleAnswer({ db, views }: Pick<NewsroomDependencies, 'db' | 'views'>) {
  return async (reply: FastifyReply, work: (queries: Queries) => Promise<StoredArticle>): Promise<NewsroomArticle> => {
    const { article, view } = await db.write(async (queries) => {
      const written = await work(queries)
      return { article: written, view: (await views.newsroom(queries, [written], whole))[0] as NewsroomArticle }
    })
    reply.header('etag', stateTag(stateOf(article.row)))
    return view
  }
}
