/** The served log: what partners were served is noted while requests run, and written in one go, so that reads stay reads. */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { FastifyBaseLogger } from 'fastify'
import { toInstant } from '../lib/instant.ts'
import type { Viewer } from '../lib/viewer.ts'
import { Notes } from './notes.ts'

/** How often what was noted is written. */
const everyMilliseconds = 1000

/** How many rows are noted before they are written early. */
const mostNoted = 10_000

interface Dependencies {
  now: () => Date
  /** Writes notes, all or nothing. */
  save: (notes: Notes) => Promise<void>
  /** How many rows are noted before they are written early; 10,000 when absent. */
  most?: number | undefined
}

/** What one request has shown. */
export interface Shown {
  /** How many articles; one that was shown twice counts twice. */
  articles: number
  read: Array<{ id: string; version: number }>
}

/** Creates the served log of a process. Only readers with keys are noted; which of those count is known when it is written. */
export function createServedLog({ now, save, most = mostNoted }: Dependencies) {
  let notes = new Notes()
  let writing: Promise<void> | undefined
  let onFailure: (error: unknown) => void = () => undefined
  const requests = new AsyncLocalStorage<Shown>()

  async function write(): Promise<void> {
    const taken = notes
    notes = new Notes()
    try {
      await save(taken)
    } catch (error) {
      // Nothing is lost: it is written with what comes next.
      notes.absorb(taken)
      throw error
    }
  }

  /** Writes what was noted so far. Raises what the database raises; then all of it is kept for the next time. */
  async function flush(): Promise<void> {
    while (writing) await writing.catch(() => undefined)
    if (notes.size === 0) return
    writing = write().finally(() => {
      writing = undefined
    })
    await writing
  }

  // Whoever notes may stand within a write of its own, which this must not be taken for a part of.
  const flushEarly = AsyncResource.bind(() => void flush().catch(onFailure))

  function limitMemory(): void {
    if (notes.size >= most && !writing) flushEarly()
  }

  /** Notes articles that were shown: by id, in a list, a search, a feed or a snapshot. */
  function read(viewer: Viewer, articles: ReadonlyArray<{ id: string; version: number }>): void {
    const { keyId } = viewer
    if (keyId === null || articles.length === 0) return
    const shown = requests.getStore()
    if (shown) {
      shown.articles += articles.length
      for (const { id, version } of articles) shown.read.push({ id, version })
    }
    const at = toInstant(now())
    for (const { id, version } of articles)
      notes.read({ keyId, articleId: id, oldest: version, version, firstAt: at, lastAt: at })
    limitMemory()
  }

  /**
   * Notes how far a cursor has come while `head` was the newest change of the log: on `change` up to which change it was
   * told of everything; on `snapshot` as of which change that is, at its beginning and whenever it goes on.
   */
  function position(viewer: Viewer, channel: 'change' | 'snapshot', seq: number, head: number): void {
    if (viewer.keyId === null) return
    notes[channel]({ keyId: viewer.keyId, seq, head, at: toInstant(now()) })
    limitMemory()
  }

  /** Notes that an article was refused with 410. */
  function refused(viewer: Viewer, articleId: string): void {
    if (viewer.keyId === null) return
    notes.refusal({ keyId: viewer.keyId, articleId, at: toInstant(now()) })
    limitMemory()
  }

  /** Notes one answered request. */
  function served(viewer: Viewer, format: string, articles: number): void {
    if (viewer.keyId === null) return
    const at = toInstant(now())
    notes.use({ keyId: viewer.keyId, day: at.slice(0, 10), format, requests: 1, articles, lastAt: at })
    limitMemory()
  }

  /** Counts the articles that are noted while work runs, and in what it starts. */
  const during = <T>(shown: Shown, work: () => T): T => requests.run(shown, work)

  /** Starts writing once a second. Answers how to stop; stopping writes what is left. */
  function start(log: Pick<FastifyBaseLogger, 'error'>): () => Promise<void> {
    onFailure = (error) =>
      log.error({ err: error }, 'what partners were served could not be written; it is tried again')
    const timer = setInterval(flushEarly, everyMilliseconds)
    timer.unref()
    return async () => {
      clearInterval(timer)
      await flush().catch(onFailure)
    }
  }

  return { read, position, refused, served, during, flush, start }
}

export type ServedLog = ReturnType<typeof createServedLog>
