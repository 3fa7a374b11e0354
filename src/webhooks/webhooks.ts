/** Webhooks (Standard Webhooks 1.0): what their holders do with them. */
import { cursorOf, positionOf } from '../changes/index.ts'
import type { Queries } from '../db/db.ts'
import { type Backlog, type Delivery, refusalOf, type Subscription } from '../delivery/index.ts'
import type { Precondition } from '../http/conditional.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import { invalidField, notFound, Problem } from '../http/problems.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import { createWebhookChannel } from './channel.ts'
import type { WebhookDependencies } from './dependencies.ts'
import { createFanOut } from './fan-out.ts'
import { idleSeconds, newWebhookSecret, reasons, testDelivery } from './model.ts'
import { createWebhookStore } from './store.ts'

/** How a webhook stands behind the log. */
export interface Lag extends Backlog {
  /** Rows of the log that were not looked at yet. */
  changes: number
  /** How long the oldest change waits that has not arrived; 0 when none does. */
  seconds: number
  deliveredAt: Instant | null
  /** Whether it is active and behind, and nothing has arrived for an hour. */
  idle: boolean
}

/** How many webhooks a key may have. */
export const webhooksPerKey = 20

/** The state of a webhook that If-Match is compared with. */
export const stateOf = ({ revision }: Subscription): string => `w${revision}`

