/** Purges one cache: of what the change log has behind the cache's position, at once, and a second time a little later. */
import type { ChangeLog, TouchedTags } from '../changes/index.ts'
import type { Db } from '../db/db.ts'
import type { Answer, Sender } from '../delivery/index.ts'
import { toInstant } from '../lib/instant.ts'
import {
  everyTag,
  givenUpMilliseconds,
  type PurgeSettings,
  purgeRequest,
  repeatMilliseconds,
  retryMilliseconds,
} from './model.ts'
import type { CachePosition, CacheStore } from './store.ts'

export interface PurgerDependencies {
  db: Db
  log: ChangeLog
  touchedTags: TouchedTags
  store: CacheStore
  sender: Sender
  settings: PurgeSettings
  tickSeconds: number
  now: () => Date
  newId: () => string
}

/** How the purging of a cache has gone in this process. */
export interface PurgeState {
  acknowledged: number
  failed: number
  givenUp: number
  /** Since when changes wait, in milliseconds since 1970; undefined when none do. */
  behindSince: number | undefined
}

/** What a look came to: up to where the log was looked at, and in how many milliseconds there is more to do, at most. */
export interface PurgeLook {
  head: number
  milliseconds: number
  /** The answer of the cache that was no success; undefined when there was none, or none was needed. */
  fault: Answer | undefined
}

const succeeded = ({ status }: Answer): boolean => status !== undefined && status >= 200 && status < 300

/** A row of the log, and when something became true of all rows up to it. */
interface Mark {
  seq: number
  at: number
}

/** Makes the purger of a cache. Several processes may have one each: a purge that is sent twice does no harm. */
export function createPurger(url: string, dependencies: PurgerDependencies) {
  const { db, log, touchedTags, store, sender, settings, tickSeconds, now, newId } = dependencies
  const state: PurgeState = { acknowledged: 0, failed: 0, givenUp: 0, behindSince: undefined }
  /** Up to where the cache was purged, and when this process learnt of it, while the second purge is to come. */
  let purgedAt: Mark[] = []
  /** Up to where a purge has failed, and when it first did. */
  let failing: Mark | undefined

  /** A cache that is new is told to forget everything, and so is one that is ahead of a database that was put back. */
  async function positionAt(head: number): Promise<CachePosition> {
    const found = await store.find(db.read, url)
    if (found && found.purged <= head) return found
    await db.write((queries) => store.start(queries, { id: newId(), url, at: toInstant(now()) }))
    return { purged: 0, settled: 0 }
  }

  /** What may be taken for settled once a purge of it that begins now has been acknowledged. */
  function repeatable(time: number): number {
    return purgedAt.findLast(({ at }) => at + repeatMilliseconds <= time)?.seq ?? 0
  }

  function notePurged(seq: number, settled: number): void {
    if ((purgedAt.at(-1)?.seq ?? settled) < seq) purgedAt.push({ seq, at: now().getTime() })
    purgedAt = purgedAt.filter((each) => each.seq > settled)
  }

  async function move(to: CachePosition): Promise<void> {
    await db.write((queries) => store.advance(queries, url, to, toInstant(now())))
  }

  /** After a failure: whatever the cache has of before the first one has expired, once that is long ago. */
  async function failed(head: number, fault: Answer): Promise<PurgeLook> {
    state.failed++
    const time = now().getTime()
    failing ??= { seq: head, at: time }
    if (time - failing.at >= givenUpMilliseconds(tickSeconds)) {
      state.givenUp++
      await move({ purged: failing.seq, settled: failing.seq })
      failing = undefined
    }
    return { head, milliseconds: retryMilliseconds, fault }
  }

  async function acknowledged(purged: number, settled: number): Promise<PurgeLook> {
    state.acknowledged++
    failing = undefined
    await move({ purged, settled })
    notePurged(purged, settled)
    return idle(purged)
  }

  /** Nothing to send: until the second purge of what was purged last is due. */
  function idle(head: number): PurgeLook {
    state.behindSince = undefined
    const [next] = purgedAt
    const milliseconds = next ? Math.max(1, next.at + repeatMilliseconds - now().getTime()) : Number.POSITIVE_INFINITY
    return { head, milliseconds, fault: undefined }
  }

  /** Looks at the log, and purges the cache if there is anything to purge it of. */
  async function look(): Promise<PurgeLook> {
    const { seq: head } = await log.head(db.read)
    const position = await positionAt(head)
    notePurged(position.purged, position.settled)
    const settled = Math.max(position.settled, repeatable(now().getTime()))
    if (position.purged >= head && settled === position.settled) return idle(head)
    if (position.purged < head) state.behindSince ??= now().getTime()
    // All that is not settled: what was purged once is purged again with what is new.
    const { seq, tags } = await touchedTags(db.read, position.settled)
    const named = position.settled === 0 ? everyTag : tags
    const answer = await sender.send(purgeRequest(url, named, settings))
    return succeeded(answer) ? acknowledged(seq, settled) : failed(seq, answer)
  }

  return { url, state, look }
}

export type Purger = ReturnType<typeof createPurger>
