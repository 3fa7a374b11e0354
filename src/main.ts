/** The process of a server: open the database, build, listen, and close without losing a request. */
import closeWithGrace from 'close-with-grace'
import { Histogram, Registry } from 'prom-client'
import { buildApp, publicUrlOf } from './app.ts'
import { startScheduler } from './articles/index.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/open.ts'
import { startDeliveries } from './delivery/index.ts'
import type { App } from './http/app-types.ts'
import { createNewsroom, type Newsroom } from './newsroom.ts'

/** A running server. */
export interface Server {
  app: App
  newsroom: Newsroom
  /** The address that it listens on. */
  url: string
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
export async function openNewsroom(config: Config): Promise<Newsroom> {
  const db = await openDatabase({ url: config.DATABASE_URL })
  return createNewsroom({ db, ...settingsOf(config) })
}

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
})

/** Starts a server; it answers requests when this resolves. */
export async function startServer(config: Config, newsroom: Newsroom): Promise<Server> {
  const metrics = new Registry()
  const app = await buildApp({ config, newsroom, metrics })
  const url = await app.listen({ host: config.HOST, port: config.PORT })
  const stopScheduler = startScheduler({
    dueTransitions: newsroom.dueTransitions,
    onLateness: latenessMetric(metrics),
    tickSeconds: config.TICK_SECONDS,
    now: newsroom.now,
    log: app.log,
  })
  const stopServed = newsroom.partners.served.start(app.log)
  const { deliveries, webhooks, hub } = newsroom
  const stopDeliveries = startDeliveries({
    deliveries,
    fanOuts: [webhooks.fanOut, hub.fanOut],
    watch: newsroom.changes.watch,
    now: newsroom.now,
    log: app.log,
  })
  let closing: Promise<void> | undefined
  async function close(): Promise<void> {
    await stopScheduler()
    await stopDeliveries()
    await app.close()
    await stopServed()
    await newsroom.db.close()
  }
  return {
    app,
    newsroom,
    url,
    close() {
      closing ??= close()
      return closing
    },
  }
}

/** Ends a server on SIGTERM, SIGINT or an uncaught error, after the requests in hand are answered. */
export function closeOnSignals(server: Server): void {
  closeWithGrace({ delay: 10_000, logger: server.app.log as never }, async ({ err }) => {
    if (err) server.app.log.fatal({ err }, 'server ends after an uncaught error')
    await server.close()
  })
}
