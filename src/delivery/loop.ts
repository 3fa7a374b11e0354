/** The loop of a server: queues what the log tells of, sends what is due, and sleeps meanwhile. */
import { setTimeout as passing } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Deliveries } from './deliveries.ts'

interface Options {
  deliveries: Deliveries
  /** Each puts what the log has for one kind of subscription into the outbox. */
  fanOuts: ReadonlyArray<() => Promise<FanOut>>
  watch: { wait(after: number, milliseconds: number, signal?: AbortSignal): Promise<boolean> }
  now: () => Date
  log: Pick<FastifyBaseLogger, 'error'>
}

/** What a look at the log came to. */
export interface FanOut {
  /** Up to where the log was looked at. */
  head: number
  /** Whether there is anybody to queue for. */
  active: boolean
}

/** The loop looks at least this often: for what another process left. */
const longestSleep = 2000
const retryMilliseconds = 1000
const pruneEvery = 3_600_000

/** Starts the loop. Several processes may run one each. Answers how to stop it; stopping waits for what is being sent. */
export function startDeliveries({ deliveries, fanOuts, watch, now, log }: Options): () => Promise<void> {
  let stopped = false
  let awake = false
  let sleeping = new AbortController()
  let prunedAt = 0

  deliveries.onWake(() => {
    awake = true
    sleeping.abort()
  })

  async function prune(): Promise<void> {
    if (now().getTime() - prunedAt < pruneEvery) return
    prunedAt = now().getTime()
    await deliveries.prune()
  }

  /** Does what there is to do. Answers how to know that there is more. */
  async function look(): Promise<{ head: number; active: boolean; milliseconds: number }> {
    // What cannot be queued for one kind must not keep back what is queued.
    const looks = await Promise.allSettled(fanOuts.map((fanOut) => fanOut()))
    await deliveries.start()
    deliveries.check()
    const found = looks.map((each) => {
      if (each.status === 'rejected') throw each.reason
      return each.value
    })
    await prune()
    const due = await deliveries.nextDue()
    return {
      head: Math.min(...found.map(({ head }) => head)),
      active: found.some(({ active }) => active),
      milliseconds: Math.min(longestSleep, Math.max(1, (due ?? Number.POSITIVE_INFINITY) - now().getTime())),
    }
  }

  /** Resolves after so many milliseconds, or when the signal is given. */
  const sleep = (milliseconds: number, signal: AbortSignal): Promise<unknown> =>
    passing(milliseconds, undefined, { signal }).catch(() => undefined)

  async function run(): Promise<void> {
    while (!stopped) {
      awake = false
      sleeping = new AbortController()
      const { signal } = sleeping
      try {
        const { head, active, milliseconds } = await look()
        if (awake || stopped) continue
        // Without subscriptions nobody needs to know at once that the log has grown.
        await (active ? watch.wait(head, milliseconds, signal) : sleep(milliseconds, signal))
      } catch (error) {
        log.error({ err: error }, 'deliveries failed; they are tried again')
        if (!stopped) await sleep(retryMilliseconds, signal)
      }
    }
  }

  const running = run()
  return async () => {
    stopped = true
    sleeping.abort()
    await running
    await deliveries.settled().catch((error: unknown) => log.error({ err: error }, 'a delivery was not recorded'))
  }
}
