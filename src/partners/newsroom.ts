/** What became of the recalls of articles, for the newsroom. */
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { notFound } from '../http/problems.ts'
import { toInstant } from '../lib/instant.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { Id } from '../lib/scalars.ts'
import { closed, ref } from '../lib/schema.ts'
import type { RecallDependencies } from './reading.ts'
import { NewsroomRecall, NewsroomRecallPage, newsroomFilters } from './schema.ts'

const tags = ['Newsroom: partners']
const { count: _, ...pages } = pageParameters

/** Registers how the newsroom follows recalls. What this process has noted of partners is written before it answers. */
export function registerRecallNewsroom(app: App, { db, partners, publicUrl }: RecallDependencies): void {
  const { served, lists, answers, now } = partners
  app.get('/v1/newsroom/recalls', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'listNewsroomRecalls',
      summary: 'List the recalls',
      description:
        'The recalls of withdrawn and erased articles, the latest first, each with all partners that had it.',
      tags,
      querystring: closed({ ...newsroomFilters, ...pages }),
      response: { 200: answer('A page of recalls.', ref(NewsroomRecallPage)) },
    },
    handler: async (request, reply) => {
      await served.flush()
      const page = pageRequestOf(request)
      const { article, state } = request.query
      const { rows, info } = await db.snapshot(async (queries) => {
        const slice = await lists.list(queries, { articleId: article, state }, page, toInstant(now()))
        const cut = pageOfSlice(slice, page, ({ id }) => ({ key: id, id }))
        return { rows: await answers.newsroom(queries, cut.rows), info: cut.page }
      })
      linkPages(request, reply, publicUrl, info)
      return { data: rows, page: info }
    },
  })
  app.get('/v1/newsroom/recalls/:id', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'getNewsroomRecall',
      summary: 'Read a recall',
      description: 'One recall, with all partners that had the article, and what became of it at each.',
      tags,
      params: closed({ id: Id('Id of the recall.') }),
      response: { 200: answer('The recall.', ref(NewsroomRecall)) },
    },
    handler: async (request) => {
      await served.flush()
      return db.snapshot(async (queries) => {
        const recall = await lists.find(queries, request.params.id)
        if (!recall) throw notFound('recall')
        const [shown] = await answers.newsroom(queries, [recall])
        return shown as NewsroomRecall
      })
    },
  })
}
