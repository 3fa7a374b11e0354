/** Limits: how often a key may ask, and what an Accept header may ask for. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { serializeList } from 'structured-headers'
import { Problem } from './problems.ts'

/** How large a body may be, in bytes, where an operation does not say otherwise. */
export const bodyLimit = 2 * 1024 * 1024

const windowSeconds = 60

/** Limits requests per key and minute; says so in RateLimit and RateLimit-Policy (structured fields) on keyed answers. The plugin of rate limits must be registered. */
export function registerLimits(app: FastifyInstance, options: { requestsPerMinute: number }): void {
  const check = app.createRateLimit({
    max: options.requestsPerMinute,
    timeWindow: windowSeconds * 1000,
    keyGenerator: (request) => request.principal?.keyId ?? request.ip,
  })
  const policy = serializeList([
    [
      'key',
      new Map<string, number>([
        ['q', options.requestsPerMinute],
        ['w', windowSeconds],
      ]),
    ],
  ])
  async function limit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const state = await check(request)
    if (state.isAllowed) return
    const seconds = Math.ceil(state.ttl / 1000)
    const remaining = serializeList([
      [
        'key',
        new Map<string, number>([
          ['r', Math.max(0, state.remaining)],
          ['t', seconds],
        ]),
      ],
    ])
    reply.headers({ 'ratelimit-policy': policy, ratelimit: remaining })
    if (state.isExceeded) {
      throw new Problem('too-many-requests', `This key may ask ${options.requestsPerMinute} times a minute.`, {
        headers: { 'retry-after': String(seconds) },
      })
    }
  }
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.principal || options.requestsPerMinute === 0) return done()
    limit(request, reply).then(() => done(), done)
  })
}

/** Answers 406 when nothing that the route produces is acceptable (RFC 9110 §12.5.1). */
export function registerContentNegotiation(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const accept = request.headers.accept?.trim()
    if (!accept || accept === '*/*' || request.is404 || !request.routeOptions.url?.startsWith('/v1/')) return done()
    if (request.routeOptions.config.negotiates) return done()
    const produces = request.routeOptions.config.produces ?? ['application/json']
    if (new Negotiator(request.raw).mediaType([...produces, 'application/problem+json']) !== undefined) return done()
    done(new Problem('not-acceptable', `This operation answers in ${produces.join(', ')}.`))
  })
}
