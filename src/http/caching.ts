/**
 * Cache-Control on every answer (RFC 9111), by the tick rule: what is cacheable expires when scheduled changes may come.
 * What anonymous readers may keep says in Cache-Tag and Surrogate-Key what it depends on, so that caches can be purged.
 */
import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { liveTag, siteTag } from '../lib/cache-tags.ts'
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

/** Cache-Control of an answer that everybody may have. */
export const publicCacheControl = ({ now, tickSeconds }: CachingOptions): string =>
  `public, max-age=${secondsToTick(now(), tickSeconds)}, stale-while-revalidate=0`

/** Cache-Control of an answer. */
export function cacheControl(request: FastifyRequest, reply: FastifyReply, options: CachingOptions): string {
  const path = request.routeOptions.url ?? ''
  if (reply.statusCode >= 400 && reply.statusCode !== 412) return 'no-store'
  if ((!isPublicReading(path) && !isWellKnown(path)) || reply.statusCode === 412) return 'no-store'
  if (request.principal) return `private, max-age=${secondsToTick(options.now(), options.tickSeconds)}`
  return publicCacheControl(options)
}

const anyChange: readonly string[] = [siteTag, liveTag]

/** What an answer depends on: any change at all, unless its handler has said less. */
export const answerTags = (request: FastifyRequest): readonly string[] => request.answerTags ?? anyChange

/** Says that an answer depends on nothing but the site itself and what these tags name, and that it ends at an instant (in milliseconds since 1970), if it does. */
export function dependOn(request: FastifyRequest, tags: readonly string[], until = Number.POSITIVE_INFINITY): void {
  request.answerTags = [siteTag, ...tags]
  request.answerUntil = until
}

/** What answers of an operation depend on beside the address: only what is kept is compressed. */
const varies = ({ negotiates, cache }: FastifyContextConfig): string =>
  `${negotiates ? 'Accept, ' : ''}${cache === undefined ? '' : 'Accept-Encoding, '}Authorization`

/** Sets Cache-Control, tags, and Vary where the answer depends on the key, unless the handler has set its own. */
export function registerCaching(app: FastifyInstance, options: CachingOptions): void {
  app.decorateRequest('answerTags', undefined)
  app.decorateRequest('answerUntil', Number.POSITIVE_INFINITY)
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) {
      const value = cacheControl(request, reply, options)
      reply.header('cache-control', value)
      if (value.startsWith('public')) {
        const tags = answerTags(request)
        reply.header('cache-tag', tags.join(',')).header('surrogate-key', tags.join(' '))
      }
    }
    if (isReading(request.url)) reply.header('vary', varies(request.routeOptions.config))
    reply.header('x-request-id', request.id)
    done(null, payload)
  })
}
