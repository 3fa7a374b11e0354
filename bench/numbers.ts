/** Numbers by chance that are the same in every run. */

export type Random = () => number

/** Numbers from 0 up to but not including 1 (mulberry32): the same seed gives the same ones. */
export function randomNumbers(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** One of a list, each as likely as the other. */
export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T

/** The list in another order (Fisher and Yates). */
export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const mixed = [...list]
  for (let index = mixed.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1))
    ;[mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T]
  }
  return mixed
}

/**
 * Draws from a list whose nth member is as frequent as 1 ÷ (n + 2.7)^exponent: the law of Zipf as Mandelbrot corrected
 * it. By Walker's alias method, so that a draw takes the same time from lists of every length.
 */
export function zipf<T>(random: Random, list: readonly T[], exponent = 1): () => T {
  const { length } = list
  const weights = list.map((_, index) => 1 / (index + 2.7) ** exponent)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares = Float64Array.from(weights, (weight) => (weight * length) / total)
  const others = new Uint32Array(length)
  const small: number[] = []
  const large: number[] = []
  for (let index = 0; index < length; index++) ((shares[index] as number) < 1 ? small : large).push(index)
  while (small.length > 0 && large.length > 0) {
    const [low, high] = [small.pop() as number, large.pop() as number]
    others[low] = high
    shares[high] = (shares[high] as number) + (shares[low] as number) - 1
    ;((shares[high] as number) < 1 ? small : large).push(high)
  }
  // What is left over has a share of 1, but for errors of rounding.
  for (const index of [...small, ...large]) shares[index] = 1
  return () => {
    const index = Math.floor(random() * length)
    return list[random() < (shares[index] as number) ? index : (others[index] as number)] as T
  }
}
