/** A newsroom with webhooks and a receiver that it may reach. */
import type { Test } from 'tap'
import { underContract } from '../support/contract.ts'
import { type Answer, openNewsroom, type TestNewsroom } from '../support/newsroom.ts'
import { openReceiver, type Received } from './receiver.ts'

/** Whose webhooks they are. */
export const as = 'partner' as const

/** An event as it is received. */
export interface Event {
  type: string
  timestamp: string
  data: { seq: number; prevSeq: number; resource: string; id: string; version: number | null; url: string }
}

export const eventOf = ({ body }: Received): Event => JSON.parse(body)
/** Articles are sent side by side: what came in the order of the changes. */
export const inOrder = (received: Received[]): Received[] =>
  received.toSorted((a, b) => eventOf(a).data.seq - eventOf(b).data.seq)
/** Events in few words. */
export const shortly = (received: Received[]): string[] =>
  received.map(eventOf).map(({ type, data }) => `${type} ${data.seq} after ${data.prevSeq}`)

/** A newsroom with a receiver that it may reach. Its clock is the present, as verifiers ask for it. */
export async function opened(t: Test, settings: Record<string, string> = {}) {
  const receiver = await openReceiver(t)
  const retries = { DELIVERY_RETRY_SECONDS: '5,60', DELIVERY_TIMEOUT_SECONDS: '1' }
  const plain = await openNewsroom(t, { DELIVERY_ALLOWED_HOSTS: receiver.host, ...retries, ...settings })
  const newsroom = underContract(plain)
  newsroom.clock.at = new Date()
  const { call, webhooks, deliveries } = newsroom
  const make = async (input: Record<string, unknown> = {}, headers: Record<string, string> = {}) => {
    const made = await call('POST', '/v1/webhooks', { as, body: { url: `${receiver.url}/hook`, ...input }, headers })
    if (made.status !== 201) throw new Error(made.text)
    return { ...made, path: `/v1/webhooks/${made.body.id}` }
  }
  /** Queues and sends all that is due, as the server's loop would. Answers what has come of it. */
  const push = async (): Promise<Received[]> => {
    const before = receiver.received.length
    await webhooks.fanOut()
    await deliveries.runDue()
    return receiver.received.slice(before)
  }
  return { ...newsroom, receiver, make, push }
}

/** Withdraws an article. */
export const withdraw = ({ call }: Pick<TestNewsroom, 'call'>, article: Answer) =>
  call('PUT', `/v1/newsroom/articles/${article.body.id}/withdrawal`, {
    as: 'editor',
    body: { reason: 'Forged.' },
    ifMatch: article.etag,
  })
