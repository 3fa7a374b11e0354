import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as otherWork } from 'node:timers/promises'
import { NotCommitted, NotDurable } from './commit-errors.ts'
import type { Queries } from './db.ts'

/** What a dialect must be able to do for the write queue. */
export interface WriteConnection {
  queries: Queries
  /** Starts a transaction that no other writer, of this process or another, can be in at the same time. */
  begin(): Promise<void>
  /** Runs one of the fixed control statements below. Raises NotDurable when the end of a COMMIT is not known. */
  control(statement: string): Promise<void>
  /**
   * Resolves when all that was committed before the call is on the disk; absent where a COMMIT waits for that itself.
   * Raises NotDurable, and then begin() must raise for ever.
   */
  durable?(): Promise<void>
}

interface Job {
  work: (queries: Queries) => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** A transaction takes callers in for this long, then commits: nobody waits much longer for an answer. */
const openForMilliseconds = 20

/** How a caller is answered once its transaction is durable. */
interface Answered {
  job: Job
  answer: () => void
}

/**
 * Serializes writers and lets those who arrive together share a commit (group commit): a durable commit costs
 * milliseconds, a savepoint microseconds. Between two callers the event loop turns, so that nobody else waits for more
 * than the work of one. The next transaction begins while the disk is still at work on the last one.
 *
 * Everybody waits for the commit, those who are refused too: what they were refused by may be in it. When it fails, all
 * who share it get NotCommitted, or NotDurable when it is not known whether it failed.
 */
export function createWriteQueue(connection: WriteConnection) {
  const waiting: Job[] = []
  const inside = new AsyncLocalStorage<true>()
  let draining: Promise<void> | undefined
  const settling = new Set<Promise<void>>()

  async function attempt(job: Job): Promise<Answered> {
    await connection.control('SAVEPOINT caller')
    try {
      const value = await inside.run(true, () => job.work(connection.queries))
      await connection.control('RELEASE SAVEPOINT caller')
      return { job, answer: () => job.resolve(value) }
    } catch (error) {
      await connection.control('ROLLBACK TO SAVEPOINT caller')
      await connection.control('RELEASE SAVEPOINT caller')
      return { job, answer: () => job.reject(error) }
    }
  }

  /** Answers when the commit is on the disk. */
  function settle(answers: Answered[]): void {
    const settled = (connection.durable?.() ?? Promise.resolve()).then(
      () => {
        for (const { answer } of answers) answer()
      },
      (error) => {
        for (const { job } of answers) job.reject(error)
      },
    )
    settling.add(settled)
    void settled.finally(() => settling.delete(settled))
  }

  async function commitTogether(): Promise<void> {
    const taken: Job[] = []
    const answers: Answered[] = []
    try {
      await connection.begin()
      const closesAt = performance.now() + openForMilliseconds
      while (waiting.length > 0 && (taken.length === 0 || performance.now() < closesAt)) {
        const job = waiting.shift() as Job
        taken.push(job)
        answers.push(await attempt(job))
        await otherWork()
      }
      await connection.control('COMMIT')
    } catch (error) {
      // A failed ROLLBACK means that the database has already ended the transaction; the first error tells why.
      await connection.control('ROLLBACK').catch(() => undefined)
      const reason = error instanceof NotDurable && taken.length > 0 ? error : new NotCommitted(error)
      // Who waited for a transaction that could not begin would only wait as long again.
      for (const job of taken.length > 0 ? taken : waiting.splice(0)) job.reject(reason)
      return
    }
    settle(answers)
  }

  async function drain(): Promise<void> {
    // Requests that came in with the same turn of the event loop are all queued before the transaction starts.
    await otherWork()
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
    /** Resolves when nothing is waiting any more, and everybody is answered. */
    async idle(): Promise<void> {
      await draining
      await Promise.all(settling)
    },
  }
}
