/** What became of deliveries: queries on those that wait and those that have ended, and on their attempts. */
import { and, asc, count, desc, eq, gt, inArray, lt, lte, min, type SQL, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import type { Instant } from '../lib/instant.ts'
import type { Attempt, Delivery, DeliveryState } from './model.ts'

/** How many rows one write deletes at most. */
const prunedAtOnce = 500

/** How a subscription's outbox stands. */
export interface Backlog {
  pending: number
  dead: number
  /** When the oldest that is pending was queued. */
  pendingSince: Instant | null
}

/** Reads the outbox, and forgets what is old in it. */
export function createDeliveryLog(db: Db) {
  const { deliveries, deliveryAttempts } = db.tables
  const pending = eq(deliveries.state, 'pending')
  const of = (subscriptionId: string) => eq(deliveries.subscriptionId, subscriptionId)

  async function find(queries: Queries, subscriptionId: string, id: string): Promise<Delivery | undefined> {
    const [row] = await queries
      .select()
      .from(deliveries)
      .where(and(eq(deliveries.id, id), of(subscriptionId)))
    return row as Delivery | undefined
  }

  /** The deliveries of a subscription, the newest first. */
  async function list(
    queries: Queries,
    subscriptionId: string,
    state: DeliveryState | undefined,
    page: PageRequest,
  ): Promise<Slice<Delivery>> {
    const backwards = page.position?.direction === 'previous'
    const rows = await queries
      .select()
      .from(deliveries)
      .where(
        and(
          of(subscriptionId),
          state && eq(deliveries.state, state),
          page.position && (backwards ? gt : lt)(deliveries.id, page.position.id),
        ),
      )
      .orderBy((backwards ? asc : desc)(deliveries.id))
      .limit(page.limit + 1)
    return { rows: rows as Delivery[] }
  }

  /** The attempts of some deliveries, by the delivery's id, the first attempt first. */
  async function attemptsOf(queries: Queries, rows: Delivery[]): Promise<Map<string, Attempt[]>> {
    if (rows.length === 0) return new Map()
    const ids = rows.map(({ id }) => id)
    const found = await queries
      .select()
      .from(deliveryAttempts)
      .where(inArray(deliveryAttempts.deliveryId, ids))
      .orderBy(asc(deliveryAttempts.deliveryId), asc(deliveryAttempts.id))
    return Map.groupBy(found as Attempt[], ({ deliveryId }) => deliveryId)
  }

  /** How many deliveries of a subscription are pending. */
  async function pendingNumber(queries: Queries, subscriptionId: string): Promise<number> {
    const [row] = await queries
      .select({ number: count() })
      .from(deliveries)
      .where(and(of(subscriptionId), pending))
    return Number(row?.number ?? 0)
  }

  /** How the outboxes of some subscriptions stand. */
  async function backlogs(queries: Queries, ids: string[]): Promise<Map<string, Backlog>> {
    const none = { pending: 0, dead: 0, pendingSince: null }
    const known = new Map<string, Backlog>(ids.map((id) => [id, none]))
    if (ids.length === 0) return known
    const rows = await queries
      .select({
        id: deliveries.subscriptionId,
        state: deliveries.state,
        number: count(),
        since: min(deliveries.createdAt),
      })
      .from(deliveries)
      .where(and(inArray(deliveries.subscriptionId, ids), inArray(deliveries.state, ['pending', 'dead'])))
      .groupBy(deliveries.subscriptionId, deliveries.state)
    for (const { id, state, number, since } of rows) {
      const former = known.get(id) ?? none
      if (state === 'dead') known.set(id, { ...former, dead: Number(number) })
      else known.set(id, { ...former, pending: Number(number), pendingSince: since })
    }
    return known
  }

  /** The newest change up to a number that was put into the outbox of a subscription; 0 when there is none any more. */
  async function lastSeqUpTo(queries: Queries, subscriptionId: string, seq: number): Promise<number> {
    const [row] = await queries
      .select({ seq: sql<number | null>`max(${deliveries.seq})` })
      .from(deliveries)
      .where(and(of(subscriptionId), lte(deliveries.seq, seq)))
    return Number(row?.seq ?? 0)
  }

  /** Deletes some of what ended before an instant (milliseconds since 1970), with its attempts. Answers how many. */
  async function prune(queries: Queries, before: number): Promise<number> {
    const old = (state: 'delivered' | 'dead'): SQL | undefined =>
      and(eq(deliveries.state, state), lt(deliveries.dueAt, before))
    let pruned = 0
    for (const state of ['delivered', 'dead'] as const) {
      const rows = await queries.select({ id: deliveries.id }).from(deliveries).where(old(state)).limit(prunedAtOnce)
      const ids = rows.map(({ id }) => id)
      if (ids.length === 0) continue
      await queries.delete(deliveryAttempts).where(inArray(deliveryAttempts.deliveryId, ids))
      await queries.delete(deliveries).where(inArray(deliveries.id, ids))
      pruned += ids.length
    }
    return pruned
  }

  return { find, list, attemptsOf, pendingNumber, backlogs, lastSeqUpTo, prune }
}
