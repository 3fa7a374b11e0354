/** Who had an article: pure rules over the change log and what a partner was served. */
import type { ChangeLog } from '../changes/index.ts'
import type { Instant } from '../lib/instant.ts'
import type { Scope } from '../lib/viewer.ts'

export type Timeline = Awaited<ReturnType<ChangeLog['timelineOf']>>

/** How a partner had an article, the way that is named first where there are several. */
export const possessions = ['change', 'snapshot', 'webhook', 'read'] as const
export type Possession = (typeof possessions)[number]

/** By what a recall reached a partner. */
export const deliveryWays = ['change', 'webhook', 'read', 'acknowledgement'] as const
export type DeliveryWay = (typeof deliveryWays)[number]

/** A row of the change log, of one article. */
export interface ArticleChange {
  seq: number
  version: number | null
  /** What decides who sees it from this row on; null when nobody does. */
  after: unknown
}

/** A snapshot that a partner has taken: as of which change, and the newest change when it last went on. */
export interface TakenSnapshot {
  seq: number
  head: number
}

/** What a partner was served before a recall. */
export interface Followed {
  /** How far its cursor of the change feed had come; 0 for nowhere. */
  position: number
  snapshots: TakenSnapshot[]
  /** Whether a webhook about the article was delivered. */
  notified: boolean
  /** Whether it has read the article. */
  hasRead: boolean
}

/**
 * The first number in a range of the log, both ends included, after which a reader saw an article; undefined when it never
 * did. `changes` are all rows of the article, in the order of the log.
 */
export function firstSeen(
  timeline: Timeline,
  articleId: string,
  changes: readonly ArticleChange[],
  range: { from: number; to: number },
): number | undefined {
  for (const [index, { seq, after }] of changes.entries()) {
    const first = Math.max(seq, range.from)
    const last = Math.min((changes[index + 1]?.seq ?? Number.POSITIVE_INFINITY) - 1, range.to)
    if (after === null || first > last) continue
    const turns = timeline.turns(first, last, (after as Scope).source).map((turn) => turn.seq)
    const found = [first, ...turns].find((each) => timeline.seen('article', articleId, after, each))
    if (found !== undefined) return found
  }
  return undefined
}

/** What was recalled. */
export interface Recalled {
  articleId: string
  seq: number
  changes: readonly ArticleChange[]
}

/** How a partner had an article before its recall; undefined when it did not. */
export function possessionOf(timeline: Timeline, recalled: Recalled, followed: Followed): Possession | undefined {
  const { articleId, seq, changes } = recalled
  const before = seq - 1
  const seenIn = (from: number, to: number) => firstSeen(timeline, articleId, changes, { from, to })
  if (followed.position > 0 && seenIn(0, Math.min(followed.position, before)) !== undefined) return 'change'
  const hasTaken = (taken: TakenSnapshot): boolean => seenIn(taken.seq, Math.min(taken.head, before)) !== undefined
  if (followed.snapshots.some(hasTaken)) return 'snapshot'
  if (followed.notified) return 'webhook'
  return followed.hasRead ? 'read' : undefined
}

/** What became of a recall at one partner. */
export interface Receipt {
  recallId: string
  keyId: string
  had: Possession
  deliveredAt: Instant | null
  deliveredBy: DeliveryWay | null
  acknowledgedAt: Instant | null
  note: string | null
}

export const receiptStates = ['pending', 'delivered', 'acknowledged', 'overdue'] as const
export type ReceiptState = (typeof receiptStates)[number]

/** How a recall stands at one partner at a time: overdue from `dueAt` on, unless it is acknowledged. */
export function receiptState(
  { deliveredAt, acknowledgedAt }: Pick<Receipt, 'deliveredAt' | 'acknowledgedAt'>,
  dueAt: Instant,
  at: Instant,
): ReceiptState {
  if (acknowledgedAt !== null) return 'acknowledged'
  if (at >= dueAt) return 'overdue'
  return deliveredAt === null ? 'pending' : 'delivered'
}

export const recallStates = ['open', 'overdue', 'acknowledged'] as const
export type RecallState = (typeof recallStates)[number]

/** How a recall stands at all partners at a time. */
export function recallState(
  receipts: ReadonlyArray<Pick<Receipt, 'acknowledgedAt'>>,
  dueAt: Instant,
  at: Instant,
): RecallState {
  if (receipts.every(({ acknowledgedAt }) => acknowledgedAt !== null)) return 'acknowledged'
  return at >= dueAt ? 'overdue' : 'open'
}
