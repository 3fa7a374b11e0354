import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { ref } from '../lib/schema.ts'
import type { Hub } from './hub.ts'
import { HubAnswer, HubRequest } from './schema.ts'

const form = 'application/x-www-form-urlencoded'

/** How large a request may be, in bytes. */
const bodyLimit = 16_384

/** Registers the hub. It is the only operation that reads forms. */
export function registerHub(app: App, { hub }: { hub: Hub }): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(form, { parseAs: 'string', bodyLimit }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    ;(scope as App).post('/hub', {
      bodyLimit,
      schema: {
        operationId: 'askHub',
        summary: 'Subscribe to a public feed',
        description:
          'The WebSub hub of the whole feeds (W3C WebSub): subscribes a callback to `/feeds/atom`, `/feeds/rss` or `/feeds/json`, or ends that. The callback is asked whether it is meant, then sent the whole feed when it changes.',
        tags: ['Subscriptions'],
        security: [{}],
        consumes: [form],
        body: ref(HubRequest),
        response: { 202: answer('The request is taken in; its intent is verified now.', ref(HubAnswer)) },
      },
      handler: async (request, reply) => {
        const { 'hub.mode': mode, 'hub.topic': topic, 'hub.callback': callback } = request.body
        await hub.request(request.body)
        reply.code(202)
        return { mode, topic, callback }
      },
    })
  })
}
