/** Wrong keys: how many an address may send in a minute. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from './problems.ts'

const windowMilliseconds = 60_000

/** Counts a wrong key; raises too-many-requests when its address has sent too many. */
export type FailedAttempt = (request: FastifyRequest) => Promise<void>

/**
 * Limits wrong keys per address; 0 for no limit. A right key is never refused, however many wrong ones its address has
 * sent: many clients may share one, and one of them with an old key must not lock out the others. The plugin of
 * rate limits must be registered; it forgets the addresses that it has not seen for the longest time.
 */
export function createFailedAttempts(app: FastifyInstance, { perMinute }: { perMinute: number }): FailedAttempt {
  if (perMinute === 0) return async () => undefined
  const count = app.createRateLimit({
    max: perMinute,
    timeWindow: windowMilliseconds,
    keyGenerator: (request) => request.ip,
  })
  return async (request) => {
    const state = await count(request)
    if (state.isAllowed || !state.isExceeded) return
    throw new Problem('too-many-requests', 'Too many wrong keys have come from your address.', {
      headers: { 'retry-after': String(Math.max(1, Math.ceil(state.ttl / 1000))) },
    })
  }
}
