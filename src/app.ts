/** The server: kernels in order, then one line per feature. */
import type { RequestListener } from 'node:http'
import { resolve } from 'node:path'
import compress from '@fastify/compress'
import cors from '@fastify/cors'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import fastify, { LogController } from 'fastify'
import { Registry } from 'prom-client'
import {
  registerArchive,
  registerArticleNewsroom,
  registerArticleReading,
  registerLatest,
  registerNeighbours,
  registerRelations,
} from './articles/index.ts'
import { registerAudit } from './audit/index.ts'
import { registerCatalogueResource } from './catalogue/index.ts'
import type { Config } from './config.ts'
import { createRepresentations, registerFeeds, registerSitemaps } from './feeds/index.ts'
import type { App } from './http/app-types.ts'
import { registerAuth } from './http/auth.ts'
import { registerCacheLookup } from './http/cache/hooks.ts'
import { registerCacheMetrics } from './http/cache/metrics.ts'
import { createResponseCache, type ResponseCache } from './http/cache/response-cache.ts'
import { createCachingServer } from './http/cache/server.ts'
import { publicCacheControl, registerCaching } from './http/caching.ts'
import { registerConditionalRequests, registerEntityTags } from './http/conditional.ts'
import { registerDocsPages } from './http/docs-pages.ts'
import { registerDurableAnswers } from './http/durable-answers.ts'
import { registerErrors } from './http/errors.ts'
import { createFailedAttempts } from './http/failed-attempts.ts'
import { registerHealth } from './http/health.ts'
import { bodyLimit, registerContentNegotiation, registerLimits } from './http/limits.ts'
import { registerMetrics } from './http/metrics.ts'
import { registerOpenApi, registerOpenApiDocument } from './http/openapi.ts'
import { Problem } from './http/problems.ts'
import { registerSecurityHeaders } from './http/security-headers.ts'
import { serializerFactory } from './http/serialization.ts'
import { registerValidation, validatorFactory } from './http/validation.ts'
import { registerIdempotency } from './idempotency/index.ts'
import { registerImports } from './imports/index.ts'
import { registerKeys } from './keys/index.ts'
import { newRequestId } from './lib/ids.ts'
import { catalogueResources, type Newsroom } from './newsroom.ts'
import { registerPartners, registerUsage } from './partners/index.ts'
import { registerProfiles } from './profiles/index.ts'
import { registerNewsroomRelatedNews } from './related-news/index.ts'
import { registerHistoryNewsroom, registerHistoryReading } from './revisions/index.ts'
import { registerSearch } from './search/index.ts'
import { registerSite } from './site/index.ts'
import {
  createChangeReader,
  createChangeTexts,
  createTombstones,
  registerChangeStream,
  registerChanges,
  registerSnapshot,
} from './syndication/index.ts'
import { version } from './version.ts'
import { registerNewsroomWebhooks, registerWebhooks, webhookDocument } from './webhooks/index.ts'
import { registerHub } from './websub/index.ts'
import { registerTextMining, registerWellKnown } from './well-known/index.ts'

interface Options {
  config: Config
  newsroom: Newsroom
  /** Where metrics are collected; one of its own when absent. */
  metrics?: Registry
}

/** Where clients reach the server, as links in answers say it. */
export const publicUrlOf = (config: Config): string =>
  config.PUBLIC_URL || `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${config.PORT}`

const mergePatch = 'application/merge-patch+json'

/** Whether every request is logged: lines cost more than answers, and a proxy in front writes them, too. */
const logsRequests = ({ LOG_LEVEL }: Config): boolean => LOG_LEVEL === 'debug' || LOG_LEVEL === 'trace'

/** In milliseconds. */
const timeouts = { requestTimeout: 60_000, keepAliveTimeout: 72_000 }

