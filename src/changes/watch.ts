/** Waiting for changes: whoever waits is told when the log has grown, by whichever process. */
import type { Db } from '../db/db.ts'
import type { ChangeLog } from './log.ts'

/** How often the log is looked at while somebody waits, once for all of them: for what other processes write. */
const everyMilliseconds = 100

interface Waiting {
  after: number
  done: (grown: boolean) => void
}

/** Watches a log. It looks at the log only while somebody waits. */
export function createWatch(db: Pick<Db, 'read'>, log: ChangeLog) {
  const waiting = new Set<Waiting>()
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let looking = false
  /** Whether this process has written since the log was looked at. */
  let written = false

  async function look(): Promise<void> {
    looking = true
    written = false
    try {
      const { seq } = await log.head(db.read)
      for (const each of [...waiting]) if (seq > each.after) each.done(true)
    } catch {
      // The database does not answer: those who wait ask again themselves, and learn why.
      for (const each of [...waiting]) each.done(false)
    }
    looking = false
    timer = undefined
    start()
  }

  function start(): void {
    if (timer !== undefined || waiting.size === 0 || closed) return
    timer = setTimeout(() => void look(), written ? 0 : everyMilliseconds)
  }

  /** To be called after each commit of this process: what it has told the log of is not waited for. */
  function noticed(): void {
    written = true
    if (looking || timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    start()
  }

  /**
   * Resolves with true as soon as the log has a row behind `after`, with false after so many milliseconds or when the
   * signal is given. May resolve early.
   */
  function wait(after: number, milliseconds: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (closed || signal?.aborted) return resolve(false)
      const entry: Waiting = {
        after,
        done(grown) {
          clearTimeout(end)
          signal?.removeEventListener('abort', stop)
          waiting.delete(entry)
          resolve(grown)
        },
      }
      const stop = () => entry.done(false)
      const end = setTimeout(stop, milliseconds)
      signal?.addEventListener('abort', stop)
      waiting.add(entry)
      start()
    })
  }

  /** Ends all waiting. */
  function close(): void {
    closed = true
    clearTimeout(timer)
    for (const each of [...waiting]) each.done(false)
  }

  return { wait, noticed, close, isClosed: () => closed }
}

export type Watch = ReturnType<typeof createWatch>
