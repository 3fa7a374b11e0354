/** The process of a server: open the database, build, listen, and close without losing a request. */
import closeWithGrace from 'close-with-grace'
import { Histogram, Registry } from 'prom-client'
import { buildApp, publicUrlOf } from './app.ts'
import { startScheduler } from './articles/index.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/open.ts'
import { startDeliveries } from './delivery/index.ts'
import type { App } from './http/app-types.ts'
import { closeWhenIdle, sendClientsElsewhere } from './http/draining.ts'
import { createElsewhere } from './imports/index.ts'
import { createNewsroom, type Newsroom } from './newsroom.ts'
import { registerPurgeMetrics } from './purge/index.ts'

/** A running server. */
export interface Server {
  app: App
  newsroom: Newsroom
  /** The address that it listens on. */
  url: string
  /** Begins the work beside answering, if it has not begun. */
  work(): void
  close(): Promise<void>
}

function latenessMetric(registry: Registry): (seconds: number) => void {
  const lateness = new Histogram({
    name: 'masthead_scheduler_lateness_seconds',
    help: 'How long after its time a scheduled transition was committed.',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 30, 300],
    registers: [registry],
  })
  return (seconds) => lateness.observe(Math.max(0, seconds))
}

/** Opens the database and the features over it, for the server and for commands. */
export async function openNewsroom(
  config: Config,
  { importThreads }: { importThreads?: number } = {},
): Promise<Newsroom> {
  const db = await openDatabase({ url: config.DATABASE_URL })
  return createNewsroom({ db, ...settingsOf(config), ...(importThreads !== undefined && { importThreads }) })
}

/** Whether a newsroom has no article at all. */
export const isEmpty = async ({ db, lifecycle }: Newsroom): Promise<boolean> =>
  (await lifecycle.store.listById(db.read, '', 1)).length === 0

/** What the features need of the configuration. */
export const settingsOf = (config: Config) => ({
  publicUrl: publicUrlOf(config),
  tickSeconds: config.TICK_SECONDS,
  recallDueSeconds: config.RECALL_DUE_SECONDS,
  anonymousReading: config.ANONYMOUS_READING,
  delivery: {
    allowedHosts: config.DELIVERY_ALLOWED_HOSTS,
    retrySeconds: config.DELIVERY_RETRY_SECONDS,
    timeoutSeconds: config.DELIVERY_TIMEOUT_SECONDS,
  },
  purge: {
    urls: config.PURGE_URLS,
    method: config.PURGE_METHOD,
    header: config.PURGE_HEADER,
    authorization: config.PURGE_AUTHORIZATION,
  },
})

interface Background {
  config: Config
  newsroom: Newsroom
  metrics: Registry
  log: App['log']
}

/** Starts what a server does beside answering: transitions at their times, deliveries, purges. Answers how each stops. */
function startBackground({ config, newsroom, metrics, log }: Background) {
  const stopScheduler = startScheduler({
    dueTransitions: newsroom.dueTransitions,
    onLateness: latenessMetric(metrics),
    tickSeconds: config.TICK_SECONDS,
    now: newsroom.now,
    log,
  })
  const { deliveries, webhooks, hub } = newsroom
  const stopDeliveries = startDeliveries({
    deliveries,
    fanOuts: [webhooks.fanOut, hub.fanOut],
    watch: newsroom.changes.watch,
    now: newsroom.now,
    log,
  })
  registerPurgeMetrics(metrics, newsroom.purge, newsroom.now)
  return { stopScheduler, stopDeliveries, stopPurge: newsroom.purge.start(log) }
}

interface ServerOptions {
  /** Where metrics are collected; one of its own when absent. */
  metrics?: Registry
  /** Whether it does the work beside answering from the beginning, as it does when absent. */
  background?: boolean
}

/** Starts a server; it answers requests when this resolves. */
export async function startServer(
  config: Config,
  newsroom: Newsroom,
  { metrics = new Registry(), background = true }: ServerOptions = {},
): Promise<Server> {
  newsroom.imports.elsewhere = createElsewhere(new URL('./import-thread.ts', import.meta.url), {
    ...{ config: { DATABASE_URL: config.DATABASE_URL }, settings: settingsOf(config) },
  })
  const app = await buildApp({ config, newsroom, metrics })
  const url = await app.listen({ host: config.HOST, port: config.PORT })
  const stopServed = newsroom.partners.served.start(app.log)
  let working: ReturnType<typeof startBackground> | undefined
  let closing: Promise<void> | undefined
  async function close(): Promise<void> {
    await working?.stopScheduler()
    await working?.stopDeliveries()
    await sendClientsElsewhere(app.server)
    const stopClosing = closeWhenIdle(app.server)
    await app.close()
    stopClosing()
    // Behind the last request, so that what that published is purged, too.
    await working?.stopPurge()
    await stopServed()
    await newsroom.imports.elsewhere?.close()
    await newsroom.db.close()
  }
  const server = {
    app,
    newsroom,
    url,
    work() {
      if (!closing) working ??= startBackground({ config, newsroom, metrics, log: app.log })
    },
    close() {
      closing ??= close()
      return closing
    },
  }
  if (background) server.work()
  return server
}

/**
 * Ends a server on SIGTERM, SIGINT or an uncaught error, after the requests in hand are answered, for which they have ten
 * seconds. Some signals may be left to the caller. Answers how to end it so without a signal.
 */
export function closeOnSignals(server: Server, others: NodeJS.Signals[] = []): () => void {
  const options = { delay: 10_000, logger: server.app.log as never, skip: others as never[] }
  const { close } = closeWithGrace(options, async ({ err }) => {
    if (err) server.app.log.fatal({ err }, 'server ends after an uncaught error')
    await server.close()
  })
  return close
}
