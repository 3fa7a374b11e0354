/** Liveness and readiness, for process supervisors and load balancers. */
import { Type } from 'typebox'
import { closed, named, ref } from '../lib/schema.ts'
import type { App } from './app-types.ts'
import { answer } from './openapi.ts'
import { Problem } from './problems.ts'

const Health = named(
  'Health',
  closed(
    { status: Type.String({ description: '`live` or `ready`.', examples: ['ready'] }) },
    { description: 'How the server is.', examples: [{ status: 'ready' }] },
  ),
)

/** Serves /health/live (the process runs) and /health/ready (the database answers). */
export function registerHealth(app: App, options: { ping: () => Promise<void> }): void {
  const shared = { tags: ['Operations'], security: [] }
  app.get('/health/live', {
    schema: {
      ...shared,
      operationId: 'getLiveness',
      summary: 'Is the process alive?',
      description: 'Answers as soon as the process runs.',
      response: { 200: answer('It is.', ref(Health)) },
    },
    handler: async () => ({ status: 'live' }),
  })
  app.get('/health/ready', {
    schema: {
      ...shared,
      operationId: 'getReadiness',
      summary: 'Can it serve?',
      description: 'Answers 200 when the database answers, 503 otherwise.',
      response: { 200: answer('It can.', ref(Health)) },
    },
    handler: async () => {
      await options.ping().catch((error: unknown) => {
        app.log.error({ err: error }, 'database does not answer')
        throw new Problem('unavailable', 'The database does not answer.', { headers: { 'retry-after': '1' } })
      })
      return { status: 'ready' }
    },
  })
}
