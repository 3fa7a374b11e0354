/** The scheduler: publishes what is due, at every tick, and at once when the server has started. */
import type { FastifyBaseLogger } from 'fastify'
import { nextTick } from '../lib/instant.ts'
import type { Lifecycle } from './lifecycle.ts'

interface SchedulerOptions {
  lifecycle: Pick<Lifecycle, 'publishDue'>
  tickSeconds: number
  now: () => Date
  log: FastifyBaseLogger
}

/** Starts the scheduler. Answers how to stop it; stopping waits for what is being published. */
export function startScheduler({ lifecycle, tickSeconds, now, log }: SchedulerOptions): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  let stopped = false

  async function run(): Promise<void> {
    try {
      const published = await lifecycle.publishDue()
      if (published > 0) log.info({ published }, 'scheduled articles published')
    } catch (error) {
      log.error({ err: error }, 'scheduled publication failed; it is tried again at the next tick')
    }
  }

  function wait(): void {
    if (stopped) return
    const milliseconds = Date.parse(nextTick(now(), tickSeconds)) - now().getTime()
    timer = setTimeout(start, Math.max(milliseconds, 10))
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
