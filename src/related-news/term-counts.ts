/** Counts of terms, for some hundred thousand of them: a table in typed arrays is many times as fast as a map. */

export interface TermCounts {
  /** Counts each of these terms once more. */
  add(terms: Uint32Array): void
  /** Terms that were counted so often at least, in the order in which they came: a term, its count, the next term… */
  pairs(least: number): Uint32Array
}

/** Begins counting. */
export function createTermCounts(): TermCounts {
  let bits = 14
  let mask = 2 ** bits - 1
  /** Of each slot the place of its term behind 1; 0 when it is free. */
  let slots = new Int32Array(mask + 1)
  let terms = new Uint32Array(2 ** (bits - 1))
  let counts = new Uint32Array(2 ** (bits - 1))
  let size = 0

  /** The slot of a term, or a free one for it. The numbers of terms are evenly spread: their bits are a place. */
  function slotOf(term: number): number {
    let slot = term & mask
    for (let place = slots[slot] as number; place !== 0 && terms[place - 1] !== term; place = slots[slot] as number)
      slot = (slot + 1) & mask
    return slot
  }

  function grow(): void {
    bits += 2
    mask = 2 ** bits - 1
    slots = new Int32Array(mask + 1)
    const [formerTerms, formerCounts] = [terms, counts]
    terms = new Uint32Array(2 ** (bits - 1))
    counts = new Uint32Array(2 ** (bits - 1))
    terms.set(formerTerms)
    counts.set(formerCounts)
    for (let place = 1; place <= size; place++) slots[slotOf(terms[place - 1] as number)] = place
  }

  return {
    add(more) {
      for (let index = 0; index < more.length; index++) {
        const term = more[index] as number
        const slot = slotOf(term)
        const place = slots[slot] as number
        if (place !== 0) {
          counts[place - 1] = (counts[place - 1] as number) + 1
          continue
        }
        terms[size] = term
        counts[size] = 1
        slots[slot] = ++size
        if (size === terms.length) grow()
      }
    },
    pairs(least) {
      const pairs = new Uint32Array(2 * size)
      let length = 0
      for (let place = 0; place < size; place++) {
        if ((counts[place] as number) < least) continue
        pairs[length++] = terms[place] as number
        pairs[length++] = counts[place] as number
      }
      return pairs.slice(0, length)
    },
  }
}
