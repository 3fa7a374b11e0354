import cluster from 'node:cluster'
import { flushCompileCache } from 'node:module'
import { Command } from 'commander'
import { type Config, loadConfig } from '../config.ts'
import { withPort } from './port.ts'

/** What is printed once requests are answered. */
function greet(url: string, empty: boolean, workers: number): void {
  if (empty) {
    process.stdout.write(
      'This newsroom has no articles yet. Load the demo with `npm run demo`, import pages with `npx masthead import FILE|DIR`,\nor make a key with `npx masthead keys create --role admin --name me` and POST /v1/newsroom/articles.\n',
    )
  }
  const by = workers > 1 ? ` with ${workers} workers` : ''
  process.stdout.write(`Masthead serves ${url}${by} – explore it at ${url}/docs\n`)
}

async function serveAlone(config: Config): Promise<void> {
  const { closeOnSignals, isEmpty, openNewsroom, startServer } = await import('../main.ts')
  const newsroom = await openNewsroom(config)
  const server = await startServer(config, newsroom)
  closeOnSignals(server)
  greet(server.url, await isEmpty(newsroom), 1)
  flushCompileCache()
}

async function serveByWorkers({ WORKERS: workers, HOST, PORT }: Config): Promise<void> {
  const { keepWorkers } = await import('./primary.ts')
  process.exitCode = await keepWorkers({
    workers,
    environment: { HOST, PORT: String(PORT) },
    onServing: ({ url, empty }) => greet(url, empty, workers),
  })
}

/** A worker that cannot serve must end, although the primary still listens to it. */
async function serveAsWorker(): Promise<void> {
  try {
    await (await import('./worker.ts')).serveAsWorker()
  } catch (error) {
    process.stderr.write(`masthead: ${(error as Error).message}\n`)
    process.exit(1)
  }
}

/** `masthead serve`: serves an existing newsroom, migrated if need be. */
export const serveCommand = () =>
  new Command('serve')
    .description('Serve the newsroom in DATABASE_URL.')
    .option('--workers <number>', 'processes that share the port; as WORKERS says when absent')
    .action(async ({ workers }: { workers?: string }) => {
      if (cluster.isWorker) return serveAsWorker()
      const config = await withPort(loadConfig({ ...process.env, ...(workers !== undefined && { WORKERS: workers }) }))
      return config.WORKERS > 1 ? serveByWorkers(config) : serveAlone(config)
    })
