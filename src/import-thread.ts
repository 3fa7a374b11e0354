/** The thread of a server in which large imports are done: a newsroom of its own over the same database. */
import { availableParallelism } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { Config } from './config.ts'
import { openDatabase } from './db/open.ts'
import { reportOfImport, type ThreadAnswer, type WholeImport } from './imports/index.ts'
import { createNewsroom } from './newsroom.ts'

const { config, settings } = workerData as {
  config: Pick<Config, 'DATABASE_URL'>
  settings: Omit<Parameters<typeof createNewsroom>[0], 'db'>
}

const opened = openDatabase({ url: config.DATABASE_URL, migrate: false }).then((db) =>
  createNewsroom({ db, ...settings, importThreads: Math.min(2, availableParallelism() - 1) }),
)

async function answerOf(whole: WholeImport & { number: number }): Promise<ThreadAnswer> {
  const { number } = whole
  try {
    return { number, report: JSON.stringify(await reportOfImport((await opened).imports, whole)) }
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    return { number, error: { message, code } }
  }
}

parentPort?.on('message', async (whole: WholeImport & { number: number }) => {
  parentPort?.postMessage(await answerOf(whole))
})
