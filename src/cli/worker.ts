/** One worker of `masthead serve --workers`: a whole server, on the port that it shares. */
import cluster from 'node:cluster'
import { flushCompileCache } from 'node:module'
import { loadConfig } from '../config.ts'
import { closeOnSignals, isEmpty, openNewsroom, startServer } from '../main.ts'
import type { Order, Report } from './worker-messages.ts'
import { SharedRegistry } from './worker-metrics.ts'

const signals: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2']

/** Serves until the primary says that it is enough, or is gone. Raises what keeps it from serving. */
export async function serveAsWorker(): Promise<void> {
  const send = (report: Report): void => {
    if (process.connected) process.send?.(report)
  }
  const config = loadConfig()
  const newsroom = await openNewsroom(config)
  const metrics = new SharedRegistry(send)
  const server = await startServer(config, newsroom, { metrics, background: false })
  const close = closeOnSignals(server, signals)
  let ending = false
  function end(): void {
    // On a terminal an interrupt comes from there and from the primary.
    if (ending) return
    ending = true
    close()
  }
  for (const signal of signals) process.on(signal, end)
  process.on('message', (order: Order) => {
    if (order.type === 'end') end()
    else if (order.type === 'work') server.work()
    else void metrics.hear(order)
  })
  cluster.worker?.on('disconnect', () => {
    // Otherwise a worker that has lost its primary would end at once, in the middle of its requests.
    if (cluster.worker) cluster.worker.exitedAfterDisconnect = true
    end()
  })
  // The workers that are started next need not compile again.
  flushCompileCache()
  send({ type: 'ready', url: server.url, empty: await isEmpty(newsroom) })
}
