/** The outbox: queries on deliveries and their attempts. Writes take the handle of their write. */
import { and, asc, count, eq, gt, inArray, lt, lte, min, notInArray, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import { createDeliveryLog } from './log-store.ts'
import { type Attempt, type Delivery, type NewDelivery, never, type Subscription } from './model.ts'

/** The store of deliveries. */
export function createDeliveryStore({ db, now, newId }: { db: Db; now: () => Date; newId: () => string }) {
  const { deliveries, deliveryAttempts, subscriptions } = db.tables
  const pending = eq(deliveries.state, 'pending')
  const of = (subscriptionId: string) => eq(deliveries.subscriptionId, subscriptionId)
  const instant = (): Instant => toInstant(now())

  const rowOf = (wanted: NewDelivery, waits: boolean): Delivery => ({
    ...wanted,
    ...{ id: newId(), state: 'pending', attempts: 0, dueAt: waits ? never : now().getTime() },
    ...{ createdAt: instant(), endedAt: null },
  })

  async function busyLanes(queries: Queries, subscriptionId: string, lanes: string[]): Promise<Set<string>> {
    const rows = await queries
      .selectDistinct({ lane: deliveries.lane })
      .from(deliveries)
      .where(and(of(subscriptionId), inArray(deliveries.lane, lanes), pending))
    return new Set(rows.map(({ lane }) => lane))
  }

  /**
   * Puts deliveries of one subscription into the outbox, in their order. Of each lane one is due at once, unless one is
   * pending already; the others wait for it. Answers the rows.
   */
  async function queue(queries: Queries, wanted: NewDelivery[]): Promise<Delivery[]> {
    const [first] = wanted
    if (!first) return []
    const busy = await busyLanes(queries, first.subscriptionId, [...new Set(wanted.map(({ lane }) => lane))])
    const rows = wanted.map((each) => {
      const row = rowOf(each, busy.has(each.lane))
      busy.add(each.lane)
      return row
    })
    await queries.insert(deliveries).values(rows)
    return rows
  }

  /**
   * Puts one delivery of each of many subscriptions into the outbox, all of one lane, where only the latest counts: a
   * subscription that has one waiting behind another gets no third.
   */
  async function queueLatest(queries: Queries, wanted: NewDelivery[]): Promise<void> {
    const [first] = wanted
    if (!first) return
    const ids = wanted.map(({ subscriptionId }) => subscriptionId)
    const counted = await queries
      .select({ id: deliveries.subscriptionId, number: count() })
      .from(deliveries)
      .where(and(inArray(deliveries.subscriptionId, ids), eq(deliveries.lane, first.lane), pending))
      .groupBy(deliveries.subscriptionId)
    const waiting = new Map(counted.map(({ id, number }) => [id, Number(number)]))
    const rows = wanted
      .filter(({ subscriptionId }) => (waiting.get(subscriptionId) ?? 0) < 2)
      .map((each) => rowOf(each, waiting.has(each.subscriptionId)))
    if (rows.length > 0) await queries.insert(deliveries).values(rows)
  }

  /**
   * Takes what is due for oneself until an instant (milliseconds since 1970), the longest due first, but nothing of some
   * subscriptions, and no more of one than it may have.
   */
  async function claim(
    queries: Queries,
    { until, limit, except, room }: { until: number; limit: number; except: string[]; room: (id: string) => number },
  ): Promise<Delivery[]> {
    const due = await queries
      .select({ id: deliveries.id, subscriptionId: deliveries.subscriptionId })
      .from(deliveries)
      .where(
        and(
          pending,
          lte(deliveries.dueAt, now().getTime()),
          except.length === 0 ? undefined : notInArray(deliveries.subscriptionId, except),
        ),
      )
      .orderBy(asc(deliveries.dueAt), asc(deliveries.id))
      .limit(limit)
    const taken = new Map<string, number>()
    const ids = due
      .filter(({ subscriptionId: id }) => {
        taken.set(id, (taken.get(id) ?? 0) + 1)
        return (taken.get(id) as number) <= room(id)
      })
      .map(({ id }) => id)
    if (ids.length === 0) return []
    const rows = await queries.update(deliveries).set({ dueAt: until }).where(inArray(deliveries.id, ids)).returning()
    return rows as Delivery[]
  }

  /** When the next is due, in milliseconds since 1970, but for some subscriptions; undefined when nothing is. */
  async function nextDue(queries: Queries, except: string[]): Promise<number | undefined> {
    const [row] = await queries
      .select({ dueAt: min(deliveries.dueAt) })
      .from(deliveries)
      .where(
        and(
          pending,
          lt(deliveries.dueAt, never),
          except.length === 0 ? undefined : notInArray(deliveries.subscriptionId, except),
        ),
      )
    return row?.dueAt == null ? undefined : Number(row.dueAt)
  }

  async function subscriptionsOf(queries: Queries, rows: Delivery[]): Promise<Map<string, Subscription>> {
    const ids = [...new Set(rows.map(({ subscriptionId }) => subscriptionId))]
    if (ids.length === 0) return new Map()
    const found = (await queries.select().from(subscriptions).where(inArray(subscriptions.id, ids))) as Subscription[]
    return new Map(found.map((each) => [each.id, each]))
  }

  /** Makes the first of a lane due that waits, now that the one before it has ended. */
  async function release(queries: Queries, { subscriptionId, lane }: Delivery): Promise<void> {
    const first = queries
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(and(of(subscriptionId), eq(deliveries.lane, lane), pending))
      .orderBy(asc(deliveries.seq), asc(deliveries.id))
      .limit(1)
    await queries
      .update(deliveries)
      .set({ dueAt: now().getTime() })
      .where(and(inArray(deliveries.id, first), eq(deliveries.dueAt, never)))
  }

  /** Sets a pending delivery. Answers whether it was still there. */
  async function change(queries: Queries, id: string, set: Partial<Delivery>): Promise<boolean> {
    const rows = await queries
      .update(deliveries)
      .set(set)
      .where(and(eq(deliveries.id, id), pending))
      .returning({ id: deliveries.id })
    return rows.length > 0
  }

  /** Ends a delivery and lets the next of its lane go. */
  async function end(queries: Queries, delivery: Delivery, state: 'delivered' | 'dead', attempts: number) {
    const time = now()
    const set = { state, attempts, dueAt: time.getTime(), endedAt: toInstant(time) }
    const was = await change(queries, delivery.id, set)
    await release(queries, delivery)
    return was
  }

  const attempted = (queries: Queries, attempt: Omit<Attempt, 'id'>) =>
    queries.insert(deliveryAttempts).values({ id: newId(), ...attempt })

  /** Forgets a delivery and its attempts, and lets the next of its lane go. */
  async function remove(queries: Queries, delivery: Delivery): Promise<void> {
    await queries.delete(deliveryAttempts).where(eq(deliveryAttempts.deliveryId, delivery.id))
    await queries.delete(deliveries).where(eq(deliveries.id, delivery.id))
    await release(queries, delivery)
  }

  /** Takes back what a subscription has pending behind a change; all of it when that is absent. */
  const removePending = (queries: Queries, subscriptionId: string, after = -1) =>
    queries.delete(deliveries).where(and(of(subscriptionId), pending, gt(deliveries.seq, after)))

  /** Takes back what a subscription has pending in a lane. */
  const removeLane = (queries: Queries, subscriptionId: string, lane: string) =>
    queries.delete(deliveries).where(and(of(subscriptionId), pending, eq(deliveries.lane, lane)))

  /** Lets nothing of a subscription go until it is resumed. */
  const park = (queries: Queries, subscriptionId: string) =>
    queries
      .update(deliveries)
      .set({ dueAt: never })
      .where(and(of(subscriptionId), pending))

  /** Makes the first of each lane of a subscription due. */
  const resume = (queries: Queries, subscriptionId: string) =>
    queries
      .update(deliveries)
      .set({ dueAt: now().getTime() })
      .where(
        and(
          of(subscriptionId),
          pending,
          sql`not exists (select 1 from deliveries e where e.subscription_id = ${deliveries.subscriptionId} and e.lane = ${deliveries.lane} and e.state = 'pending' and (e.seq < ${deliveries.seq} or (e.seq = ${deliveries.seq} and e.id < ${deliveries.id})))`,
        ),
      )

  /** Makes a dead delivery pending again, with the whole schedule before it. Undefined when it is not dead. */
  async function revive(queries: Queries, delivery: Delivery): Promise<Delivery | undefined> {
    const busy = await busyLanes(queries, delivery.subscriptionId, [delivery.lane])
    const dueAt = busy.size > 0 ? never : now().getTime()
    const [row] = await queries
      .update(deliveries)
      .set({ state: 'pending', attempts: 0, dueAt, endedAt: null })
      .where(and(eq(deliveries.id, delivery.id), eq(deliveries.state, 'dead')))
      .returning()
    return row as Delivery | undefined
  }

  const writes = { queue, queueLatest, claim, change, end, attempted, remove, removePending, removeLane }
  return { ...createDeliveryLog(db), ...writes, nextDue, subscriptionsOf, park, resume, revive }
}

export type DeliveryStore = ReturnType<typeof createDeliveryStore>
