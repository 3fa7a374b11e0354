/** Where the response cache stands among the hooks: before anything is read for an answer, and behind the finished one. */
import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerTags, cacheControl } from '../caching.ts'
import type { Entry } from './entry.ts'
import { anonymousReaders, type Making, type ResponseCache } from './response-cache.ts'
import { setAnswer } from './writing.ts'

type Shown = Array<{ id: string; version: number }>

/** An answer that is being made, and what it has shown so far. */
interface Made {
  making: Making
  shown: Shown
}

interface Options {
  cache: ResponseCache
  tickSeconds: number
  now: () => Date
  /** What a request has shown so far, for readers whose reading is counted; undefined for others. */
  shownOf: (request: FastifyRequest) => Shown | undefined
  /** Counts a request that is answered with what others were shown. */
  shownAgain: (request: FastifyRequest, reply: FastifyReply, shown: Shown) => void
}

/** Fields that are another with every answer, or that node:http sets. */
const ofOneAnswer = new Set([
  'cache-control',
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'ratelimit',
  'ratelimit-policy',
  'x-request-id',
])

/** Readers who are answered with the same bytes: with the same profile and agreement; and counted, or not. */
function readersOf({ principal, viewer }: FastifyRequest, isCounted: boolean): string {
  if (!principal) return anonymousReaders
  const profile = viewer.profile === undefined ? '' : hash('sha256', JSON.stringify(viewer.profile), 'base64url')
  return `${viewer.term}:${viewer.agreement}:${profile}:${isCounted}`
}

/** The end of the tick that an instant lies in, in milliseconds since 1970. */
const endOfTick = (at: Date, tickSeconds: number): number => {
  const tick = tickSeconds * 1000
  return (Math.floor(at.getTime() / tick) + 1) * tick
}

function fixedHeaders(reply: FastifyReply): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined && !ofOneAnswer.has(name)) headers[name] = String(value)
  return headers
}

/** Answers a request whose hooks have run so far, beside what they have set. */
function answerFrom(request: FastifyRequest, reply: FastifyReply, entry: Entry, options: Options): void {
  const { cache, shownAgain } = options
  const found = cache.answer(request, entry)
  found.headers.push('x-request-id', request.id)
  const { headers } = entry.identity
  reply.code(found.status).headers({
    'cache-control': cacheControl(request, reply, options),
    'content-type': headers[headers.indexOf('content-type') + 1] as string,
  })
  shownAgain(request, reply, entry.shown)
  if (found.status === 304) reply.removeHeader('content-type')
  const set = Object.entries(reply.getHeaders())
  reply.hijack()
  for (const [name, value] of set) if (value !== undefined) reply.raw.setHeader(name, value)
  setAnswer(reply.raw, found)
}

/** Keeps a finished answer, if it is one to keep. */
function keepAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  made: Made,
  options: Options,
): void {
  const { making, shown } = made
  if (reply.statusCode !== 200 || !(typeof payload === 'string' || Buffer.isBuffer(payload))) {
    making.abandon()
    return
  }
  const { url = '', config } = request.routeOptions
  const tick = config.cache === 'tick' ? endOfTick(options.now(), options.tickSeconds) : Number.POSITIVE_INFINITY
  making.finish({
    route: url,
    headers: fixedHeaders(reply),
    body: Buffer.from(payload as string),
    tags: answerTags(request),
    until: Math.min(request.answerUntil, tick),
    shown,
  })
}

/** Answers out of the cache. Must come after the hooks that find out who asks and what is acceptable, and that count. */
export function registerCacheLookup(app: FastifyInstance, options: Options): void {
  const { cache, shownOf } = options
  const makings = new WeakMap<FastifyRequest, Made>()

  app.addHook('onRequest', (request, reply, done) => {
    const isKept = request.method === 'GET' && request.routeOptions.config.cache !== undefined
    if (!isKept || !cache.isPlain(request)) return done()
    const shown = shownOf(request)
    cache.findOrMake(request.raw, readersOf(request, shown !== undefined)).then((found) => {
      if ('making' in found) {
        makings.set(request, { making: found.making, shown: shown ?? [] })
        return done()
      }
      try {
        answerFrom(request, reply, found.entry, options)
      } catch (error) {
        done(error as Error)
      }
    }, done)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const made = makings.get(request)
    makings.delete(request)
    if (made) keepAnswer(request, reply, payload, made, options)
    done(null, payload)
  })
  // A request that ends without an answer, such as one that is cut off, keeps nobody waiting.
  app.addHook('onResponse', (request, _reply, done) => {
    makings.get(request)?.making.abandon()
    done()
  })
  app.addHook('preClose', (done) => {
    cache.close()
    done()
  })
}
