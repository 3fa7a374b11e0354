/** What partners do with the recalls of articles that they had. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Queries, Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { actorOf } from '../http/auth.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { notFound } from '../http/problems.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { Id } from '../lib/scalars.ts'
import { closed, ref } from '../lib/schema.ts'
import type { Partners } from './partners.ts'
import { AcknowledgementInput, ownFilters, Recall, RecallPage } from './schema.ts'

export interface RecallDependencies {
  db: Transactions
  partners: Partners
  publicUrl: string
}

const tags = ['Recalls']
const RecallId = closed({ id: Id('Id of the recall.') })
const { count: _, ...pages } = pageParameters

/** Recalls must be seen at once, and are nobody else's. */
const fresh = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-store')

/** Registers how partners read their recalls and acknowledge them. */
export function registerRecallReading(app: App, { db, partners, publicUrl }: RecallDependencies): void {
  const { served, recalls, lists, answers } = partners
  const keyOf = (request: FastifyRequest): string => actorOf(request).keyId as string

  /** A recall as the key sees it. Raises not-found for one that does not concern it. */
  async function found(queries: Queries, request: FastifyRequest, id: string): Promise<Recall> {
    const own = await lists.findOwn(queries, keyOf(request), id)
    if (!own) throw notFound('recall')
    const [recall] = await answers.own(queries, request.viewer, [own])
    return recall as Recall
  }

  app.get('/v1/recalls', {
    config: { scope: 'read' },
    schema: {
      operationId: 'listRecalls',
      summary: 'List the recalls of articles that you had',
      description:
        'Articles that were withdrawn or erased after you had them, the latest first. Remove each, then acknowledge it.',
      tags,
      querystring: closed({ ...ownFilters, ...pages }),
      response: { 200: answer('A page of recalls.', ref(RecallPage)) },
    },
    handler: async (request, reply) => {
      await served.flush()
      const page = pageRequestOf(request)
      const { rows, info } = await db.snapshot(async (queries) => {
        const slice = await lists.listOwn(queries, keyOf(request), request.query.state, page)
        const cut = pageOfSlice(slice, page, ({ recall: { id } }) => ({ key: id, id }))
        return { rows: await answers.own(queries, request.viewer, cut.rows), info: cut.page }
      })
      linkPages(request, fresh(reply), publicUrl, info)
      return { data: rows, page: info }
    },
  })
  app.get('/v1/recalls/:id', {
    config: { scope: 'read' },
    schema: {
      operationId: 'getRecall',
      summary: 'Read a recall',
      description: 'One recall of an article that you had; 404 for any other.',
      tags,
      params: RecallId,
      response: { 200: answer('The recall.', ref(Recall)) },
    },
    handler: async (request, reply) => {
      await served.flush()
      fresh(reply)
      return db.snapshot((queries) => found(queries, request, request.params.id))
    },
  })
  app.post('/v1/recalls/:id/acknowledgements', {
    config: { scope: 'read' },
    schema: {
      operationId: 'acknowledgeRecall',
      summary: 'Acknowledge a recall',
      description:
        'Says that you have removed the article. The first acknowledgement counts: a later one is answered 200 and changes nothing, its note neither. 404 for a recall that does not concern you.',
      tags,
      params: RecallId,
      body: ref(AcknowledgementInput),
      response: {
        200: answer('The recall as it was acknowledged before.', ref(Recall)),
        201: answer('The recall, acknowledged now.', ref(Recall), {
          headers: {
            Location: Type.String({
              description: 'Its address.',
              examples: ['/v1/recalls/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b40'],
            }),
          },
        }),
      },
    },
    handler: async (request, reply) => {
      await served.flush()
      const { id } = request.params
      const { isNew, recall } = await db.write(async (queries) => ({
        isNew: await recalls.acknowledge(queries, id, keyOf(request), request.body.note ?? null),
        recall: await found(queries, request, id),
      }))
      fresh(reply).code(isNew ? 201 : 200)
      if (isNew) reply.header('location', `${publicUrl}/v1/recalls/${id}`)
      return recall
    },
  })
}
