/** Imports in a thread of their own, with connections of their own, so that nothing of them keeps requests waiting. */
import { Worker } from 'node:worker_threads'
import type { Actor } from '../lib/actor.ts'
import { threadLoading } from '../lib/thread-loading.ts'

/** An import as it is handed to a thread. */
export interface WholeImport {
  mediaType: 'text/plain' | 'text/html' | 'application/x-ndjson'
  text: string
  options: { draft: boolean; file: string | null; actor: Actor; mayChangeSite: boolean }
}

/**
 * What a thread answers: the report as JSON, or what went wrong. Of an error no more than its message comes through
 * between threads by itself, and the code is what the answer's status follows from.
 */
export type ThreadAnswer = { number: number } & (
  | { report: string }
  | { error: { message: string; code: string | undefined } }
)

interface Waiting {
  resolve: (report: string) => void
  reject: (error: Error) => void
}

/** A thread that has had nothing to do for so long is ended, in milliseconds. */
const idleFor = 30_000

/** Does whole imports elsewhere. */
export interface Elsewhere {
  /** Answers the report as JSON. Raises what the import raises, and an error when the thread ends before its time. */
  run(whole: WholeImport): Promise<string>
  /** Ends the thread; what is under way ends with its last commit. */
  close(): Promise<void>
}

/** Creates what does imports in a thread: that is started with the first one. `entry` is the module that it runs. */
export function createElsewhere(entry: URL, workerData: unknown): Elsewhere {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let number = 0
  const waiting = new Map<number, Waiting>()

  function failAll(error: Error): void {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    worker = undefined
  }

  function start(): Worker {
    const started = new Worker(entry, { ...threadLoading, workerData })
    started.on('message', (answer: ThreadAnswer) => {
      const asking = waiting.get(answer.number)
      waiting.delete(answer.number)
      if ('error' in answer) asking?.reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }))
      else asking?.resolve(answer.report)
      if (waiting.size === 0) idle = setTimeout(close, idleFor).unref()
    })
    started.on('error', (error) => failAll(error as Error))
    started.on('exit', () => {
      if (worker === started) failAll(new Error('the thread of imports has ended'))
    })
    return started
  }

  async function close(): Promise<void> {
    clearTimeout(idle)
    const ended = worker
    worker = undefined
    await ended?.terminate()
    failAll(new Error('the server is closing'))
  }

  return {
    run(whole) {
      clearTimeout(idle)
      worker ??= start()
      const own = ++number
      const report = new Promise<string>((resolve, reject) => waiting.set(own, { resolve, reject }))
      worker.postMessage({ ...whole, number: own })
      return report
    },
    close,
  }
}
