/** What the hub sends: verifications of intent (W3C WebSub §5.3), denials (§5.2) and content (§7). */
import type { Queries } from '../db/db.ts'
import {
  type Answer,
  type Channel,
  type Delivery,
  type Prepared,
  refusalOf,
  type Subscription,
} from '../delivery/index.ts'
import { toInstant } from '../lib/instant.ts'
import { version } from '../version.ts'
import type { HubDependencies } from './dependencies.ts'
import { distributionHeaders, type HubMessage, noticeUrl } from './model.ts'
import type { HubStore } from './store.ts'

type Intent = Extract<HubMessage, { challenge: string }>

/** A callback that does not answer is asked this often whether it meant it. */
const verifications = 3
const userAgent = { 'user-agent': `Masthead/${version}` }

const succeeded = ({ status }: Answer): boolean => status !== undefined && status >= 200 && status < 300

/** The channel of the hub. */
export function createHubChannel(dependencies: HubDependencies & { store: HubStore }): Channel<Queries> {
  const { db, log, deliveries, allowed, renderTopic, isOpen, now, publicUrl, store } = dependencies
  let rendering: { key: string; content: Promise<{ type: string; body: string }> } | undefined

  async function end(queries: Queries, { id }: Subscription): Promise<void> {
    await deliveries.store.removePending(queries, id)
    await store.remove(queries, id)
  }

  /** The content of a topic at the head of the log: rendered once for all who are sent it. */
  function contentAt(topic: string, head: number): Promise<{ type: string; body: string }> {
    const key = `${head} ${topic}`
    if (rendering?.key !== key) {
      const content = renderTopic(topic)
      rendering = { key, content }
      // What could not be rendered is rendered again.
      content.catch(() => {
        if (rendering?.content === content) rendering = undefined
      })
    }
    return rendering.content
  }

  async function verified(queries: Queries, subscription: Subscription, intent: Intent): Promise<void> {
    if (intent.action === 'unsubscribe') return end(queries, subscription)
    const expiresAt = toInstant(new Date(now().getTime() + intent.leaseSeconds * 1000))
    const { seq } = await log.head(queries)
    await store.update(queries, subscription.id, {
      ...{ state: 'active', secret: intent.secret, expiresAt },
      ...(subscription.state !== 'active' && { position: String(seq), lastSeq: seq }),
    })
  }

  function verification(delivery: Delivery, subscription: Subscription, intent: Intent): Prepared<Queries> {
    let isMeant = false
    return {
      request: {
        url: noticeUrl(subscription.url, subscription.topic as string, intent),
        method: 'GET',
        headers: userAgent,
      },
      judge(answer) {
        isMeant = succeeded(answer) && answer.text === intent.challenge
        const isAway = answer.status === undefined || answer.status >= 500
        return isAway && delivery.attempts + 1 < verifications ? { kind: 'failed' } : { kind: 'dropped' }
      },
      async apply(queries, { kind }) {
        if (isMeant) return verified(queries, subscription, intent)
        // Nobody has ever meant it.
        if (kind === 'dropped' && subscription.state === 'pending') await end(queries, subscription)
      },
    }
  }

  async function distribution(delivery: Delivery, subscription: Subscription): Promise<Prepared<Queries>> {
    const isOver = subscription.state !== 'active' || (subscription.expiresAt ?? '') <= toInstant(now())
    // A distribution that was rendered later has brought this one's content already.
    if (isOver || delivery.seq <= subscription.lastSeq || !(await isOpen())) return { verdict: { kind: 'dropped' } }
    const { seq } = await log.head(db.read)
    const { url, secret } = subscription
    const topic = subscription.topic as string
    const { type, body } = await contentAt(topic, seq)
    const headers = distributionHeaders({ hub: `${publicUrl}/hub`, topic, type, body, secret })
    let isGone = false
    return {
      request: { url, method: 'POST', headers: { ...userAgent, ...headers }, body },
      judge(answer) {
        isGone = answer.status === 410
        if (succeeded(answer) || isGone) return { kind: 'dropped' }
        return { kind: 'failed', retryAfter: answer.retryAfter }
      },
      async apply(queries, { kind }) {
        if (isGone) return end(queries, subscription)
        if (kind !== 'dropped') return
        await store.update(queries, subscription.id, { lastSeq: seq, deliveredAt: toInstant(now()) })
      },
    }
  }

  return {
    async prepare(delivery, subscription) {
      const message = delivery.document as HubMessage
      if (refusalOf(subscription.url, { allowed, plainHttp: true })) return { verdict: { kind: 'dropped' } }
      if (message.action === 'distribute') return distribution(delivery, subscription)
      if (message.action !== 'denied') return verification(delivery, subscription, message)
      const url = noticeUrl(subscription.url, subscription.topic as string, message)
      return {
        request: { url, method: 'GET', headers: userAgent },
        judge: () => ({ kind: 'dropped' }),
        apply: (queries) => end(queries, subscription),
      }
    },
  }
}
