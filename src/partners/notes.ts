/** What partners were served, as it is noted between two flushes. */
import type { Instant } from '../lib/instant.ts'

/** An article that was shown to the holder of a key. */
export interface NotedRead {
  keyId: string
  articleId: string
  /** The oldest and the newest version that was shown. */
  oldest: number
  version: number
  firstAt: Instant
  lastAt: Instant
}

/** A cursor that came to a change while `head` was the newest one. */
export interface NotedPosition {
  keyId: string
  seq: number
  head: number
  at: Instant
}

/** A snapshot that began or went on; `oldestHead` is the newest change when that was noted first. */
export interface NotedSnapshot extends NotedPosition {
  oldestHead: number
}

/** An article that was refused with 410. */
export interface NotedRefusal {
  keyId: string
  articleId: string
  at: Instant
}

/** Requests of one key, day (UTC) and format. */
export interface NotedUsage {
  keyId: string
  day: string
  format: string
  requests: number
  articles: number
  lastAt: Instant
}

const latest = (a: Instant, b: Instant): Instant => (a > b ? a : b)

/** Notes: each kind under what makes it one row. */
export class Notes {
  readonly #reads = new Map<string, Map<string, NotedRead>>()
  readonly #changes = new Map<string, NotedPosition>()
  readonly #snapshots = new Map<string, NotedSnapshot>()
  readonly #refusals = new Map<string, NotedRefusal>()
  readonly #usage = new Map<string, NotedUsage>()
  #readCount = 0

  /** How many rows there are. */
  get size(): number {
    return this.#readCount + this.#changes.size + this.#snapshots.size + this.#refusals.size + this.#usage.size
  }

  get reads(): NotedRead[] {
    return [...this.#reads.values()].flatMap((ofKey) => [...ofKey.values()])
  }

  /** For each newest change at the time the farthest position: enough to tell where a cursor was before any recall. */
  get changes(): NotedPosition[] {
    return [...this.#changes.values()]
  }

  get snapshots(): NotedSnapshot[] {
    return [...this.#snapshots.values()]
  }

  get refusals(): NotedRefusal[] {
    return [...this.#refusals.values()]
  }

  get usage(): NotedUsage[] {
    return [...this.#usage.values()]
  }

  read(read: NotedRead): void {
    const ofKey = this.#reads.get(read.keyId) ?? new Map<string, NotedRead>()
    this.#reads.set(read.keyId, ofKey)
    const known = ofKey.get(read.articleId)
    if (!known) {
      ofKey.set(read.articleId, { ...read })
      this.#readCount++
      return
    }
    known.oldest = Math.min(known.oldest, read.oldest)
    known.version = Math.max(known.version, read.version)
    if (read.firstAt < known.firstAt) known.firstAt = read.firstAt
    known.lastAt = latest(known.lastAt, read.lastAt)
  }

  change(position: NotedPosition): void {
    const name = `${position.keyId} ${position.head}`
    const known = this.#changes.get(name)
    if (!known || known.seq <= position.seq) this.#changes.set(name, position)
  }

  snapshot({ oldestHead, ...position }: NotedPosition & { oldestHead?: number }): void {
    const name = `${position.keyId} ${position.seq}`
    const known = this.#snapshots.get(name)
    const newest = known && known.head > position.head ? known : position
    const oldest = Math.min(oldestHead ?? position.head, known?.oldestHead ?? position.head)
    this.#snapshots.set(name, { ...newest, oldestHead: oldest })
  }

  refusal(refusal: NotedRefusal): void {
    const name = `${refusal.keyId} ${refusal.articleId}`
    const known = this.#refusals.get(name)
    if (!known || refusal.at < known.at) this.#refusals.set(name, refusal)
  }

  use(usage: NotedUsage): void {
    const name = `${usage.keyId} ${usage.day} ${usage.format}`
    const known = this.#usage.get(name)
    if (!known) return void this.#usage.set(name, { ...usage })
    known.requests += usage.requests
    known.articles += usage.articles
    known.lastAt = latest(known.lastAt, usage.lastAt)
  }

  /** Takes over all that other notes have. */
  absorb(other: Notes): void {
    for (const each of other.reads) this.read(each)
    for (const each of other.changes) this.change(each)
    for (const each of other.snapshots) this.snapshot(each)
    for (const each of other.refusals) this.refusal(each)
    for (const each of other.usage) this.use(each)
  }
}
