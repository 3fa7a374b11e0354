/** Deliveries: what is to be sent, and what came of it. Pure shapes and rules. */
import type { Instant } from '../lib/instant.ts'
import type { Answer, OutgoingRequest } from './sender.ts'

export const deliveryStates = ['pending', 'delivered', 'dead'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** A row of the outbox. */
export interface Delivery {
  id: string
  subscriptionId: string
  seq: number
  prevSeq: number
  /** What is kept in order: the next of a lane waits until the one before is delivered or dead. */
  lane: string
  document: unknown
  state: DeliveryState
  attempts: number
  /** Milliseconds since 1970: when it is tried next, or until when whoever tries it has it for itself. */
  dueAt: number
  createdAt: Instant
  endedAt: Instant | null
}

/** What is put into the outbox. */
export type NewDelivery = Pick<Delivery, 'subscriptionId' | 'seq' | 'prevSeq' | 'lane' | 'document'>

/** An attempt of a delivery. */
export interface Attempt {
  id: string
  deliveryId: string
  subscriptionId: string
  at: Instant
  status: number | null
  excerpt: string
  milliseconds: number
}

/** A webhook, or a subscription of a feed. */
export interface Subscription {
  id: string
  kind: 'webhook' | 'websub'
  keyId: string | null
  url: string
  topic: string | null
  types: string[] | null
  secret: string | null
  formerSecret: string | null
  formerSecretUntil: Instant | null
  state: 'active' | 'disabled' | 'pending'
  stateReason: string | null
  position: string
  lastSeq: number
  deliveredAt: Instant | null
  expiresAt: Instant | null
  createdAt: Instant
  revision: number
}

/**
 * What becomes of a delivery after an attempt: it has arrived; it is tried again by the schedule, or given up; it is kept
 * until its subscription is active again; or nobody wants it any more.
 */
export type Verdict =
  | { kind: 'delivered' }
  | { kind: 'failed'; retryAfter?: number | undefined; final?: boolean }
  | { kind: 'parked' }
  | { kind: 'dropped' }

/** When something is due that waits for something else: never, as far as the clock goes. */
export const never = Number.MAX_SAFE_INTEGER

/** How much of an answer an attempt keeps, in characters. */
const excerptLength = 500

/** The beginning of an answer without control characters, which PostgreSQL and readers of logs do not take. */
export const excerptOf = ({ text }: Pick<Answer, 'text'>): string =>
  [...text.replace(/[^\P{C}\n\t]/gu, ' ')].slice(0, excerptLength).join('')

/** A request that a delivery becomes, and what its answer means. */
export interface Sending<Queries> {
  request: OutgoingRequest
  judge(answer: Answer): Verdict
  /** What else follows from the verdict, in the write that records it. */
  apply?(queries: Queries, verdict: Verdict): Promise<void>
}

/** What a delivery becomes: a request, or a verdict without one. */
export type Prepared<Queries> = Sending<Queries> | { verdict: Verdict }

/** How deliveries of one kind of subscription are sent. */
export interface Channel<Queries> {
  prepare(delivery: Delivery, subscription: Subscription): Promise<Prepared<Queries>>
}
