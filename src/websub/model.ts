/** Pure rules of the hub (W3C WebSub, Recommendation of 23 January 2018). */
import { createHmac } from 'node:crypto'

/** Seconds of a lease: what is given when none is asked for, and the bounds of what may be asked for (§5.1). */
export const lease = { usual: 10 * 86_400, shortest: 3600, longest: 30 * 86_400 }

/** The feeds that the hub distributes: the whole ones, that everybody may read. */
export const topicsOf = (publicUrl: string): string[] =>
  ['atom', 'rss', 'json'].map((format) => `${publicUrl}/feeds/${format}`)

/** A lease in seconds within the bounds, from what was asked for. */
export const leaseOf = (asked: string | undefined): number =>
  asked === undefined ? lease.usual : Math.min(lease.longest, Math.max(lease.shortest, Number(asked)))

/** What the hub has to send to a callback. */
export type HubMessage =
  | { action: 'subscribe'; challenge: string; leaseSeconds: number; secret: string | null }
  | { action: 'unsubscribe'; challenge: string }
  | { action: 'denied'; reason: string }
  | { action: 'distribute' }

/** A callback with parameters behind those that it has (§5.3): what it has stays as it is. */
export function withParameters(callback: string, parameters: Record<string, string>): string {
  const added = new URLSearchParams(parameters).toString()
  return `${callback}${callback.includes('?') ? '&' : '?'}${added}`
}

/** The address that a verification of intent (§5.3) or a denial (§5.2) is sent to. */
export function noticeUrl(
  callback: string,
  topic: string,
  message: Exclude<HubMessage, { action: 'distribute' }>,
): string {
  const notice = { 'hub.mode': message.action, 'hub.topic': topic }
  if (message.action === 'denied') return withParameters(callback, { ...notice, 'hub.reason': message.reason })
  const challenge = { ...notice, 'hub.challenge': message.challenge }
  if (message.action === 'unsubscribe') return withParameters(callback, challenge)
  return withParameters(callback, { ...challenge, 'hub.lease_seconds': String(message.leaseSeconds) })
}

/** Headers of a content distribution (§7, §7.1): the hub and the topic, and the signature over the body's bytes. */
export function distributionHeaders({
  hub,
  topic,
  type,
  body,
  secret,
}: {
  hub: string
  topic: string
  type: string
  body: string
  secret: string | null
}): Record<string, string> {
  const signature = secret === null ? undefined : createHmac('sha256', secret).update(body).digest('hex')
  return {
    'content-type': type,
    link: `<${hub}>; rel="hub", <${topic}>; rel="self"`,
    ...(signature !== undefined && { 'x-hub-signature': `sha256=${signature}` }),
  }
}
