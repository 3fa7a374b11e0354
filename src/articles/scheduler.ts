/** The scheduler: does what is due at every tick, and at once when the server has started. */
import type { FastifyBaseLogger } from 'fastify'
import { nextTick } from '../lib/instant.ts'
import type { DueTransitions } from './due-transitions.ts'

interface SchedulerOptions {
  dueTransitions: DueTransitions
  tickSeconds: number
  now: () => Date
  log: FastifyBaseLogger
  /** Told how many seconds after its time each transition was committed. */
  onLateness: (seconds: number) => void
}

/** Due transitions are looked for again this soon after a failure. */
const retryMilliseconds = 1000

/**
 * Starts the scheduler. Several processes may run one each over the same database: a transition is done by the one that
 * comes first. Answers how to stop it; stopping waits for what is being done.
 */
export function startScheduler({
  dueTransitions,
  tickSeconds,
  now,
  log,
  onLateness,
}: SchedulerOptions): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  let stopped = false

  async function run(): Promise<boolean> {
    try {
      const transitions = await dueTransitions.carryOutAll()
      for (const { id, at, transition, done, refused } of transitions) {
        if (refused !== undefined) log.warn({ article: id, at, refused }, `a scheduled article could not ${transition}`)
        if (done) onLateness((now().getTime() - Date.parse(at)) / 1000)
      }
      const done = transitions.filter((each) => each.done).length
      if (done > 0) log.info({ transitions: done }, 'scheduled transitions done')
      return true
    } catch (error) {
      log.error({ err: error }, 'scheduled transitions failed; they are tried again')
      return false
    }
  }

  function wait(succeeded: boolean): void {
    if (stopped) return
    const toTick = Date.parse(nextTick(now(), tickSeconds)) - now().getTime()
    timer = setTimeout(start, succeeded ? Math.max(toTick, 10) : Math.min(toTick, retryMilliseconds))
    timer.unref()
  }

  function start(): void {
    running = run().then(wait)
  }

  start()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}
