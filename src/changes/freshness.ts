/** Freshness by the change log: a look at the database's own counter of commits, and at the log only when that has moved. */
import type { Db } from '../db/db.ts'
import type { Freshness, Ledger } from '../lib/freshness.ts'
import type { Touched, TouchedTags } from './cache-tags.ts'

/** How many tags are remembered; when there are more, everything older is taken for changed. */
const mostTags = 20_000

/** When each tag was touched last. */
class TagLedger implements Ledger {
  seq = 0
  #floor = 0
  readonly #touchedAt = new Map<string, number>()

  holds(seq: number, tags: readonly string[]): boolean {
    if (seq === this.seq) return true
    if (seq < this.#floor) return false
    for (const tag of tags) if ((this.#touchedAt.get(tag) ?? 0) > seq) return false
    return true
  }

  /** Takes in what was touched. The numbers of single rows are not needed: the newest of them stands for all. */
  touch({ seq, tags, everything }: Touched): void {
    this.seq = seq
    if (everything || this.#touchedAt.size + tags.size > mostTags) {
      this.#touchedAt.clear()
      this.#floor = seq
      return
    }
    for (const tag of tags) this.#touchedAt.set(tag, seq)
  }
}

interface Dependencies {
  db: Pick<Db, 'commits'>
  touchedTags: TouchedTags
}

/** Creates the freshness of a process. */
export function createFreshness({ db: { commits }, touchedTags }: Dependencies): Freshness {
  const ledger = new TagLedger()
  /** The state of the counter that the ledger is true for. */
  let seen: number | undefined
  let running: Promise<Ledger> | undefined
  let next: Promise<Ledger> | undefined
  /** Whether the last look is good for all that asks now. */
  let looked = false

  async function look(): Promise<Ledger> {
    // The counter is read before the log: a commit in between is found by the next look.
    const counter = await commits.counter()
    if (counter === seen) return ledger
    const touched = await commits.look((queries) => touchedTags(queries, ledger.seq))
    // The first look knows of nothing that is kept; a log that is shorter than before is another database.
    if (seen === undefined || touched.seq < ledger.seq) ledger.touch({ ...touched, everything: true })
    else if (touched.seq > ledger.seq) ledger.touch(touched)
    seen = counter
    return ledger
  }

  function start(): Promise<Ledger> {
    running = look().finally(() => {
      running = undefined
    })
    return running
  }

  /** Those who come while a look is under way share the one after it: that one began after they had come. */
  function shared(): Promise<Ledger> {
    if (!running) return start()
    const again = () => {
      next = undefined
      return shared()
    }
    next ??= running.then(again, again)
    return next
  }

  return {
    current() {
      if (looked) return ledger
      if (seen !== undefined && commits.isImmediate && !running && commits.counter() === seen) return ledger
      return shared()
    },
    atOnce(work) {
      looked = true
      try {
        work()
      } finally {
        looked = false
      }
    },
  }
}
