/** What purging tells of itself. */
import { Counter, Gauge, type Registry } from 'prom-client'
import { nameOf } from './model.ts'
import type { Purge } from './purge.ts'

/** Registers the metrics of purging: nothing where no cache is to be purged. `now` is the clock of the purgers. */
export function registerPurgeMetrics(registry: Registry, { purgers }: Purge, now: () => Date): void {
  if (purgers.length === 0) return
  const registers = [registry]
  new Counter({
    name: 'masthead_purge_requests_total',
    help: 'Purges sent to a cache: acknowledged by it, or failed; and given_up when they had failed until it had expired.',
    labelNames: ['cache', 'result'],
    registers,
    collect() {
      this.reset()
      for (const { url, state } of purgers) {
        this.inc({ cache: nameOf(url), result: 'acknowledged' }, state.acknowledged)
        this.inc({ cache: nameOf(url), result: 'failed' }, state.failed)
        this.inc({ cache: nameOf(url), result: 'given_up' }, state.givenUp)
      }
    },
  })
  new Gauge({
    name: 'masthead_purge_lag_seconds',
    help: 'How long the oldest change waits that a cache was not purged of; 0 when none does.',
    labelNames: ['cache'],
    registers,
    collect() {
      for (const { url, state } of purgers) {
        const since = state.behindSince
        this.set({ cache: nameOf(url) }, since === undefined ? 0 : Math.max(0, now().getTime() - since) / 1000)
      }
    },
  })
}
