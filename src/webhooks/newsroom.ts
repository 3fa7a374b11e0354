import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { closed, ref } from '../lib/schema.ts'
import type { WebhookRoutes } from './operations.ts'
import { NewsroomWebhookPage } from './schema.ts'
import { webhookView } from './view.ts'
import type { Lag } from './webhooks.ts'

const { count: _, ...pages } = pageParameters

/** Registers the list of everybody's webhooks, for admins. */
export function registerNewsroomWebhooks(app: App, { db, webhooks, publicUrl }: WebhookRoutes): void {
  app.get('/v1/newsroom/webhooks', {
    config: { scope: 'keys:manage' },
    schema: {
      operationId: 'listNewsroomWebhooks',
      summary: 'List all webhooks',
      description:
        'The webhooks of all keys, the newest first, with how far each is behind, what was given up, and whether it is idle.',
      tags: ['Newsroom: webhooks'],
      querystring: closed(pages),
      response: { 200: answer('A page of webhooks.', ref(NewsroomWebhookPage)) },
    },
    handler: async (request, reply) => {
      const page = pageRequestOf(request)
      const { rows, info } = await db.snapshot(async (queries) => {
        const slice = await webhooks.list(queries, undefined, page)
        const { rows, page: info } = pageOfSlice(slice, page, (row) => ({ key: '', id: row.id }))
        const lags = await webhooks.lags(queries, rows)
        return { rows: rows.map((row) => ({ ...webhookView(row, lags.get(row.id) as Lag), keyId: row.keyId })), info }
      })
      linkPages(request, reply, publicUrl, info)
      return { data: rows, page: info }
    },
  })
}
