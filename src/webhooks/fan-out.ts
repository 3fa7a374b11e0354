/** From the log to the outbox: what happened behind each webhook's position and is within its key's profile. */
import { cursorOf, positionOf } from '../changes/index.ts'
import type { FanOut, Subscription } from '../delivery/index.ts'
import type { WebhookDependencies } from './dependencies.ts'
import { deliveriesOf, reasons } from './model.ts'
import type { WebhookStore } from './store.ts'

/** How many changes are queued with one write. */
const changesAtOnce = 200
/** A webhook that has so many deliveries pending is given more when some have ended: the log is its queue. */
const mostPending = 1000
/** How many webhooks are looked at side by side. */
const webhooksAtOnce = 16

/** Makes the step that queues what is new for every webhook. */
export function createFanOut(dependencies: WebhookDependencies & { store: WebhookStore }): () => Promise<FanOut> {
  const { db, feed, log, deliveries, keyViewer, publicUrl, store } = dependencies

  /** Queues one batch. Answers the webhook as it is then, while there is more and room for it. */
  async function queueSome(webhook: Subscription): Promise<Subscription | undefined> {
    const read = await db.snapshot(async (queries) => {
      if ((await deliveries.store.pendingNumber(queries, webhook.id)) >= mostPending) return 'full'
      const viewer = await keyViewer(queries, webhook.keyId as string)
      const after = positionOf(webhook.position)
      return viewer && feed.since(queries, viewer, { after, limit: changesAtOnce, history: true })
    })
    if (read === 'full') return undefined
    if (read === undefined) return void (await db.write((queries) => store.disable(queries, webhook.id, reasons.key)))
    const wanted = deliveriesOf(webhook, read.changes, publicUrl)
    const to = { position: cursorOf(read.next), lastSeq: wanted.at(-1)?.seq ?? webhook.lastSeq }
    const moved = await db.write(async (queries) => {
      // Another process may have been here, or the holder may have changed what it wants: then this look was for nothing.
      if (!(await store.advance(queries, webhook, to))) return false
      await deliveries.store.queue(queries, wanted)
      return true
    })
    return moved && read.more ? { ...webhook, ...to } : undefined
  }

  async function queueAll(webhook: Subscription): Promise<void> {
    for (let present: Subscription | undefined = webhook; present; ) present = await queueSome(present)
  }

  return async () => {
    const { seq: head } = await log.head(db.read)
    const behind = await store.behind(db.read, cursorOf({ seq: head, within: undefined }))
    const faults: unknown[] = []
    for (let from = 0; from < behind.length; from += webhooksAtOnce) {
      const looks = await Promise.allSettled(behind.slice(from, from + webhooksAtOnce).map(queueAll))
      faults.push(...looks.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])))
    }
    if (faults.length > 0) throw new AggregateError(faults, `${faults.length} webhooks could not be looked at`)
    return { head, active: await store.hasActive(db.read) }
  }
}
