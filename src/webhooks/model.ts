/** Pure rules of webhooks: which changes are sent, and what an event is. */
import { randomBytes } from 'node:crypto'
import type { Change } from '../changes/index.ts'
import type { Delivery, NewDelivery, Subscription } from '../delivery/index.ts'
import { sha256 } from '../lib/ids.ts'
import type { Instant } from '../lib/instant.ts'

/** Whether a webhook wants a change; one without types wants every one. */
export const wants = (
  types: readonly string[] | null,
  { resource, type }: Pick<Change, 'resource' | 'type'>,
): boolean =>
  types === null || types.some((each) => each === type || each === `${resource}.*` || each === `${resource}.${type}`)

/** The body of an event (Standard Webhooks 1.0, Payload structure). */
export interface WebhookEvent {
  type: string
  timestamp: Instant
  data: { seq: number; prevSeq: number; resource: string; id: string; version: number | null; url: string }
}

const places = { article: 'articles/', source: 'sources/', editor: 'editors/', tag: 'tags/' }

/** Where a resource is on this server, as JSON. */
const resourceUrl = (publicUrl: string, resource: Change['resource'], id: string): string =>
  resource === 'site' ? `${publicUrl}/v1/site` : `${publicUrl}/v1/${places[resource]}${id}`

/** What is kept in order: the events of one resource. */
export const laneOf = (resource: string, id: string): string => `${resource}:${id}`

/** What a delivery to a webhook tells of. */
export const changeOf = ({ document }: Pick<Delivery, 'document'>): WebhookEvent['data'] =>
  (document as WebhookEvent).data

/**
 * The deliveries of changes to a webhook that wants them, in their order; each names the one before. `lastSeq` is the one
 * before the first.
 */
export function deliveriesOf(
  { id: subscriptionId, types, lastSeq }: Pick<Subscription, 'id' | 'types' | 'lastSeq'>,
  changes: Change[],
  publicUrl: string,
): NewDelivery[] {
  let prevSeq = lastSeq
  return changes
    .filter((change) => wants(types, change))
    .map(({ seq, resource, type, id, version, at }) => {
      const url = resourceUrl(publicUrl, resource, id)
      const data = { seq, prevSeq, resource, id, version, url }
      const document: WebhookEvent = { type: `${resource}.${type}`, timestamp: at, data }
      const delivery = { subscriptionId, seq, prevSeq, lane: laneOf(resource, id), document }
      prevSeq = seq
      return delivery
    })
}

/** The delivery of a test event: it is of no change, so its numbers are 0. */
export function testDelivery(subscriptionId: string, deliveryId: string, at: Instant, publicUrl: string): NewDelivery {
  const url = `${publicUrl}/v1/webhooks/${subscriptionId}`
  const data = { seq: 0, prevSeq: 0, resource: 'webhook', id: subscriptionId, version: null, url }
  const document: WebhookEvent = { type: 'test', timestamp: at, data }
  return { subscriptionId, seq: 0, prevSeq: 0, lane: `test:${deliveryId}`, document }
}

/**
 * The id of an event: the same with every attempt and every replay, so that a receiver may recognise what it has. It
 * follows from the webhook, the change and what it is of.
 */
export const eventIdOf = ({ subscriptionId, seq, lane }: Pick<Delivery, 'subscriptionId' | 'seq' | 'lane'>): string =>
  `evt_${sha256(`${subscriptionId} ${seq} ${lane}`).slice(0, 32)}`

/** A new secret: `whsec_` and 256 random bits in base64. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** How long a webhook may deliver nothing, while something waits, before that is an alert: in seconds. */
export const idleSeconds = 3600

/** Why a webhook is disabled. */
export const reasons = {
  holder: 'disabled by its holder',
  key: 'its key is revoked or has expired',
  gone: 'its receiver answered 410',
}