function createServer(config: Config, cache: ResponseCache): App {
  const app = fastify({
    logger: { level: config.LOG_LEVEL, redact: ['req.headers.authorization'] },
    logController: new LogController({ disableRequestLogging: !logsRequests(config) }),
    // With every request in the log, all of them go through Fastify, which writes it.
    ...(!logsRequests(config) && {
      serverFactory: (handOn: unknown) => createCachingServer(cache, handOn as RequestListener, timeouts),
    }),
    genReqId: newRequestId,
    bodyLimit,
    trustProxy: config.TRUST_PROXY,
    schemaController: { compilersFactory: { ...validatorFactory, ...serializerFactory } },
    routerOptions: { maxParamLength: 400 },
    ...timeouts,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      const problem =
        error.code === 'FST_ERR_MAX_PARAM_LENGTH'
          ? new Problem('uri-too-long', 'A part of the path is too long.')
          : new Problem('malformed-request', 'The path has broken percent-encoding.')
      request.server.errorHandler(problem as never, request as never, reply as never)
    },
  }) as unknown as App
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser(mergePatch, { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'))
  return app
}

/** PATCH bodies are merge patches and nothing else; every other body is JSON, unless the route says otherwise. */
function registerMediaTypes(app: App): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
    const consumes = request.routeOptions.schema as { consumes?: string[]; body?: unknown } | undefined
    const isRead =
      type === undefined || consumes?.body === undefined || (consumes.consumes ?? ['application/json']).includes(type)
    if (isRead) return done(null, payload)
    done(new Problem('unsupported-media-type', `This operation does not read ${type}.`))
  })
}

async function registerKernels(
  app: App,
  { config, newsroom }: Pick<Options, 'config' | 'newsroom'>,
  cache: ResponseCache,
  publicUrl: string,
): Promise<void> {
  registerErrors(app, { publicUrl })
  registerSecurityHeaders(app)
  registerTextMining(app, { ...newsroom, freshness: newsroom.changes.freshness })
  await app.register(cors, {
    origin: '*',
    exposedHeaders: [
      'Accept-Patch',
      'Accept-Post',
      'Allow',
      'Cache-Tag',
      'ETag',
      'Idempotent-Replayed',
      'Link',
      'Location',
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
      'Surrogate-Key',
      'TDM-Policy',
      'TDM-Reservation',
      'WWW-Authenticate',
      'X-Request-Id',
    ],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'If-Match',
      'If-None-Match',
      'If-Modified-Since',
      'Idempotency-Key',
    ],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    maxAge: 86_400,
    strictPreflight: false,
  })
  await app.register(rateLimit, { global: false })
  await app.register(compress, { global: false, encodings: ['br', 'gzip'] })
  registerAuth(app, {
    authenticate: newsroom.keys.authenticate,
    failedAttempt: createFailedAttempts(app, { perMinute: config.FAILED_KEY_LIMIT }),
    anonymousReading: config.ANONYMOUS_READING,
    anonymousViewer: newsroom.profiles.anonymousViewer,
  })
  registerLimits(app, { requestsPerMinute: config.RATE_LIMIT })
  registerContentNegotiation(app)
  registerMediaTypes(app)
  registerValidation(app)
  registerIdempotency(app, newsroom)
  registerDurableAnswers(app, newsroom.db)
  const { now, partners } = newsroom
  const ticking = { tickSeconds: config.TICK_SECONDS, now }
  registerEntityTags(app)
  registerCaching(app, ticking)
  const counted = registerUsage(app, partners)
  if (config.CACHE_BYTES > 0) registerCacheLookup(app, { cache, ...ticking, ...counted })
  registerConditionalRequests(app)
  await registerOpenApi(app, { version, webhooks: webhookDocument })
}

function registerSyndication(app: App, newsroom: Newsroom, publicUrl: string): void {
  const { db, changes, keys, profiles, partners, lifecycle, views, catalogue, site } = newsroom
  const { log, feed, digests, watch } = changes
  const texts = createChangeTexts({ live: lifecycle.live, views, catalogue, site })
  const { anonymousViewer } = profiles
  const reader = createChangeReader({ db, feed, texts, keyViewer: keys.viewer, anonymousViewer })
  const reached = partners.served.position
  const following = { db, reader, watch, head: log.head, digest: digests.at, reached, publicUrl }
  registerChanges(app, following)
  registerChangeStream(app, following)
  registerSnapshot(app, { db, log, reader, texts, reached })
  const tombstones = createTombstones({ log, history: lifecycle.history, catalogue, publicUrl })
  const { live } = lifecycle
  const hubFor = (topic: string): string | null => (newsroom.hub.isTopic(topic) ? `${publicUrl}/hub` : null)
  registerFeeds(app, { db, live, views, site, publicUrl, now: newsroom.now, tombstones, hubFor })
  app.addHook('preClose', async () => watch.close())
}

