/** The part of the API that a mirror needs, over HTTP. It asks again while the server is away. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createParser } from 'eventsource-parser'

/** A change with what changed, as the server sends it. */
export interface SentChange {
  seq: number
  resource: string
  type: string
  id: string
  version: number | null
  at: string
  [resource: string]: unknown
}

export interface ChangesAnswer {
  data: SentChange[]
  page: { next: string }
  head: number
}

interface ClientOptions {
  /** Address of the newsroom, such as https://api.example. */
  url: string
  key?: string | undefined
  signal?: AbortSignal | undefined
  /** For how long to go on asking a server that does not answer, in milliseconds; for ever when absent. */
  patience?: number | undefined
}

/** The answer of a server that will not be better the next time. */
export class Refused extends Error {
  readonly status: number
  constructor(status: number, detail: string) {
    super(`the newsroom answered ${status}: ${detail}`)
    this.status = status
  }
}

const longestWait = 30_000

/** Whether it is worth asking again: the server is away, or has too much to do. */
const isPassing = (status: number): boolean => status === 429 || status >= 500

const waitOf = (answer: Response | undefined, attempt: number): number => {
  const seconds = Number(answer?.headers.get('retry-after'))
  if (seconds > 0) return Math.min(seconds * 1000, longestWait)
  return Math.min(100 * 2 ** attempt, longestWait) * (0.5 + Math.random() / 2)
}

/** Builds a client. All its functions raise Refused, and whatever ended the signal. */
export function createClient({ url, key, signal, patience = Number.POSITIVE_INFINITY }: ClientOptions) {
  const base = url.replace(/\/+$/, '')
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }

  async function answered(path: string, extra: Record<string, string>): Promise<Response> {
    const answer = await fetch(base + path, { headers: { ...headers, ...extra }, ...(signal && { signal }) })
    if (answer.ok || isPassing(answer.status)) return answer
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string }
    throw new Refused(answer.status, problem.detail ?? answer.statusText)
  }

  /** Does something with an answer, again from the beginning when the connection breaks or the server is away. */
  async function persistently<T>(
    path: string,
    work: (answer: Response) => Promise<T>,
    extra: Record<string, string> = {},
  ): Promise<T> {
    const givesUpAt = performance.now() + patience
    for (let attempt = 0; ; attempt++) {
      let answer: Response | undefined
      try {
        answer = await answered(path, extra)
        if (answer.ok) return await work(answer)
        await answer.body?.cancel()
      } catch (error) {
        if (error instanceof Refused || signal?.aborted || performance.now() > givesUpAt) throw error
      }
      if (performance.now() > givesUpAt) throw new Refused(answer?.status ?? 0, 'it does not answer')
      await sleep(waitOf(answer, attempt), undefined, signal && { signal })
    }
  }

  /** A JSON answer. */
  const get = <T>(path: string): Promise<T> => persistently(path, async (answer) => (await answer.json()) as T)

  /** A JSON answer, or undefined where there is nothing (any more). */
  async function find<T>(path: string): Promise<T | undefined> {
    try {
      return await get<T>(path)
    } catch (error) {
      if (error instanceof Refused && (error.status === 404 || error.status === 410)) return undefined
      throw error
    }
  }

  /** The lines of an answer, until it ends or breaks off; a line that was cut off is left out. */
  async function* lines(path: string): AsyncGenerator<string> {
    const answer = await persistently(path, async (each) => each, { 'accept-encoding': 'gzip' })
    const decoder = new TextDecoder()
    let rest = ''
    try {
      for await (const chunk of answer.body ?? []) {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
        rest = parts.pop() as string
        yield* parts
      }
    } catch (error) {
      // Who reads sees that the last line is missing, and asks for the rest.
      if (signal?.aborted) throw error
    }
  }

  /** The events of a stream, until it ends or breaks off; one without an id whenever the server says that it is idle. */
  async function* events(path: string): AsyncGenerator<{ id: string; data: string }> {
    const answer = await persistently(path, async (each) => each, { accept: 'text/event-stream' })
    const found: Array<{ id: string; data: string }> = []
    const parser = createParser({
      onEvent: ({ id = '', data }) => void found.push({ id, data }),
      onComment: () => void found.push({ id: '', data: '' }),
    })
    const decoder = new TextDecoder()
    try {
      for await (const chunk of answer.body ?? []) {
        parser.feed(decoder.decode(chunk, { stream: true }))
        yield* found.splice(0)
      }
    } catch (error) {
      if (signal?.aborted) throw error
    }
  }

  return { get, find, lines, events }
}

export type Client = ReturnType<typeof createClient>
