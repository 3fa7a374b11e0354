/** How webhooks and deliveries are shown. */
import type { Attempt, Delivery, Subscription } from '../delivery/index.ts'
import { toInstant } from '../lib/instant.ts'
import { eventIdOf, type WebhookEvent } from './model.ts'
import type { Lag } from './webhooks.ts'

/** A webhook as its holder sees it. */
export function webhookView(webhook: Subscription, lag: Lag) {
  const { id, url, types, stateReason, formerSecretUntil, createdAt, revision } = webhook
  const { changes, seconds, pending, dead, deliveredAt, idle } = lag
  return {
    ...{ id, url, types: types as never, state: webhook.state as 'active' | 'disabled', stateReason },
    ...{ formerSecretUntil, createdAt, lag: { changes, seconds, pending, dead, deliveredAt, idle }, revision },
  }
}

/** A delivery with its attempts. */
export function deliveryView(delivery: Delivery, attempts: Attempt[] = []) {
  const { id, state, dueAt, createdAt, endedAt, document } = delivery
  const isDue = state === 'pending' && dueAt < Number.MAX_SAFE_INTEGER
  return {
    ...{ id, eventId: eventIdOf(delivery), event: document as WebhookEvent, state },
    attempts: attempts.map(({ at, status, excerpt, milliseconds }) => ({ at, status, excerpt, milliseconds })),
    nextAttemptAt: isDue ? toInstant(new Date(dueAt)) : null,
    ...{ createdAt, endedAt },
  }
}