/** The operations on webhooks. Those that take a handle are part of a write. */
export function createWebhooks(dependencies: WebhookDependencies) {
  const { log, deliveries, allowed, now, newId, publicUrl } = dependencies
  const store = createWebhookStore(dependencies.db)
  const outbox = deliveries.store
  deliveries.addChannel('webhook', createWebhookChannel({ ...dependencies, store }))

  function checkUrl(url: string): void {
    const refusal = refusalOf(url, { allowed, plainHttp: false })
    if (refusal) throw invalidField('/url', refusal)
  }

  /** A webhook of a key. Raises not-found for one of another key. */
  async function find(queries: Queries, keyId: string, id: string): Promise<Subscription> {
    const webhook = await store.find(queries, id)
    if (webhook?.keyId !== keyId) throw notFound('webhook')
    return webhook
  }

  async function findActive(queries: Queries, keyId: string, id: string): Promise<Subscription> {
    const webhook = await find(queries, keyId, id)
    if (webhook.state === 'active') return webhook
    throw new Problem('conflict', `The webhook is disabled (${webhook.stateReason}). Make it active first.`)
  }

  /** Makes a webhook that is sent what happens from now on. Raises a conflict when the key has too many. */
  async function create(
    queries: Queries,
    keyId: string,
    input: { url: string; types: string[] | null },
  ): Promise<Subscription> {
    checkUrl(input.url)
    if ((await store.number(queries, keyId)) >= webhooksPerKey)
      throw new Problem('conflict', `A key may have ${webhooksPerKey} webhooks. Delete one first.`)
    const { seq } = await log.head(queries)
    const webhook: Subscription = {
      ...{ id: newId(), kind: 'webhook', keyId, url: input.url, types: input.types, topic: null },
      ...{ secret: newWebhookSecret(), formerSecret: null, formerSecretUntil: null },
      ...{ state: 'active', stateReason: null, position: cursorOf({ seq, within: undefined }), lastSeq: 0 },
      ...{ deliveredAt: null, expiresAt: null, createdAt: toInstant(now()), revision: 1 },
    }
    await store.create(queries, webhook)
    return webhook
  }

  async function change(
    queries: Queries,
    webhook: Subscription,
    precondition: Precondition,
    set: Partial<Subscription>,
  ): Promise<Subscription> {
    precondition(stateOf(webhook))
    return store.update(queries, webhook.id, { ...set, revision: webhook.revision + 1 })
  }

  /** Changes address, types or state. One that becomes active again goes on where it stopped. */
  async function update(
    queries: Queries,
    keyId: string,
    id: string,
    changes: Partial<Pick<Subscription, 'url' | 'types'>> & { state?: 'active' | 'disabled' },
    precondition: Precondition,
  ): Promise<Subscription> {
    const webhook = await find(queries, keyId, id)
    if (changes.url !== undefined) checkUrl(changes.url)
    const stateReason = changes.state === 'disabled' ? reasons.holder : null
    const set = { ...changes, ...(changes.state && { stateReason }) }
    const changed = await change(queries, webhook, precondition, set)
    if (changes.state === 'disabled') await outbox.park(queries, id)
    if (changes.state === 'active' && webhook.state !== 'active') await outbox.resume(queries, id)
    return changed
  }

  /** Deletes a webhook. What is being sent at the moment may still arrive. */
  async function remove(queries: Queries, keyId: string, id: string, precondition: Precondition): Promise<void> {
    precondition(stateOf(await find(queries, keyId, id)))
    await outbox.removePending(queries, id)
    await store.remove(queries, id)
  }

  /** Gives a webhook a new secret; the old one signs beside it for so many seconds. */
  async function rotate(
    queries: Queries,
    keyId: string,
    id: string,
    overlapSeconds: number,
    precondition: Precondition,
  ): Promise<Subscription> {
    const webhook = await find(queries, keyId, id)
    const formerSecretUntil = toInstant(new Date(now().getTime() + overlapSeconds * 1000))
    const set = { secret: newWebhookSecret(), formerSecret: webhook.secret, formerSecretUntil }
    return change(queries, webhook, precondition, set)
  }

  /** Queues an event of type `test`. Raises a conflict when the webhook is disabled. */
  async function test(queries: Queries, keyId: string, id: string): Promise<Delivery> {
    const webhook = await findActive(queries, keyId, id)
    const [queued] = await outbox.queue(queries, [testDelivery(webhook.id, newId(), toInstant(now()), publicUrl)])
    return queued as Delivery
  }

  /**
   * Sends again every change behind one. What is pending of them is taken back, and queued anew with the rest. Raises
   * invalid-body for a number that the log has not reached, a conflict when the webhook is disabled.
   */
  async function replay(queries: Queries, keyId: string, id: string, after: number): Promise<Subscription> {
    const webhook = await findActive(queries, keyId, id)
    const { seq: head } = await log.head(queries)
    if (after > head) throw invalidField('/after', `must not be greater than the newest change, ${head}`)
    await outbox.removePending(queries, id, after)
    const lastSeq = await outbox.lastSeqUpTo(queries, id, after)
    const position = cursorOf({ seq: after, within: undefined })
    // What is not queued yet of an earlier replay is not skipped by a later one.
    if (positionOf(webhook.position).seq <= after) return webhook
    return store.update(queries, id, { position, lastSeq })
  }

  /** Makes a dead delivery pending again. Raises a conflict for one that is not dead, or whose webhook is disabled. */
  async function retry(queries: Queries, keyId: string, id: string, deliveryId: string): Promise<Delivery> {
    await findActive(queries, keyId, id)
    const delivery = await outbox.find(queries, id, deliveryId)
    if (!delivery) throw notFound('delivery')
    const revived = await outbox.revive(queries, delivery)
    if (!revived)
      throw new Problem('conflict', `Only a dead delivery can be tried again; this one is ${delivery.state}.`)
    return revived
  }

  /** The webhooks of a key, or of all, the newest first. */
  const list = (queries: Queries, keyId: string | undefined, page: PageRequest): Promise<Slice<Subscription>> =>
    store.list(queries, keyId, page)

  function lagOf(webhook: Subscription, backlog: Backlog, head: number, unreadAt: Instant | undefined): Lag {
    const [since] = [backlog.pendingSince, unreadAt].filter((each) => each != null).sort()
    const age = (instant: Instant) => Math.max(0, Math.floor((now().getTime() - Date.parse(instant)) / 1000))
    const seconds = since ? age(since) : 0
    const { state, deliveredAt, createdAt } = webhook
    const idle = state === 'active' && seconds >= idleSeconds && age(deliveredAt ?? createdAt) >= idleSeconds
    return { ...backlog, changes: head - positionOf(webhook.position).seq, seconds, deliveredAt, idle }
  }

  /** How webhooks stand behind the log, by their ids. */
  async function lags(queries: Queries, webhooks: Subscription[]): Promise<Map<string, Lag>> {
    const ids = webhooks.map(({ id }) => id)
    const backlogs = await outbox.backlogs(queries, ids)
    const { seq: head } = await log.head(queries)
    const next = (webhook: Subscription) => positionOf(webhook.position).seq + 1
    const times = await store.timesOf(queries, webhooks.map(next))
    return new Map(
      webhooks.map((each) => [each.id, lagOf(each, backlogs.get(each.id) as Backlog, head, times.get(next(each)))]),
    )
  }

  return {
    ...{ find, create, update, remove, rotate, test, replay, retry, list, lags },
    outbox,
    wake: deliveries.wake,
    fanOut: createFanOut({ ...dependencies, store }),
  }
}

export type Webhooks = ReturnType<typeof createWebhooks>
