/** Hands lines to threads that prepare them, in order and some lists ahead; short imports are prepared where they are. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { threadLoading } from '../lib/thread-loading.ts'
import type { Line } from './line-runs.ts'
import { type Preparation, type PreparedLine, prepareLine } from './prepare-line.ts'

type Unprepared = Omit<Line, 'prepared'>
type Prepared = Array<PreparedLine | undefined>

/** Starting threads costs more than preparing this many lists of lines. */
const listsBeforeThreads = 2
/** So many lists are with each thread, so that it never waits. */
const listsAhead = 2

const thread = new URL('./preparing-thread.ts', import.meta.url)

/** A thread that prepares lists of lines one after the other. */
function startThread(tickSeconds: number) {
  // What a thread makes is soon handed on: without a limit it would gather a hundred megabytes before it looks for them.
  const resourceLimits = { maxYoungGenerationSizeMb: 24 }
  const worker = new Worker(thread, { ...threadLoading, resourceLimits, workerData: { tickSeconds } })
  const failed = once(worker, 'error').then(([error]) => {
    throw error
  })
  // Whoever waits for an answer hears of it.
  failed.catch(() => undefined)
  const started = Promise.race([once(worker, 'message'), failed])
  let isReady = false
  let last: Promise<unknown> = started.then(() => {
    isReady = true
  })
  last.catch(() => undefined)
  return {
    isReady: () => isReady,
    prepare(texts: string[]): Promise<Prepared> {
      const answer = last.then(async () => {
        const answered = once(worker, 'message')
        worker.postMessage(texts)
        const [prepared] = await Promise.race([answered, failed])
        return prepared as Prepared
      })
      last = answer.catch(() => undefined)
      return answer
    },
    end: () => worker.terminate(),
  }
}

/** Creates what prepares the lines of one import with at most so many threads. */
export function createPreparing(preparation: Preparation, threads: number) {
  const started: Array<ReturnType<typeof startThread>> = []
  let lists = 0

  function prepare(texts: string[], mayBeNew: boolean): Prepared | Promise<Prepared> {
    if (!mayBeNew) return texts.map(() => undefined)
    lists++
    if (lists > listsBeforeThreads && started.length < threads) started.push(startThread(preparation.tickSeconds))
    // Until threads have started, preparing lines here is faster than waiting.
    const ready = started.filter(({ isReady }) => isReady())
    const next = ready[lists % ready.length]
    return next ? next.prepare(texts) : texts.map((text) => prepareLine(text, preparation))
  }

  /** Lists of lines in their order, each prepared; `mayBeNew` says whether articles are to go live at all. */
  async function* prepared(batches: AsyncIterable<Unprepared[]>, mayBeNew: boolean): AsyncGenerator<Line[]> {
    const ahead: Array<{ batch: Unprepared[]; done: Prepared | Promise<Prepared> }> = []
    async function take(): Promise<Line[]> {
      const { batch, done } = ahead.shift() as (typeof ahead)[number]
      const all = await done
      return batch.map((line, index) => ({ ...line, prepared: all[index] }))
    }
    for await (const batch of batches) {
      const texts = batch.map(({ text }) => text)
      const done = prepare(texts, mayBeNew)
      // One that fails while others are waited for is raised when it is its turn.
      if (done instanceof Promise) done.catch(() => undefined)
      ahead.push({ batch, done })
      while (ahead.length > threads * listsAhead) yield await take()
    }
    while (ahead.length > 0) yield await take()
  }

  const close = async (): Promise<void> => {
    await Promise.all(started.map((each) => each.end()))
  }

  return { prepared, close }
}
