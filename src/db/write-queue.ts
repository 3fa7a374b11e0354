import { AsyncLocalStorage } from 'node:async_hooks'
import type { Queries } from './db.ts'

/** What a dialect must be able to do for the write queue. */
export interface WriteConnection {
  queries: Queries
  /** Starts a transaction that no other writer, of this process or another, can be in at the same time. */
  begin(): Promise<void>
  /** Runs one of the fixed control statements below. */
  control(statement: string): Promise<void>
}

interface Job {
  work: (queries: Queries) => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** A transaction takes callers in for this long, then commits: nobody waits much longer for an answer. */
const openForMilliseconds = 20

/**
 * Serializes writers and lets those who arrive together share a commit (group commit): a durable commit costs
 * milliseconds, a savepoint microseconds.
 */
export function createWriteQueue(connection: WriteConnection) {
  const waiting: Job[] = []
  const inside = new AsyncLocalStorage<true>()
  let draining: Promise<void> | undefined

  /** Returns how to answer the job once the shared transaction has been committed. */
  async function attempt(job: Job): Promise<() => void> {
    await connection.control('SAVEPOINT caller')
    try {
      const value = await inside.run(true, () => job.work(connection.queries))
      await connection.control('RELEASE SAVEPOINT caller')
      return () => job.resolve(value)
    } catch (error) {
      await connection.control('ROLLBACK TO SAVEPOINT caller')
      await connection.control('RELEASE SAVEPOINT caller')
      return () => job.reject(error)
    }
  }

  async function commitTogether(): Promise<void> {
    const taken: Job[] = []
    const answers: Array<() => void> = []
    try {
      await connection.begin()
      const closesAt = performance.now() + openForMilliseconds
      do {
        const job = waiting.shift() as Job
        taken.push(job)
        answers.push(await attempt(job))
      } while (waiting.length > 0 && performance.now() < closesAt)
      await connection.control('COMMIT')
    } catch (error) {
      // A failed ROLLBACK means that the database has already ended the transaction; the first error tells why.
      await connection.control('ROLLBACK').catch(() => undefined)
      if (taken.length === 0) taken.push(waiting.shift() as Job)
      for (const job of taken) job.reject(error)
      return
    }
    for (const answer of answers) answer()
  }

  async function drain(): Promise<void> {
    // Requests that came in with the same turn of the event loop are all queued before the transaction starts.
    await new Promise((resolve) => setImmediate(resolve))
    while (waiting.length > 0) await commitTogether()
    draining = undefined
  }

  return {
    write<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
      if (inside.getStore()) throw new Error('a write inside a write would wait for itself')
      return new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject })
        draining ??= drain()
      })
    },
    /** Resolves when nothing is waiting any more. */
    async idle(): Promise<void> {
      await draining
    },
  }
}
