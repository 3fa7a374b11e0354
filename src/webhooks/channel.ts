/** How an event goes to a webhook: signed by every secret that is valid, and what its answer means. */
import { Webhook as Signer } from 'standardwebhooks'
import type { Queries } from '../db/db.ts'
import type { Answer, Channel, Delivery, Subscription, Verdict } from '../delivery/index.ts'
import { refusalOf } from '../delivery/index.ts'
import { toInstant } from '../lib/instant.ts'
import { version } from '../version.ts'
import type { WebhookDependencies } from './dependencies.ts'
import { eventIdOf, reasons, type WebhookEvent } from './model.ts'
import type { WebhookStore } from './store.ts'

type Dependencies = WebhookDependencies & { store: WebhookStore }

/** Statuses whose Retry-After is followed. */
const throttling = new Set([429, 502, 503, 504])

/** Headers of an attempt (Standard Webhooks 1.0, Webhook Headers): one signature for each valid secret. */
function signedHeaders(webhook: Subscription, delivery: Delivery, body: string, at: Date): Record<string, string> {
  const id = eventIdOf(delivery)
  const { secret, formerSecret, formerSecretUntil } = webhook
  const isOverlapping = formerSecret !== null && formerSecretUntil !== null && formerSecretUntil > toInstant(at)
  const secrets = [secret as string, ...(isOverlapping ? [formerSecret] : [])]
  return {
    'content-type': 'application/json',
    'user-agent': `Masthead/${version}`,
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((each) => new Signer(each).sign(id, at, body)).join(' '),
  }
}

function verdictOf({ status, retryAfter }: Answer, isTest: boolean): Verdict {
  if (status !== undefined && status >= 200 && status < 300) return { kind: 'delivered' }
  if (isTest) return { kind: 'failed', final: true }
  if (status === 410) return { kind: 'parked' }
  return { kind: 'failed', ...(status !== undefined && throttling.has(status) && { retryAfter }) }
}

/** The channel of webhooks. */
export function createWebhookChannel({
  db,
  deliveries,
  allowed,
  keyViewer,
  now,
  store,
  onDelivered,
}: Dependencies): Channel<Queries> {
  async function disable(queries: Queries, id: string, reason: string): Promise<void> {
    await store.disable(queries, id, reason)
    await deliveries.store.park(queries, id)
  }

  async function arrived(queries: Queries, webhook: Subscription, delivery: Delivery): Promise<void> {
    const at = toInstant(now())
    await store.update(queries, webhook.id, { deliveredAt: at })
    if (delivery.seq > 0) await onDelivered?.(queries, { keyId: webhook.keyId as string, delivery, at })
  }

  return {
    async prepare(delivery, webhook) {
      if (webhook.state !== 'active') return { verdict: { kind: 'parked' } }
      if (!(await keyViewer(db.read, webhook.keyId as string))) {
        await db.write((queries) => disable(queries, webhook.id, reasons.key))
        return { verdict: { kind: 'parked' } }
      }
      const refusal = refusalOf(webhook.url, { allowed, plainHttp: false })
      if (refusal) {
        await db.write((queries) => disable(queries, webhook.id, `its address ${refusal}`))
        return { verdict: { kind: 'parked' } }
      }
      const body = JSON.stringify(delivery.document)
      const isTest = (delivery.document as WebhookEvent).type === 'test'
      return {
        request: { url: webhook.url, method: 'POST', headers: signedHeaders(webhook, delivery, body, now()), body },
        judge: (answer) => verdictOf(answer, isTest),
        async apply(queries, verdict) {
          const present = await store.find(queries, webhook.id)
          if (!present) return
          if (verdict.kind === 'delivered') await arrived(queries, present, delivery)
          if (verdict.kind === 'parked') await disable(queries, present.id, reasons.gone)
        },
      }
    },
  }
}
