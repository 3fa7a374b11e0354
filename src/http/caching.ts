/** Cache-Control on every answer (RFC 9111), by the tick rule: what is cacheable expires when scheduled changes may come. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isPublicReading, isReading, isWellKnown } from './surfaces.ts'

interface CachingOptions {
  tickSeconds: number
  now: () => Date
}

/** Seconds until the next tick, but 1 in the first three seconds after one, while due transitions are committed. */
export function secondsToTick(now: Date, tickSeconds: number): number {
  const sinceTick = Math.floor(now.getTime() / 1000) % tickSeconds
  return sinceTick < 3 && tickSeconds > 3 ? 1 : Math.max(1, tickSeconds - sinceTick)
}

function cacheControl(request: FastifyRequest, reply: FastifyReply, options: CachingOptions): string {
  const path = request.routeOptions.url ?? ''
  if (reply.statusCode >= 400 && reply.statusCode !== 412) return 'no-store'
  if ((!isPublicReading(path) && !isWellKnown(path)) || reply.statusCode === 412) return 'no-store'
  const seconds = secondsToTick(options.now(), options.tickSeconds)
  if (request.principal) return `private, max-age=${seconds}`
  return `public, max-age=${seconds}, stale-while-revalidate=0`
}

/** Sets Cache-Control, and Vary where the answer depends on the key, unless the handler has set its own. */
export function registerCaching(app: FastifyInstance, options: CachingOptions): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', cacheControl(request, reply, options))
    const { negotiates } = request.routeOptions.config
    if (isReading(request.url)) reply.header('vary', negotiates ? 'Accept, Authorization' : 'Authorization')
    reply.header('x-request-id', request.id)
    return payload
  })
}
