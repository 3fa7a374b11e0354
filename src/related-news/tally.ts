/** Counts by numbers, for some thousands of them: a table in typed arrays is several times as fast as a map. */

/** Amounts by safe integers. */
export interface Tally {
  add(number: number, amount: number): void
  /** 0 for a number that nothing was added to. */
  amountOf(number: number): number
  /** The numbers, in the order in which they came. */
  numbers(): number[]
}

/** A tally of at most so many different numbers. */
export function createTally(most: number): Tally {
  const last = 2 ** Math.ceil(Math.log2(2 * most + 2)) - 1
  const shift = Math.clz32(last)
  const keys = new Float64Array(last + 1)
  const amounts = new Float64Array(last + 1)
  const isTaken = new Uint8Array(last + 1)
  const places: number[] = []
  /** Where the number stands, or a free place for it. Numbers beyond 32 bits count with all their bits. */
  const placeOf = (number: number): number => {
    let place = Math.imul((number | 0) ^ ((number / 0x1_0000_0000) | 0), 0x9e3779b1) >>> shift
    while (isTaken[place] !== 0 && keys[place] !== number) place = (place + 1) & last
    return place
  }
  return {
    add(number, amount) {
      const place = placeOf(number)
      if (isTaken[place] === 0) {
        isTaken[place] = 1
        keys[place] = number
        places.push(place)
      }
      amounts[place] = (amounts[place] as number) + amount
    },
    amountOf: (number) => amounts[placeOf(number)] as number,
    numbers: () => places.map((place) => keys[place] as number),
  }
}
