/** Counts what keys are served: one request for each successful reading, with the articles that it showed. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isPublicReading } from '../http/surfaces.ts'
import type { ServedLog, Shown } from './served-log.ts'

/** Parts of media types, or of values of `format`, and the formats that they mean; the first that is found decides. */
const mediaTypes: ReadonlyArray<readonly [part: string, format: string]> = [
  ['atom', 'atom'],
  ['rss', 'rss'],
  ['feed+json', 'json-feed'],
  ['ninjs', 'ninjs'],
  ['iptc.g2', 'newsml-g2'],
  ['newsml-g2', 'newsml-g2'],
  ['ld+json', 'json-ld'],
  ['jsonld', 'json-ld'],
  ['markdown', 'markdown'],
  ['event-stream', 'stream'],
  ['ndjson', 'snapshot'],
  ['text', 'text'],
  ['xml', 'sitemap'],
  ['json', 'json'],
]

/** Routes that are a format of their own, whatever their media type is. */
const paths: ReadonlyArray<readonly [path: string, format: string]> = [
  ['/v1/changes/stream', 'stream'],
  ['/v1/changes', 'changes'],
  ['/v1/snapshot', 'snapshot'],
  ['/v1/search', 'search'],
  ['/feeds/atom', 'atom'],
  ['/feeds/rss', 'rss'],
  ['/feeds/json', 'json-feed'],
  ['/feeds/ninjs', 'ninjs'],
  ['/feeds/newsml-g2', 'newsml-g2'],
  ['/sitemap', 'sitemap'],
]

/** What keeps a partner's own things is no reading of articles. */
const ownThings = /^\/v1\/(recalls|webhooks)(\/|$)/

function isCounted({ principal, method, routeOptions: { url = '' } }: FastifyRequest): boolean {
  const isServed = principal?.role === 'partner' || principal?.role === 'reader'
  return isServed && method === 'GET' && isPublicReading(url) && !ownThings.test(url)
}

/** The format of an answer, by its route and else by its media type. */
export function formatOf(path: string, contentType: string): string {
  const ofPath = paths.find(([start]) => path.startsWith(start))
  const ofType = mediaTypes.find(([part]) => contentType.includes(part))
  return (ofPath ?? ofType)?.[1] ?? 'other'
}

const isWhole = (payload: unknown): boolean =>
  payload === null || payload === undefined || typeof payload === 'string' || Buffer.isBuffer(payload)

/** For answers that are kept: reading that is counted, whoever makes the answer. */
export interface CountedReading {
  /** What a request has shown so far; undefined for one that is not counted. */
  shownOf(request: FastifyRequest): Shown['read'] | undefined
  /** Counts a request whose finished answer, with its status and media type set, shows what it has shown others. */
  shownAgain(request: FastifyRequest, reply: FastifyReply, articles: Shown['read']): void
}

/**
 * Counts every successful reading request of a partner's or reader's key. Must be registered after the hooks that
 * authenticate and those that answer 304. Streams count when they end; 304 is a request without articles.
 */
export function registerUsage(app: FastifyInstance, { served }: { served: ServedLog }): CountedReading {
  const requests = new WeakMap<FastifyRequest, Shown>()

  function count(request: FastifyRequest, reply: FastifyReply): void {
    const shown = requests.get(request)
    if (!shown) return
    requests.delete(request)
    const isUnchanged = reply.statusCode === 304
    if (reply.statusCode >= 300 && !isUnchanged) return
    // An answer of 304 has no media type of its own; articles are JSON unless asked otherwise.
    const { format } = request.query as { format?: string }
    const type = String(reply.getHeader('content-type') ?? format ?? 'json')
    served.served(request.viewer, formatOf(request.routeOptions.url ?? '', type), isUnchanged ? 0 : shown.articles)
  }

  app.addHook('onRequest', (request, _reply, done) => {
    if (!isCounted(request)) return done()
    const shown: Shown = { articles: 0, read: [] }
    requests.set(request, shown)
    served.during(shown, done)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!requests.has(request)) return done(null, payload)
    const { id } = (request.params ?? {}) as { id?: string }
    if (reply.statusCode === 410 && id !== undefined) served.refused(request.viewer, id)
    if (isWhole(payload)) count(request, reply)
    done(null, payload)
  })
  app.addHook('onResponse', (request, reply, done) => {
    count(request, reply)
    done()
  })
  return {
    shownOf: (request) => requests.get(request)?.read,
    shownAgain(request, reply, articles) {
      const shown = requests.get(request)
      if (!shown) return
      served.during(shown, () => served.read(request.viewer, articles))
      count(request, reply)
    },
  }
}
