/** Recalls: opened with the change that takes an article away, delivered to the partners that had it, acknowledged by them. */
import type { ChangeLog } from '../changes/index.ts'
import type { Queries } from '../db/db.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import { type Followed, type Possession, possessionOf, type Receipt } from './model.ts'
import type { NotedPosition, Notes } from './notes.ts'
import type { Partner, Recall, RecallStore } from './recall-store.ts'
import { farthest, type ServedStore } from './served-store.ts'

interface Dependencies {
  store: RecallStore
  served: ServedStore
  log: Pick<ChangeLog, 'timelineOf'>
  now: () => Date
  newId: () => string
  dueSeconds: number
}

/** A change that takes an article away for good. */
export interface OpenedRecall {
  articleId: string
  kind: Recall['kind']
  /** The number of the change. */
  seq: number
  at: Instant
}

/** A webhook that was delivered. */
export interface DeliveredChange {
  /** The key of the subscription. */
  keyId: string
  articleId: string
  /** The change that it told of. */
  seq: number
  at: Instant
}

const receiptOf = (recall: Recall, keyId: string, had: Possession): Receipt => ({
  ...{ recallId: recall.id, keyId, had, deliveredAt: null, deliveredBy: null, acknowledgedAt: null, note: null },
})

/** The operations on recalls. All take the handle of the write that they are part of. */
export function createRecalls({ store, served, log, now, newId, dueSeconds }: Dependencies) {
  /** The receipts of the partners that had a recalled article. */
  async function receiptsOf(
    queries: Queries,
    recall: Recall,
    partners: Partner[],
    followedBy: (partner: Partner) => Followed,
  ): Promise<Receipt[]> {
    const changes = await store.changesUpTo(queries, recall.articleId, recall.seq)
    const receipts: Receipt[] = []
    for (const partner of partners) {
      const followed = followedBy(partner)
      const { position, snapshots, notified, hasRead } = followed
      if (position === 0 && snapshots.length === 0 && !notified && !hasRead) continue
      const timeline = await log.timelineOf(queries, partner.viewer)
      const had = possessionOf(timeline, { ...recall, changes }, followed)
      if (had) receipts.push(receiptOf(recall, partner.keyId, had))
    }
    return receipts
  }

  /** Opens the recall of an article, for all partners that had it. */
  async function open(queries: Queries, { articleId, kind, seq, at }: OpenedRecall): Promise<void> {
    const changes = await store.changesUpTo(queries, articleId, seq)
    const version = Math.max(0, ...changes.map((change) => change.version ?? 0))
    const dueAt = toInstant(new Date(Date.parse(at) + dueSeconds * 1000))
    const recall: Recall = { id: newId(), articleId, kind, seq, version, openedAt: at, dueAt }
    await store.create(queries, recall)
    const positions = await store.positions(queries)
    const snapshots = await store.snapshots(queries)
    const readers = await store.readers(queries, articleId)
    const notified = new Set((await store.webhooks(queries, articleId)).map(({ keyId }) => keyId))
    const receipts = await receiptsOf(queries, recall, await store.partners(queries), ({ keyId }) => ({
      position: positions.get(keyId)?.seq ?? 0,
      snapshots: snapshots.get(keyId) ?? [],
      notified: notified.has(keyId),
      hasRead: readers.has(keyId),
    }))
    await store.addReceipts(queries, receipts)
  }

  /** Adds receipts to a recall that is open already, and notes by which ways those partners were told of it since. */
  async function addLate(queries: Queries, recall: Recall, receipts: Receipt[]): Promise<void> {
    if (receipts.length === 0) return
    await store.addReceipts(queries, receipts)
    const positions = await store.positions(queries)
    const webhooks = await store.webhooks(queries, recall.articleId)
    for (const { keyId } of receipts) {
      const told = webhooks.find((each) => each.keyId === keyId && each.seq === recall.seq)
      if (told) await store.deliver(queries, { recallId: recall.id, keyId, at: told.at, by: 'webhook' })
      const position = positions.get(keyId)
      if (position) await store.deliverChanges(queries, keyId, position.seq, position.at)
    }
  }

  /** What was read before the recall: no later edition than the recalled one. A recall is not told of by what follows it. */
  async function addReaders(queries: Queries, notes: Notes, partners: Set<string>): Promise<void> {
    const reads = Map.groupBy(
      notes.reads.filter(({ keyId }) => partners.has(keyId)),
      ({ articleId }) => articleId,
    )
    for (const recall of await store.ofArticles(queries, [...reads.keys()])) {
      const before = (reads.get(recall.articleId) ?? []).filter(({ oldest }) => oldest <= recall.version)
      await addLate(
        queries,
        recall,
        before.map(({ keyId }) => receiptOf(recall, keyId, 'read')),
      )
    }
  }

  /** Cursors that had come so far before the recall, when another change was the newest one. */
  async function addFollowers(queries: Queries, notes: Notes, keys: Set<string>): Promise<void> {
    const own = ({ keyId }: Pick<NotedPosition, 'keyId'>): boolean => keys.has(keyId)
    const [changes, snapshots] = [notes.changes.filter(own), notes.snapshots.filter(own)]
    if (changes.length + snapshots.length === 0) return
    const oldest = Math.min(...changes.map(({ head }) => head), ...snapshots.map(({ oldestHead }) => oldestHead))
    const recalls = await store.after(queries, oldest)
    if (recalls.length === 0) return
    const partners = (await store.partners(queries)).filter(({ keyId }) => keys.has(keyId))
    for (const recall of recalls) {
      const before = farthest(changes.filter(({ head }) => head < recall.seq))
      const receipts = await receiptsOf(queries, recall, partners, ({ keyId }) => ({
        position: before.find((each) => each.keyId === keyId)?.seq ?? 0,
        snapshots: snapshots.filter((each) => each.keyId === keyId && each.oldestHead < recall.seq),
        notified: false,
        hasRead: false,
      }))
      await addLate(queries, recall, receipts)
    }
  }

  /** Recalls that were told of by an answer of 410. */
  async function deliverRefusals(queries: Queries, notes: Notes, partners: Set<string>): Promise<void> {
    const refusals = Map.groupBy(
      notes.refusals.filter(({ keyId }) => partners.has(keyId)),
      ({ articleId }) => articleId,
    )
    for (const { id, articleId, openedAt } of await store.ofArticles(queries, [...refusals.keys()]))
      for (const { keyId, at } of refusals.get(articleId)?.filter((each) => each.at >= openedAt) ?? [])
        await store.deliver(queries, { recallId: id, keyId, at, by: 'read' })
  }

  /**
   * Follows what partners were served since the last flush, after it was written: those that had an article before its
   * recall are added to it, and recalls that were told of are delivered.
   */
  async function follow(queries: Queries, notes: Notes): Promise<void> {
    const noted = [...notes.reads, ...notes.changes, ...notes.snapshots, ...notes.refusals]
    const partners = await served.partners(queries, [...new Set(noted.map(({ keyId }) => keyId))])
    if (partners.size === 0) return
    await addReaders(queries, notes, partners)
    await addFollowers(queries, notes, partners)
    for (const { keyId, seq, at } of farthest(notes.changes))
      if (partners.has(keyId)) await store.deliverChanges(queries, keyId, seq, at)
    await deliverRefusals(queries, notes, partners)
  }

  /** Follows a webhook about an article that was delivered: one that told of its recall, or of the article before. */
  async function delivered(queries: Queries, { keyId, articleId, seq, at }: DeliveredChange): Promise<void> {
    await served.putDelivered(queries, { keyId, seq, at })
    const isPartner = (await served.partners(queries, [keyId])).has(keyId)
    for (const recall of await store.ofArticles(queries, [articleId])) {
      if (recall.seq === seq) await store.deliver(queries, { recallId: recall.id, keyId, at, by: 'webhook' })
      if (recall.seq > seq && isPartner) await addLate(queries, recall, [receiptOf(recall, keyId, 'webhook')])
    }
  }

  /** Acknowledges a recall for a partner that had the article. Answers whether that is new; a second time changes nothing. */
  async function acknowledge(queries: Queries, recallId: string, keyId: string, note: string | null): Promise<boolean> {
    const at = toInstant(now())
    const isNew = await store.acknowledge(queries, { recallId, keyId, at, note })
    // Who acknowledges it was told of it.
    if (isNew) await store.deliver(queries, { recallId, keyId, at, by: 'acknowledgement' })
    return isNew
  }

  return { open, follow, delivered, acknowledge }
}

export type Recalls = ReturnType<typeof createRecalls>
