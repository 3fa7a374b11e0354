import { Type } from 'typebox'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { Id } from '../lib/scalars.ts'
import { choice, closed, ref } from '../lib/schema.ts'
import { keyIdOf, shownWebhook, type WebhookRoutes } from './operations.ts'
import { ReplayInput, Webhook, WebhookDelivery, WebhookDeliveryPage, WebhookId } from './schema.ts'
import { deliveryView } from './view.ts'

const tags = ['Subscriptions']
const { count: _, ...pages } = pageParameters
const state = Type.Optional(
  choice(['pending', 'delivered', 'dead'], { description: 'Only events in this state.', examples: ['dead'] }),
)

function registerActs(app: App, { db, webhooks }: WebhookRoutes): void {
  app.post('/v1/webhooks/:id/test', {
    config: { scope: 'read' },
    schema: {
      operationId: 'testWebhook',
      summary: 'Send a test event',
      description: 'Sends an event of type `test`, once. What came of it is in the webhook’s deliveries.',
      tags,
      params: WebhookId,
      response: { 202: answer('The event, as it is queued.', ref(WebhookDelivery)) },
    },
    handler: async (request, reply) => {
      const delivery = await db.write((queries) => webhooks.test(queries, keyIdOf(request), request.params.id))
      webhooks.wake()
      reply.code(202)
      return deliveryView(delivery)
    },
  })
  app.post('/v1/webhooks/:id/replay', {
    config: { scope: 'read' },
    schema: {
      operationId: 'replayWebhook',
      summary: 'Send events again',
      description:
        'Sends every change behind a number again, also what has arrived, with the same `webhook-id` as before. What is pending of them is queued anew.',
      tags,
      params: WebhookId,
      body: ref(ReplayInput),
      response: { 202: answer('The webhook, back at that place.', ref(Webhook)) },
    },
    handler: async (request, reply) => {
      const shown = await db.write(async (queries) => {
        const webhook = await webhooks.replay(queries, keyIdOf(request), request.params.id, request.body.after)
        return shownWebhook(webhooks, queries, webhook)
      })
      webhooks.wake()
      reply.code(202)
      return shown
    },
  })
}

/** Registers the log of a webhook's deliveries, and what may be done with them. */
export function registerWebhookDeliveries(app: App, dependencies: WebhookRoutes): void {
  const { db, webhooks, publicUrl } = dependencies
  registerActs(app, dependencies)
  app.get('/v1/webhooks/:id/deliveries', {
    config: { scope: 'read' },
    schema: {
      operationId: 'listWebhookDeliveries',
      summary: 'List the events of a webhook',
      description:
        'What was queued for the webhook, the latest first, with every attempt: status, beginning of the answer, time taken. What has ended is kept for 30 days.',
      tags,
      params: WebhookId,
      querystring: closed({ state, ...pages }),
      response: { 200: answer('A page of events.', ref(WebhookDeliveryPage)) },
    },
    handler: async (request, reply) => {
      const page = pageRequestOf(request)
      const { rows, info } = await db.snapshot(async (queries) => {
        const { id } = await webhooks.find(queries, keyIdOf(request), request.params.id)
        const slice = await webhooks.outbox.list(queries, id, request.query.state, page)
        const { rows, page: info } = pageOfSlice(slice, page, (row) => ({ key: '', id: row.id }))
        const attempts = await webhooks.outbox.attemptsOf(queries, rows)
        return { rows: rows.map((row) => deliveryView(row, attempts.get(row.id))), info }
      })
      linkPages(request, reply, publicUrl, info)
      reply.header('cache-control', 'private, no-cache')
      return { data: rows, page: info }
    },
  })
  app.post('/v1/webhooks/:id/deliveries/:deliveryId/retry', {
    config: { scope: 'read' },
    schema: {
      operationId: 'retryWebhookDelivery',
      summary: 'Try a dead event again',
      description:
        'Queues an event that was given up, with the whole schedule before it; 409 for one that is not dead.',
      tags,
      params: closed({ ...WebhookId.properties, deliveryId: Id('Id of the delivery.') }),
      response: { 202: answer('The event, as it is queued.', ref(WebhookDelivery)) },
    },
    handler: async (request, reply) => {
      const { id, deliveryId } = request.params
      const shown = await db.write(async (queries) => {
        const delivery = await webhooks.retry(queries, keyIdOf(request), id, deliveryId)
        const attempts = await webhooks.outbox.attemptsOf(queries, [delivery])
        return deliveryView(delivery, attempts.get(delivery.id))
      })
      webhooks.wake()
      reply.code(202)
      return shown
    },
  })
}
