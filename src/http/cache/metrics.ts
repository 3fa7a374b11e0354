/** What the response cache tells of itself. */
import { Counter, Gauge, type Registry } from 'prom-client'
import type { ResponseCache } from './response-cache.ts'

/** Registers the metrics of a cache. */
export function registerCacheMetrics(registry: Registry, cache: ResponseCache): void {
  const registers = [registry]
  new Counter({
    name: 'masthead_response_cache_requests_total',
    help: 'Requests that came to the response cache: answered out of it (hit, and unchanged with 304), or made: new to it (miss), or outdated by a change or the clock.',
    labelNames: ['result'],
    registers,
    collect() {
      const { hits, unchanged, misses, outdated } = cache.counts
      this.reset()
      this.inc({ result: 'hit' }, hits - unchanged)
      this.inc({ result: 'unchanged' }, unchanged)
      this.inc({ result: 'miss' }, Math.max(0, misses - outdated))
      this.inc({ result: 'outdated' }, outdated)
    },
  })
  new Counter({
    name: 'masthead_response_cache_hits_total',
    help: 'Answers out of the response cache, by route. http_request_duration_seconds does not count those without a key.',
    labelNames: ['route'],
    registers,
    collect() {
      this.reset()
      for (const [route, hits] of cache.hitsByRoute) this.inc({ route }, hits)
    },
  })
  new Counter({
    name: 'masthead_response_cache_evictions_total',
    help: 'Answers that had to go for others.',
    registers,
    collect() {
      this.reset()
      this.inc(cache.size().evictions)
    },
  })
  new Gauge({
    name: 'masthead_response_cache_bytes',
    help: 'What is kept, about, in bytes.',
    registers,
    collect() {
      this.set(cache.size().bytes)
    },
  })
  new Gauge({
    name: 'masthead_response_cache_entries',
    help: 'Answers that are kept.',
    registers,
    collect() {
      this.set(cache.size().entries)
    },
  })
}
