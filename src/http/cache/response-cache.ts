/**
 * The response cache: finished answers in memory, each as true as a query. Before one is used the change log is asked, for
 * every request, whether anything that the answer depends on was changed.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Freshness, Ledger } from '../../lib/freshness.ts'
import { createEntries } from './entries.ts'
import { type Entry, entryOf } from './entry.ts'
import { type Answer, answerOf, writeAnswer } from './writing.ts'

interface Options {
  /** How many bytes of answers are kept; 0 keeps none. */
  limit: number
  freshness: Freshness
  now: () => Date
  /** Cache-Control of an answer that everybody may have, now. */
  publicCacheControl: () => string
  /** Makes the value of X-Request-Id. */
  newId: () => string
}

/** How often answers came from where, since the start. */
export interface CacheCounts {
  hits: number
  /** Answers of 304 among the hits. */
  unchanged: number
  misses: number
  /** Misses because of a change or of the clock, where there was an entry. */
  outdated: number
}

/** Header fields of requests that ask for more than an answer as it is. */
const isPlain = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers['if-match'] === undefined &&
  headers['if-unmodified-since'] === undefined &&
  headers['content-length'] === undefined &&
  headers['transfer-encoding'] === undefined

const keyOf = (readers: string, { headers, url }: IncomingMessage): string =>
  `${readers} ${headers.accept ?? ''} ${url}`

/** Readers without a key; they are one kind, whatever their profile: a change of that one touches everything. */
export const anonymousReaders = 'anonymous'

/** What is known of an answer when it is finished. */
export interface Finished {
  route: string
  headers: Readonly<Record<string, string>>
  body: Buffer
  tags: readonly string[]
  until: number
  shown: Entry['shown']
}

/** An answer that is being made, for all who wait for it. */
export interface Making {
  finish(answer: Finished): void
  /** Lets those who wait go on: there is nothing to keep. */
  abandon(): void
}

/** A request that has arrived in this turn of the event loop, and where it goes without an answer. */
interface Arrived {
  request: IncomingMessage
  response: ServerResponse
  handOn(request: IncomingMessage, response: ServerResponse): void
}

/** Creates the cache of a process. */
export function createResponseCache({ limit, freshness, now, publicCacheControl, newId }: Options) {
  const entries = createEntries(limit)
  const making = new Map<string, Promise<void>>()
  const counts: CacheCounts = { hits: 0, unchanged: 0, misses: 0, outdated: 0 }
  const hitsByRoute = new Map<string, number>()
  let closed = false

  /** An entry that is true now. */
  function find(key: string, ledger: Ledger): Entry | undefined {
    const entry = entries.find(key)
    if (!entry) return undefined
    if (entry.until > now().getTime() && ledger.holds(entry.seq, entry.tags)) {
      entry.seq = ledger.seq
      entries.use(entry)
      return entry
    }
    entries.remove(entry)
    counts.outdated++
    return undefined
  }

  function count(entry: Entry, { status }: Answer): void {
    counts.hits++
    if (status === 304) counts.unchanged++
    hitsByRoute.set(entry.route, (hitsByRoute.get(entry.route) ?? 0) + 1)
  }

  /** Answers out of an entry. False when a header cannot be read: Fastify finds that again, and says so. */
  function served(request: IncomingMessage, response: ServerResponse, entry: Entry): boolean {
    try {
      const answer = answerOf(request, entry, entries)
      count(entry, answer)
      answer.headers.push('cache-control', publicCacheControl(), 'x-request-id', newId())
      writeAnswer(response, answer)
      return true
    } catch (error) {
      if (response.headersSent) throw error
      return false
    }
  }

  function current(): Ledger | Promise<Ledger> {
    try {
      return freshness.current()
    } catch (error) {
      return Promise.reject(error)
    }
  }

  const arrived: Arrived[] = []

  /** Answers a request without a key, if the answer is at hand. */
  function answered({ request, response }: Arrived, ledger: Ledger): boolean {
    if (closed || request.headers.authorization !== undefined) return false
    const entry = find(keyOf(anonymousReaders, request), ledger)
    return entry !== undefined && served(request, response, entry)
  }

  /** Answers requests by a look at the change log that came after each of them. */
  const answerAll = (batch: Arrived[], ledger: Ledger): void =>
    freshness.atOnce(() => {
      for (const each of batch) if (!answered(each, ledger)) each.handOn(each.request, each.response)
    })

  const handOnAll = (batch: Arrived[]): void => {
    for (const { request, response, handOn } of batch) handOn(request, response)
  }

  /** Answers those that have arrived, by one look. Where that takes its time, only those wait whose answer may be at hand. */
  function answerArrived(): void {
    const batch = arrived.splice(0)
    const ledger = current()
    if (!(ledger instanceof Promise)) {
      answerAll(batch, ledger)
      return
    }
    const { waiting = [], others = [] } = Object.groupBy(batch, ({ request }) =>
      entries.find(keyOf(anonymousReaders, request)) ? 'waiting' : 'others',
    )
    // Where the database does not answer, whoever asks it next says so.
    ledger.then(
      (known) => answerAll(waiting, known),
      () => handOnAll(waiting),
    )
    handOnAll(others)
  }

  /**
   * Answers a request without a key before Fastify sees it, if the answer is at hand; otherwise hands it on. Most requests
   * end here: reading requests that arrive within one turn of the event loop are taken together, at its end.
   */
  function door(request: IncomingMessage, response: ServerResponse, handOn: Arrived['handOn']): void {
    if (!isPlain(request)) handOn(request, response)
    else if (arrived.push({ request, response, handOn }) === 1) setImmediate(answerArrived)
  }

  function startMaking(key: string, seq: number): Making {
    counts.misses++
    const { promise, resolve } = Promise.withResolvers<void>()
    making.set(key, promise)
    const end = () => {
      if (making.get(key) === promise) making.delete(key)
      resolve()
    }
    return {
      finish(answer) {
        entries.put(entryOf({ key, seq, ...answer }))
        end()
      },
      abandon: end,
    }
  }

  /**
   * Finds the answer to a request whose reader is known, or waits for the one who is making it. Without either, the caller
   * makes it: what it gets is to be finished or abandoned.
   */
  async function findOrMake(request: IncomingMessage, readers: string): Promise<{ entry: Entry } | { making: Making }> {
    const ledger = await current()
    const key = keyOf(readers, request)
    const entry = find(key, ledger)
    if (entry) return { entry }
    const underway = making.get(key)
    if (!underway) return { making: startMaking(key, ledger.seq) }
    await underway
    // What was made may have been begun before a change that this request must see: the ledger knows.
    const made = find(key, ledger)
    return made ? { entry: made } : { making: startMaking(key, ledger.seq) }
  }

  return {
    door,
    isPlain: (request: FastifyRequest): boolean => isPlain(request.raw),
    findOrMake,
    /** The answer to a request out of an entry. Raises malformed-request. */
    answer(request: FastifyRequest, entry: Entry): Answer {
      const answer = answerOf(request.raw, entry, entries)
      count(entry, answer)
      return answer
    },
    /** From now on requests are handed on: the server ends, and Fastify knows how. */
    close(): void {
      closed = true
    },
    counts,
    hitsByRoute,
    size: () => ({ entries: entries.size, bytes: entries.bytes, evictions: entries.evictions }),
  }
}

export type ResponseCache = ReturnType<typeof createResponseCache>
