/** Sends one request to an address that others chose: never to a refused address, never after a redirect, never for long. */
import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Agent, buildConnector } from 'undici'
import { onDemand } from '../lib/on-demand.ts'
import { type AllowedHosts, isAddress, isGlobalAddress } from './addresses.ts'
import { portOf } from './targets.ts'

/** A request that is to be sent. */
export interface OutgoingRequest {
  url: string
  method: string
  headers: Record<string, string>
  body?: string
}

/** What came of a request. */
export interface Answer {
  /** Undefined when there was no answer. */
  status: number | undefined
  /** Seconds that the receiver asks to wait (RFC 9110 §10.2.3). */
  retryAfter: number | undefined
  /** The beginning of the answer's body, at most 4,096 bytes of it, or what went wrong. */
  text: string
  milliseconds: number
}

interface Options {
  allowed: AllowedHosts
  /** How long a request may take, from the look-up of the name to the last byte that is read. */
  timeoutMilliseconds: number
  /** How names are looked up; by the system when absent. */
  lookup?: LookupFunction
  /** The clock, for Retry-After as a date. */
  now: () => Date
}

const undici = onDemand<typeof import('undici')>('undici')

const bytesRead = 4096

/** The address is not one that requests may go to. */
export class RefusedAddress extends Error {
  constructor(hostname: string) {
    super(`refused: ${hostname} is, or leads to, an address that requests must not go to`)
    this.name = 'RefusedAddress'
  }
}

/**
 * A look-up that hands on only addresses that requests may go to, so that what is checked is what is connected to,
 * whatever the name's server says next (DNS rebinding).
 */
const guardedLookup =
  (isPermitted: (address: string) => boolean, lookup: LookupFunction): LookupFunction =>
  (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0)
      const all = (Array.isArray(found) ? found : []).filter(({ address }) => isPermitted(address))
      const [first] = all
      if (!first) return callback(new RefusedAddress(hostname), '', 0)
      return options.all ? callback(null, all) : callback(null, first.address, first.family)
    })

/** Connects to permitted addresses only; the operator’s list of hosts makes a host and port permitted as a whole. */
function guardedConnector({ allowed, lookup = systemLookup as LookupFunction, timeoutMilliseconds }: Options) {
  const isPermitted = (address: string): boolean => isGlobalAddress(address) || allowed.address(address)
  const timeouts = { timeout: timeoutMilliseconds, allowH2: false }
  const open = undici().buildConnector({ ...timeouts, lookup })
  const guarded = undici().buildConnector({ ...timeouts, lookup: guardedLookup(isPermitted, lookup) })
  const connector: buildConnector.connector = (options, callback) => {
    const { hostname, protocol, port } = options
    if (allowed.host(hostname, portOf({ protocol, port }))) return open(options, callback)
    // An address needs no look-up, so it is checked here.
    if (isAddress(hostname) && !isPermitted(hostname)) return callback(new RefusedAddress(hostname), null)
    return guarded(options, (...[error, socket]) => {
      if (error) return callback(error, null)
      if (socket.remoteAddress !== undefined && isPermitted(socket.remoteAddress)) return callback(null, socket)
      socket.destroy()
      return callback(new RefusedAddress(hostname), null)
    })
  }
  return connector
}

/** Reads Retry-After: seconds, or a date. Undefined when it is neither. */
export function retryAfterOf(header: string | string[] | undefined, now: Date): number | undefined {
  const text = [header].flat()[0]?.trim()
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now.getTime()) / 1000))
}

async function beginningOf(body: AsyncIterable<Buffer> & { destroy(): unknown }): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= bytesRead) break
  }
  body.destroy()
  return Buffer.concat(chunks).subarray(0, bytesRead).toString('utf8')
}

const reasonOf = (error: unknown): string => {
  const { name, message, code } = error as Error & { code?: string }
  if (name === 'TimeoutError') return 'no answer in time'
  return code === undefined || message.includes(code) ? message : `${code}: ${message}`
}

/** Makes the sender. `close` ends its connections. */
export function createSender(options: Options) {
  const { timeoutMilliseconds, now } = options
  let opened: Agent | undefined
  const openAgent = (): Agent =>
    new (undici().Agent)({
      connect: guardedConnector(options),
      connections: 8,
      pipelining: 1,
      keepAliveTimeout: 4000,
      maxHeaderSize: 16_384,
    })

  /** Sends a request once. Redirects are answers like any other. Never raises. */
  async function send({ url, method, headers, body }: OutgoingRequest): Promise<Answer> {
    const from = performance.now()
    const took = () => Math.round(performance.now() - from)
    let status: number | undefined
    try {
      const signal = AbortSignal.timeout(timeoutMilliseconds)
      opened ??= openAgent()
      const answer = await undici().request(url, {
        dispatcher: opened,
        method,
        headers,
        signal,
        ...(body !== undefined && { body }),
      })
      status = answer.statusCode
      const retryAfter = retryAfterOf(answer.headers['retry-after'], now())
      return { status, retryAfter, text: await beginningOf(answer.body), milliseconds: took() }
    } catch (error) {
      // A status is an answer, also when what follows it breaks off.
      return { status, retryAfter: undefined, text: reasonOf(error), milliseconds: took() }
    }
  }

  return { send, close: async () => opened?.destroy() }
}

export type Sender = ReturnType<typeof createSender>
