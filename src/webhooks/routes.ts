import { Type } from 'typebox'
import type { App } from '../http/app-types.ts'
import { preconditionOf, stateTag } from '../http/conditional.ts'
import { answer, noContent } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { invalidField } from '../http/problems.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { closed, ref } from '../lib/schema.ts'
import { keyIdOf, shownWebhook, type WebhookRoutes } from './operations.ts'
import { registerWebhookDeliveries } from './routes-deliveries.ts'
import {
  NewWebhook,
  Webhook,
  WebhookChanges,
  WebhookId,
  WebhookInput,
  WebhookPage,
  WebhookSecretInput,
} from './schema.ts'
import { webhookView } from './view.ts'
import { type Lag, stateOf } from './webhooks.ts'

const tags = ['Subscriptions']
const { count: _, ...pages } = pageParameters

function registerReads(app: App, { db, webhooks, publicUrl }: WebhookRoutes): void {
  app.get('/v1/webhooks', {
    config: { scope: 'read' },
    schema: {
      operationId: 'listWebhooks',
      summary: 'List your webhooks',
      description: 'The webhooks of your key, the newest first, without their secrets.',
      tags,
      querystring: closed(pages),
      response: { 200: answer('A page of webhooks.', ref(WebhookPage)) },
    },
    handler: async (request, reply) => {
      const page = pageRequestOf(request)
      const { rows, info } = await db.snapshot(async (queries) => {
        const slice = await webhooks.list(queries, keyIdOf(request), page)
        const { rows, page: info } = pageOfSlice(slice, page, (row) => ({ key: '', id: row.id }))
        const lags = await webhooks.lags(queries, rows)
        return { rows: rows.map((row) => webhookView(row, lags.get(row.id) as Lag)), info }
      })
      linkPages(request, reply, publicUrl, info)
      reply.header('cache-control', 'private, no-cache')
      return { data: rows, page: info }
    },
  })
  app.get('/v1/webhooks/:id', {
    config: { scope: 'read' },
    schema: {
      operationId: 'getWebhook',
      summary: 'Read a webhook',
      description: 'One of your webhooks, without its secret. Its ETag goes into If-Match of a change.',
      tags,
      params: WebhookId,
      response: { 200: answer('The webhook.', ref(Webhook)) },
    },
    handler: async (request, reply) => {
      const { webhook, shown } = await db.snapshot(async (queries) => {
        const webhook = await webhooks.find(queries, keyIdOf(request), request.params.id)
        return { webhook, shown: await shownWebhook(webhooks, queries, webhook) }
      })
      reply.headers({ etag: stateTag(stateOf(webhook)), 'cache-control': 'private, no-cache' })
      return shown
    },
  })
}

function registerCreation(app: App, { db, webhooks, publicUrl }: WebhookRoutes): void {
  app.post('/v1/webhooks', {
    config: { scope: 'read', secretFields: ['secret'] },
    schema: {
      operationId: 'createWebhook',
      summary: 'Make a webhook',
      description:
        'Subscribes an address to changes from now on, within what your key may see. The secret that events are signed with (Standard Webhooks 1.0) is in this answer and nowhere else. A key may have 20.',
      tags,
      body: ref(WebhookInput),
      response: {
        201: answer('The webhook.', ref(NewWebhook), {
          headers: {
            Location: Type.String({
              description: 'Its address.',
              examples: ['/v1/webhooks/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b40'],
            }),
          },
        }),
      },
    },
    handler: async (request, reply) => {
      const { url, types = null } = request.body
      const { webhook, shown } = await db.write(async (queries) => {
        const webhook = await webhooks.create(queries, keyIdOf(request), { url, types })
        return { webhook, shown: await shownWebhook(webhooks, queries, webhook) }
      })
      webhooks.wake()
      reply.code(201).headers({ location: `${publicUrl}/v1/webhooks/${webhook.id}`, etag: stateTag(stateOf(webhook)) })
      return { ...shown, secret: webhook.secret }
    },
  })
}

interface Changes {
  url?: string | null
  types?: string[] | null
  state?: 'active' | 'disabled' | null
}

/** Address and state cannot be removed. Raises invalid-body where a patch does. */
function changesOf({ url, types, state }: Changes) {
  if (url === null) throw invalidField('/url', 'must not be removed')
  if (state === null) throw invalidField('/state', 'must not be removed')
  return { ...(url && { url }), ...(types !== undefined && { types }), ...(state && { state }) }
}

function registerChanges(app: App, { db, webhooks }: WebhookRoutes): void {
  app.patch('/v1/webhooks/:id', {
    config: { scope: 'read', precondition: true },
    schema: {
      operationId: 'updateWebhook',
      summary: 'Change a webhook',
      description:
        'An RFC 7396 merge patch of its address, types or state. `state: active` starts one again that was disabled: it goes on where it stopped.',
      tags,
      consumes: ['application/merge-patch+json'],
      params: WebhookId,
      body: ref(WebhookChanges),
      response: { 200: answer('The changed webhook.', ref(Webhook)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const changes = changesOf(request.body as Changes)
      const { webhook, shown } = await db.write(async (queries) => {
        const webhook = await webhooks.update(queries, keyIdOf(request), request.params.id, changes, precondition)
        return { webhook, shown: await shownWebhook(webhooks, queries, webhook) }
      })
      webhooks.wake()
      reply.header('etag', stateTag(stateOf(webhook)))
      return shown
    },
  })
  app.delete('/v1/webhooks/:id', {
    config: { scope: 'read', precondition: true },
    schema: {
      operationId: 'deleteWebhook',
      summary: 'Delete a webhook',
      description: 'Ends the subscription and forgets what is queued for it. What is on its way may still arrive.',
      tags,
      params: WebhookId,
      response: noContent('It is gone.'),
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      await db.write((queries) => webhooks.remove(queries, keyIdOf(request), request.params.id, precondition))
      return reply.code(204).send(null as never)
    },
  })
  app.post('/v1/webhooks/:id/secret', {
    config: { scope: 'read', precondition: true, secretFields: ['secret'] },
    schema: {
      operationId: 'rotateWebhookSecret',
      summary: 'Change the secret of a webhook',
      description:
        'Gives the webhook a new secret, shown in this answer and nowhere else. The old one signs beside the new one for the overlap: events then carry both signatures.',
      tags,
      params: WebhookId,
      body: ref(WebhookSecretInput),
      response: { 200: answer('The webhook.', ref(NewWebhook)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const overlap = request.body.overlapSeconds ?? 86_400
      const { webhook, shown } = await db.write(async (queries) => {
        const webhook = await webhooks.rotate(queries, keyIdOf(request), request.params.id, overlap, precondition)
        return { webhook, shown: await shownWebhook(webhooks, queries, webhook) }
      })
      reply.header('etag', stateTag(stateOf(webhook)))
      return { ...shown, secret: webhook.secret }
    },
  })
}

/** Registers what a key does with its webhooks. */
export function registerWebhooks(app: App, dependencies: WebhookRoutes): void {
  registerReads(app, dependencies)
  registerCreation(app, dependencies)
  registerChanges(app, dependencies)
  registerWebhookDeliveries(app, dependencies)
}