/** What search engines, crawlers and other programs look for at fixed addresses. */
function registerForMachines(app: App, { config, newsroom }: Pick<Options, 'config' | 'newsroom'>, publicUrl: string) {
  const { db, lifecycle, site, now } = newsroom
  const { TICK_SECONDS: tickSeconds, ANONYMOUS_READING: anonymousReading } = config
  registerSitemaps(app, { db, live: lifecycle.live, site, publicUrl, tickSeconds, now })
  registerWellKnown(app, { db, site, publicUrl, anonymousReading, now })
}

function registerFeatures(app: App, newsroom: Newsroom, publicUrl: string): void {
  const {
    db,
    audit,
    catalogue,
    site,
    search,
    relatedNews,
    keys,
    lifecycle,
    publication,
    recall,
    views,
    checks,
    imports,
    profiles,
    sawBefore,
    now,
  } = newsroom
  const { live, history } = lifecycle
  const reading = { db, live, history, views, site, publicUrl, sawBefore, maySee: profiles.maySee }
  registerArticleReading(app, { ...reading, representations: createRepresentations({ publicUrl }) })
  registerNeighbours(app, reading)
  registerLatest(app, reading)
  registerArchive(app, reading)
  registerRelations(app, { ...reading, relatedNews })
  registerHistoryReading(app, reading)
  for (const resource of catalogueResources)
    registerCatalogueResource(app, resource as never, { db, catalogue, publicUrl })
  registerSearch(app, { db, search, views, catalogue, site, publicUrl })
  registerSite(app, { db, site })
  registerSyndication(app, newsroom, publicUrl)
  registerWebhooks(app, { db, webhooks: newsroom.webhooks, publicUrl })
  registerNewsroomWebhooks(app, { db, webhooks: newsroom.webhooks, publicUrl })
  registerHub(app, { hub: newsroom.hub })
  registerArticleNewsroom(app, { db, lifecycle, publication, recall, checks, views, relatedNews, publicUrl })
  registerHistoryNewsroom(app, { db, lifecycle, views, publicUrl })
  registerNewsroomRelatedNews(app, { db, relatedNews, publicUrl })
  registerImports(app, { db, imports, lifecycle })
  registerProfiles(app, { db, profiles, hasKey: async (queries, id) => (await keys.find(queries, id)) !== undefined })
  registerKeys(app, { db, keys, profiles, catalogue, now, publicUrl })
  registerAudit(app, { db, audit, publicUrl })
  registerPartners(app, { db, partners: newsroom.partners, publicUrl })
}

/** Builds the server over a newsroom. It does not listen yet. */
export async function buildApp({ config, newsroom, metrics = new Registry() }: Options): Promise<App> {
  const publicUrl = publicUrlOf(config)
  const ticking = { tickSeconds: config.TICK_SECONDS, now: newsroom.now }
  const cache = createResponseCache({
    ...{ limit: config.CACHE_BYTES, freshness: newsroom.changes.freshness, now: newsroom.now },
    ...{ publicCacheControl: () => publicCacheControl(ticking), newId: newRequestId },
  })
  registerCacheMetrics(metrics, cache)
  const app = createServer(config, cache)
  await registerKernels(app, { config, newsroom }, cache, publicUrl)
  await app.register(async (routes) => {
    registerFeatures(routes as App, newsroom, publicUrl)
    registerForMachines(routes as App, { config, newsroom }, publicUrl)
    registerHealth(routes as App, { ping: newsroom.db.ping })
    registerMetrics(routes, metrics)
    registerOpenApiDocument(routes as App)
  })
  await registerDocsPages(app, { publicUrl })
  if (config.MEDIA_DIR !== '')
    await app.register(fastifyStatic, {
      root: resolve(config.MEDIA_DIR),
      prefix: '/media/',
      index: false,
      maxAge: '1h',
    })
  await app.ready()
  newsroom.topics.render = async (topic) => {
    const answer = await app.inject(topic.slice(publicUrl.length))
    if (answer.statusCode !== 200) throw new Error(`${topic} answered ${answer.statusCode}`)
    return { type: String(answer.headers['content-type']), body: answer.body }
  }
  return app
}
