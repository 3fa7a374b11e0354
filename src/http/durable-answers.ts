/** Answers that clients build on: they tell of nothing that a power cut may still take back. */
import type { FastifyInstance } from 'fastify'

/** The newsroom's entity tags, and positions in the log of changes. */
const isBuiltOn = (path: string): boolean => /^\/v1\/(newsroom|changes|snapshot)(\/|$)/.test(path)

/**
 * Lets what was read at these addresses be sent when it is durable. What was written is durable before it is
 * acknowledged, but may be read some milliseconds before that: an entity tag or a position that was taken back would be
 * given again, to something else.
 */
export function registerDurableAnswers(app: FastifyInstance, { durable }: { durable: () => Promise<void> }): void {
  app.addHook('onRoute', (route) => {
    if (![route.method].flat().includes('GET') || !isBuiltOn(route.url)) return
    route.onSend = [
      ...[route.onSend ?? []].flat(),
      async (_request, _reply, payload) => {
        await durable()
        return payload
      },
    ]
  })
}
