/** Whether what was read before is still so: the promise behind everything that is kept in memory. */

/** What the change log tells of what was read before. */
export interface Ledger {
  /** The number of the newest change; what is read from now on is to be kept under it. */
  readonly seq: number
  /** Whether nothing of what these tags (see cache-tags.ts) name has changed since a number. */
  holds(seq: number, tags: readonly string[]): boolean
}

/** Looks at the database whenever it is asked: a commit of any process that was before the question is in the answer. */
export interface Freshness {
  /**
   * The ledger, with every change that was committed before the call; at once where nothing was committed. It is one
   * object that goes on: use it before anything else is waited for. Rejects when the database does not answer.
   */
  current(): Ledger | Promise<Ledger>
  /**
   * Runs work that waits for nothing on behalf of requests that had all arrived before the last look: until it returns,
   * `current` answers with that look.
   */
  atOnce(work: () => void): void
}

/**
 * Keeps a value that is read from the database for as long as nothing that the tags name has changed. Callers that come
 * together share one read.
 */
export function keep<T>(freshness: Freshness, tags: readonly string[], read: () => Promise<T>): () => T | Promise<T> {
  let kept: { value: T; seq: number } | undefined
  let reading: { seq: number; value: Promise<T> } | undefined

  function readAnew(seq: number): Promise<T> {
    const value = read().then((found) => {
      kept = { value: found, seq }
      return found
    })
    const started = { seq, value }
    reading = started
    const end = () => {
      if (reading === started) reading = undefined
    }
    value.then(end, end)
    return value
  }
  function from(ledger: Ledger): T | Promise<T> {
    if (kept && ledger.holds(kept.seq, tags)) return kept.value
    // A read that was started before the last change may have missed it.
    return reading && ledger.holds(reading.seq, tags) ? reading.value : readAnew(ledger.seq)
  }
  return () => {
    const ledger = freshness.current()
    return ledger instanceof Promise ? ledger.then(from) : from(ledger)
  }
}
