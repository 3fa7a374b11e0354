/** Work that is done one piece after the other. */

/** Runs work, at once or after what it was given before. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>

/**
 * One piece of work after the other, in the order in which they came. Where a database answers at once, requests that came
 * together would else go each step side by side: what all of them have read would be in memory at the same time, and
 * each would find the processor's caches full of what is the others'. No work may wait for other work.
 */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}

/** All work at once, for a database that answers later. */
export const sideBySide: Turns = (work) => work()
