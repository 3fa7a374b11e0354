/** When the log is written back into the database file: by its size, in a thread, never on the event loop. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { CheckpointAnswer, CheckpointStep, LogFrames } from './open-checkpointer.ts'

/** The log is written back whenever it has grown by so many frames: 16 MB of pages of 4 KB. */
const stepFrames = 4000

/** A fault that the thread met, with the code that SQLite gave it. */
class CheckpointFailed extends Error {
  readonly code: string | undefined
  constructor(message: string, code?: string) {
    super(`the log could not be written back: ${message}`)
    this.code = code
  }
}

/** The thread, started when it is first needed. It is asked for one step at a time, and keeps no process alive. */
function createThread(file: string) {
  let worker: Worker | undefined
  let asked: PromiseWithResolvers<LogFrames> | undefined

  function start(): Worker {
    // What this process was started with (a loader, a profiler) is not for a thread that only runs SQLite.
    const started = new Worker(new URL('./open-checkpointer.ts', import.meta.url), {
      workerData: { file },
      execArgv: [],
    })
    started.on('message', (answer: CheckpointAnswer) => {
      if ('error' in answer) asked?.reject(new CheckpointFailed(answer.error.message, answer.error.code))
      else asked?.resolve(answer)
    })
    const ended = (error: Error) => {
      if (worker !== started) return
      worker = undefined
      asked?.reject(error)
    }
    started.on('error', ended)
    started.on('exit', () => ended(new CheckpointFailed('its thread ended')))
    return started
  }

  async function ask(step: CheckpointStep): Promise<LogFrames> {
    worker ??= start()
    asked = Promise.withResolvers<LogFrames>()
    worker.ref()
    worker.postMessage(step)
    try {
      return await asked.promise
    } finally {
      asked = undefined
      worker?.unref()
    }
  }

  async function close(): Promise<void> {
    if (!worker) return
    worker.ref()
    worker.postMessage('close' satisfies CheckpointStep)
    await once(worker, 'exit')
  }

  return { ask, close }
}

interface Dependencies {
  file: string
  /** Told when the disk failed: what was written back may be lost, whatever a later sync says. */
  onDiskFailure: (error: Error) => void
  /** After how many frames the log is written back; 4,000 when absent. */
  step?: number | undefined
}

/**
 * Writes the log back. The most of it is done while writers go on; then they wait for the moment in which the rest is
 * done and the log begins anew, so that it stays near its step. A reader who stays on an old state holds that up; then it
 * is tried again after the next step.
 */
export function createCheckpoints({ file, onDiskFailure, step = stepFrames }: Dependencies) {
  const thread = createThread(file)
  let running: Promise<void> | undefined
  let restarting: Promise<unknown> | undefined
  let failure: Error | undefined
  /** How long the log was when it was last written back. */
  let behind = 0

  async function writeBack(): Promise<void> {
    const { log, checkpointed } = await thread.ask('backfill')
    behind = log
    if (checkpointed < log) return
    // What was committed meanwhile is less; what is left after that, writers wait for.
    await thread.ask('backfill')
    restarting = thread.ask('restart').then((frames) => {
      behind = frames.log
    })
    await restarting
  }

  async function attempt(log: number): Promise<void> {
    try {
      await writeBack()
      failure = undefined
    } catch (error) {
      behind = log
      const { code } = error as CheckpointFailed
      // Another process writes, or writes back itself.
      if (code?.startsWith('SQLITE_BUSY')) return
      failure = error as Error
      if (code?.startsWith('SQLITE_IOERR')) onDiskFailure(failure)
    } finally {
      restarting = undefined
    }
  }

  return {
    /** Told after every commit how many frames the log has. */
    grown(log: number): void {
      // A log that is shorter than it was has begun anew.
      if (log < behind) behind = 0
      if (running || log - behind < step) return
      running = attempt(log).finally(() => {
        running = undefined
      })
    },
    /** Resolves when writers may begin. */
    async turn(): Promise<void> {
      await restarting?.catch(() => undefined)
    },
    /** Why the log could not be written back the last time; undefined when it could. */
    failure: () => failure,
    /** Resolves when nothing is being written back. */
    async idle(): Promise<void> {
      await running
    },
    async close(): Promise<void> {
      await running
      await thread.close()
    },
  }
}
