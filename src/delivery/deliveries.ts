/**
 * The engine of deliveries: takes what is due from the outbox, sends it, and records what came of it. Several processes
 * may run one each over the same database: what one has taken is its own until its claim runs out.
 */
import type { Db, Queries } from '../db/db.ts'
import { toInstant } from '../lib/instant.ts'
import { type Channel, type Delivery, excerptOf, never, type Subscription, type Verdict } from './model.ts'
import { waitAfter } from './schedule.ts'
import type { Answer, Sender } from './sender.ts'
import { createDeliveryStore } from './store.ts'

interface Options {
  db: Db
  now: () => Date
  newId: () => string
  sender: Sender
  /** Seconds to wait after the first, second… failed attempt; after the last one a delivery is dead. */
  retrySeconds: readonly number[]
  /** How long one attempt may take: a claim runs out after twice as long. */
  timeoutMilliseconds: number
  /** From 0 to 1; scatters the waiting times. */
  random?: () => number
}

/** How many deliveries of one subscription, and of all, one process sends at a time. */
const mostAtOnce = { subscription: 8, process: 32 }
/** How long what has ended is kept. */
const keptMilliseconds = 30 * 86_400_000

/** Builds the engine. Channels are added for the kinds of subscriptions that there are. */
export function createDeliveries({
  db,
  now,
  newId,
  sender,
  retrySeconds,
  timeoutMilliseconds,
  random = Math.random,
}: Options) {
  const store = createDeliveryStore({ db, now, newId })
  const channels = new Map<Subscription['kind'], Channel<Queries>>()
  const inFlight = new Map<string, { subscriptionId: string; done: Promise<void> }>()
  /** Receivers that asked for time (Retry-After): until when nothing more is sent to them from here. */
  const pausedUntil = new Map<string, number>()
  let wakened: () => void = () => undefined

  const room = (subscriptionId: string): number =>
    mostAtOnce.subscription - [...inFlight.values()].filter((each) => each.subscriptionId === subscriptionId).length

  /** Subscriptions from which nothing more may be taken at the moment. */
  function held(): string[] {
    const time = now().getTime()
    for (const [id, until] of pausedUntil) if (until <= time) pausedUntil.delete(id)
    const busy = new Set([...inFlight.values()].map(({ subscriptionId }) => subscriptionId))
    return [...new Set([...[...busy].filter((id) => room(id) <= 0), ...pausedUntil.keys()])]
  }

  /** Notes a failed attempt: when it is tried again, or that it is dead. */
  async function failed(queries: Queries, delivery: Delivery, { retryAfter, final }: Verdict & { kind: 'failed' }) {
    const attempts = delivery.attempts + 1
    const wait = final ? undefined : waitAfter(attempts, retrySeconds, retryAfter, random())
    if (wait === undefined) return store.end(queries, delivery, 'dead', attempts)
    return store.change(queries, delivery.id, { attempts, dueAt: now().getTime() + wait })
  }

  function follow(queries: Queries, delivery: Delivery, verdict: Verdict): Promise<unknown> {
    if (verdict.kind === 'failed') return failed(queries, delivery, verdict)
    if (verdict.kind === 'dropped') return store.remove(queries, delivery)
    if (verdict.kind === 'parked') return store.change(queries, delivery.id, { dueAt: never })
    return store.end(queries, delivery, 'delivered', delivery.attempts + 1)
  }

  async function attempted(queries: Queries, delivery: Delivery, answer: Answer): Promise<void> {
    // A subscription that was deleted meanwhile has taken its deliveries with it.
    if (!(await store.find(queries, delivery.subscriptionId, delivery.id))) return
    await store.attempted(queries, {
      deliveryId: delivery.id,
      subscriptionId: delivery.subscriptionId,
      at: toInstant(now()),
      status: answer.status ?? null,
      excerpt: excerptOf(answer),
      milliseconds: answer.milliseconds,
    })
  }

  function pause(subscriptionId: string, verdict: Verdict): void {
    if (verdict.kind !== 'failed' || !verdict.retryAfter) return
    pausedUntil.set(subscriptionId, now().getTime() + Math.min(verdict.retryAfter, 86_400) * 1000)
  }

  async function attempt(delivery: Delivery, subscription: Subscription | undefined): Promise<void> {
    const channel = subscription && channels.get(subscription.kind)
    if (!channel) return db.write((queries) => store.remove(queries, delivery))
    const prepared = await channel.prepare(delivery, subscription)
    if ('verdict' in prepared) return void (await db.write((queries) => follow(queries, delivery, prepared.verdict)))
    const answer = await sender.send(prepared.request)
    const verdict = prepared.judge(answer)
    pause(subscription.id, verdict)
    await db.write(async (queries) => {
      await attempted(queries, delivery, answer)
      await follow(queries, delivery, verdict)
      await prepared.apply?.(queries, verdict)
    })
  }

  let fault: unknown
  function begin(delivery: Delivery, subscription: Subscription | undefined): void {
    const done = attempt(delivery, subscription)
      // What cannot be recorded is tried again when the claim runs out; the loop reports it.
      .catch((error: unknown) => {
        fault = error
      })
      .finally(() => {
        inFlight.delete(delivery.id)
        wakened()
      })
    inFlight.set(delivery.id, { subscriptionId: delivery.subscriptionId, done })
  }

  /** Takes as much of what is due as there is room for and begins to send it. Answers how much that was. */
  async function start(): Promise<number> {
    for (let started = 0; ; ) {
      const limit = mostAtOnce.process - inFlight.size
      if (limit <= 0) return started
      const until = now().getTime() + 2 * timeoutMilliseconds
      const claim = { until, limit, except: held(), room }
      // Only who sees something due asks for the write.
      const due = await store.nextDue(db.read, claim.except)
      if (due === undefined || due > now().getTime()) return started
      const { rows, known } = await db.write(async (queries) => {
        const claimed = await store.claim(queries, claim)
        return { rows: claimed, known: await store.subscriptionsOf(queries, claimed) }
      })
      for (const row of rows) begin(row, known.get(row.subscriptionId))
      if (rows.length === 0) return started
      started += rows.length
    }
  }

  /** Raises what has kept an attempt from being recorded since the last call. */
  function check(): void {
    if (fault === undefined) return
    const error = fault
    fault = undefined
    throw error
  }

  /** Resolves when nothing is being sent any more. Raises what check raises. */
  async function settled(): Promise<void> {
    while (inFlight.size > 0) await Promise.all([...inFlight.values()].map(({ done }) => done))
    check()
  }

  /** Sends all that is due by the clock, and what becomes due by that. Answers how many attempts were begun. */
  async function runDue(): Promise<number> {
    for (let total = 0; ; ) {
      const wasBusy = inFlight.size > 0
      const started = await start()
      await settled()
      if (started === 0 && !wasBusy) return total
      total += started
    }
  }

  /** When something is due next, in milliseconds since 1970; undefined when nothing is that this process could take. */
  async function nextDue(): Promise<number | undefined> {
    if (inFlight.size >= mostAtOnce.process) return undefined
    const due = await store.nextDue(db.read, held())
    return [due, ...pausedUntil.values()].reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a))
  }

  /** Deletes what has ended 30 days ago. */
  async function prune(): Promise<void> {
    const before = now().getTime() - keptMilliseconds
    while ((await db.write((queries) => store.prune(queries, before))) > 0);
  }

  return {
    store,
    start,
    check,
    settled,
    runDue,
    nextDue,
    prune,
    /** Says how deliveries of a kind of subscription are sent. */
    addChannel(kind: Subscription['kind'], channel: Channel<Queries>) {
      channels.set(kind, channel)
    },
    /** To be called after a commit that put something into the outbox or moved a subscription: it is looked at once. */
    wake: () => wakened(),
    /** Tells the loop of this process when there may be something to do. */
    onWake(listener: () => void) {
      wakened = listener
    },
  }
}

export type Deliveries = ReturnType<typeof createDeliveries>
