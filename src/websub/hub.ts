/** The hub (W3C WebSub): who wants a feed asks for it here, proves that it is theirs, and is sent it when it changes. */
import { randomBytes } from 'node:crypto'
import type { Queries } from '../db/db.ts'
import { type FanOut, refusalOf, type Subscription } from '../delivery/index.ts'
import { invalidField, notFound, Problem } from '../http/problems.ts'
import { toInstant } from '../lib/instant.ts'
import { createHubChannel } from './channel.ts'
import type { HubDependencies } from './dependencies.ts'
import { type HubMessage, leaseOf, topicsOf } from './model.ts'
import type { HubRequest } from './schema.ts'
import { createHubStore } from './store.ts'

/** How many subscriptions there may be, and how many that are not verified yet. */
const most = { subscriptions: 10_000, pending: 1000 }
/** How many subscriptions are looked at, and queued for, with one write. */
const lookedAtOnce = 200

/** The hub. Those of its operations that take a handle are part of a write. */
export function createHub(dependencies: HubDependencies) {
  const { db, log, deliveries, allowed, isOpen, now, newId, publicUrl } = dependencies
  const store = createHubStore(db)
  const outbox = deliveries.store
  const topics = topicsOf(publicUrl)
  deliveries.addChannel('websub', createHubChannel({ ...dependencies, store }))

  const message = (subscriptionId: string, lane: string, seq: number, document: HubMessage) => ({
    ...{ subscriptionId, lane, seq, prevSeq: 0, document },
  })

  async function created(queries: Queries, topic: string, url: string): Promise<Subscription> {
    const isFull =
      (await store.number(queries)) >= most.subscriptions || (await store.number(queries, 'pending')) >= most.pending
    if (isFull)
      throw new Problem('too-many-requests', 'The hub has no room for more subscriptions at the moment.', {
        headers: { 'retry-after': '3600' },
      })
    const { seq } = await log.head(queries)
    const subscription: Subscription = {
      ...{ id: newId(), kind: 'websub', keyId: null, url, types: null, topic },
      ...{ secret: null, formerSecret: null, formerSecretUntil: null },
      ...{ state: 'pending', stateReason: null, position: String(seq), lastSeq: seq },
      ...{ deliveredAt: null, expiresAt: null, createdAt: toInstant(now()), revision: 1 },
    }
    await store.create(queries, subscription)
    return subscription
  }

  /** Raises invalid-body for a topic that is none of ours, a refused callback or a long secret; not-found for no hub. */
  async function check({
    'hub.topic': topic,
    'hub.callback': callback,
    'hub.secret': secret,
  }: HubRequest): Promise<void> {
    if (!(await isOpen())) throw notFound('hub')
    if (!topics.includes(topic)) throw invalidField('/hub.topic', `must be one of ${topics.join(', ')}`)
    const refusal = refusalOf(callback, { allowed, plainHttp: true })
    if (refusal) throw invalidField('/hub.callback', refusal)
    if (Buffer.byteLength(secret ?? '') >= 200) throw invalidField('/hub.secret', 'must be shorter than 200 bytes')
  }

  /**
   * Takes a request in (§5.1): its intent is verified afterwards, from the outbox. A request for what is subscribed
   * renews it, once it is verified; one to end what is not subscribed ends nothing.
   */
  async function request(asked: HubRequest): Promise<void> {
    await check(asked)
    const { 'hub.mode': mode, 'hub.topic': topic, 'hub.callback': callback } = asked
    const challenge = randomBytes(24).toString('base64url')
    const renewal = { leaseSeconds: leaseOf(asked['hub.lease_seconds']), secret: asked['hub.secret'] ?? null }
    await db.write(async (queries) => {
      const known = await store.find(queries, topic, callback)
      if (!known && mode === 'unsubscribe') return
      const { id } = known ?? (await created(queries, topic, callback))
      // The latest request is the one that counts.
      await outbox.removeLane(queries, id, 'intent')
      const document: HubMessage =
        mode === 'subscribe' ? { action: mode, challenge, ...renewal } : { action: mode, challenge }
      await outbox.queue(queries, [message(id, 'intent', 0, document)])
    })
    deliveries.wake()
  }

  async function removeExpired(expired: Subscription[]): Promise<void> {
    if (expired.length === 0) return
    await db.write(async (queries) => {
      for (const { id } of expired) {
        await outbox.removePending(queries, id)
        await store.remove(queries, id)
      }
    })
  }

  /** Ends all subscriptions, with a notice to each (§5.2): the feeds are not for everybody any more. */
  async function deny(subscriptions: Subscription[]): Promise<void> {
    const document: HubMessage = { action: 'denied', reason: 'the feed is not public any more' }
    await db.write(async (queries) => {
      for (const { id } of subscriptions) {
        await store.update(queries, id, { state: 'disabled' })
        await outbox.removePending(queries, id)
        await outbox.queue(queries, [message(id, 'intent', 0, document)])
      }
    })
  }

  /** Queues a distribution for some whose feed has changed. Of one subscription at most one waits behind another. */
  async function distribute(subscriptions: Subscription[], head: number): Promise<void> {
    const ids = subscriptions.map(({ id }) => id)
    await db.write(async (queries) => {
      const moved = await store.advance(queries, ids, String(head))
      const distributions = moved.map(({ id }) => message(id, 'content', head, { action: 'distribute' }))
      await outbox.queueLatest(queries, distributions)
    })
  }

  /** Queues what is new for everybody, and ends the subscriptions whose lease has ended. */
  async function fanOut(): Promise<FanOut> {
    const { seq: head } = await log.head(db.read)
    const at = toInstant(now())
    for (let found = lookedAtOnce; found === lookedAtOnce; ) {
      const some = await store.behind(db.read, String(head), at, lookedAtOnce)
      const isOver = ({ expiresAt }: Subscription): boolean => (expiresAt ?? '') <= at
      const active = some.filter((each) => !isOver(each))
      await removeExpired(some.filter(isOver))
      if (active.length > 0) await ((await isOpen()) ? distribute(active, head) : deny(active))
      found = some.length
    }
    return { head, active: (await store.number(db.read, 'active')) > 0 }
  }

  return {
    /** Whether an address is one of the feeds that can be subscribed to. */
    isTopic: (address: string): boolean => topics.includes(address),
    request,
    fanOut,
  }
}

export type Hub = ReturnType<typeof createHub>
