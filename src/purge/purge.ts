/** Purging the caches in front of the server: HTTP requests that name tags, sent from the change log after the commit. */
import { setTimeout as passing } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Watch } from '../changes/index.ts'
import { type Answer, createSender } from '../delivery/index.ts'
import { anywhere, cachesOf, nameOf, type PurgeSettings, retryMilliseconds, timeoutMilliseconds } from './model.ts'
import { createPurger, type Purger, type PurgerDependencies } from './purger.ts'
import { createCacheStore } from './store.ts'

type Dependencies = Omit<PurgerDependencies, 'store' | 'sender'> & { watch: Watch; settings: PurgeSettings }
type Log = Pick<FastifyBaseLogger, 'error' | 'warn' | 'info'>

/** A purger looks at least this often. */
const longestSleep = 60_000

/** Tells the log when a cache begins to fail, when it answers again, and when it was given up. */
function reporterOf({ url, state }: Purger, log: Log) {
  const cache = nameOf(url)
  let faulty = false
  let givenUp = 0
  function report(fault: Answer | undefined): void {
    if (fault && !faulty) {
      const answer = fault.text.slice(0, 200)
      log.warn({ cache, status: fault.status, answer }, 'a cache was not purged; it is tried again')
    }
    if (!fault && faulty) log.info({ cache }, 'the cache is purged again')
    if (state.givenUp > givenUp) log.error({ cache }, 'a cache was not purged until all that it keeps had expired')
    faulty = fault !== undefined
    givenUp = state.givenUp
  }
  return Object.assign(report, { isFaulty: () => faulty })
}
type Reporter = ReturnType<typeof reporterOf>

/** Builds a purger for each cache of the settings. */
export function createPurge({ watch, ...dependencies }: Dependencies) {
  const { db, settings, now } = dependencies
  const sender = createSender({ allowed: anywhere, timeoutMilliseconds, now })
  const store = createCacheStore(db)
  const purgers = cachesOf(settings.urls).map((url) => createPurger(url, { ...dependencies, store, sender }))

  /** Starts one loop for each cache, so that none waits for another. Answers how to stop them; that sends what is left. */
  function start(log: Log): () => Promise<void> {
    const stopping = new AbortController()
    const { signal } = stopping
    const sleep = (milliseconds: number): Promise<unknown> =>
      passing(milliseconds, undefined, { signal }).catch(() => undefined)

    async function step(purger: Purger, report: Reporter): Promise<void> {
      const { head, milliseconds, fault } = await purger.look()
      report(fault)
      const most = Math.min(longestSleep, milliseconds)
      // A watch that is closed waits for nothing.
      await (fault || watch.isClosed() ? sleep(Math.min(most, retryMilliseconds)) : watch.wait(head, most, signal))
    }

    async function run(purger: Purger): Promise<void> {
      const report = reporterOf(purger, log)
      const failed = (error: unknown): void =>
        log.error({ err: error, cache: nameOf(purger.url) }, 'purging failed; it is tried again')
      while (!signal.aborted) {
        await step(purger, report).catch((error: unknown) => {
          failed(error)
          return sleep(retryMilliseconds)
        })
      }
      // What was committed while the server was closing; a cache that is away is not waited for.
      if (!report.isFaulty()) await purger.look().catch(failed)
    }

    const running = Promise.all(purgers.map(run))
    return async () => {
      stopping.abort()
      await running
      await sender.close()
    }
  }

  return { purgers, start }
}

export type Purge = ReturnType<typeof createPurge>
