/** How rare terms are in the articles of a language. */
import { createTermCounts } from './term-counts.ts'
import { features, frequencyWeight, partOf, type Vector } from './vector.ts'

/** So many average articles are assumed beside those that are counted: few articles say little about a language. */
const assumed = 50
/** In which part of them a word of up to three letters is assumed to be, and any other term. */
const assumedShare = { short: 0.8, other: 0.02 }

export interface Statistics {
  /** How many articles were counted. */
  articles: number
  /** In how many of them a term is, one pair behind the other: a term, its count, the next term… Those of one at most are left out. */
  documents: Uint32Array
  /** Inverse document frequency: near 0 for what is everywhere, the logarithm of all articles for what is nowhere else. */
  rarity(term: number, mark: number): number
}

/**
 * Looks up how often a term is counted; 0 when it is not. The numbers of terms are evenly spread, so that their first bits
 * are a place in a table: in one this large that is several times as fast as a map, and ranking looks up thousands.
 */
function lookup(documents: Uint32Array): (term: number) => number {
  const last = 2 ** Math.max(4, Math.ceil(Math.log2(0.65 * documents.length))) - 1
  const shift = Math.clz32(last)
  // With a sign, because such numbers are compared faster.
  const terms = new Int32Array(last + 1)
  const counts = new Uint16Array(last + 1)
  const slotOf = (term: number): number => {
    let slot = term >>> shift
    while (counts[slot] !== 0 && terms[slot] !== term) slot = (slot + 1) & last
    return slot
  }
  for (let place = 0; place < documents.length; place += 2) {
    const term = (documents[place] as number) | 0
    const slot = slotOf(term)
    terms[slot] = term
    counts[slot] = documents[place + 1] as number
  }
  return (term) => counts[slotOf(term | 0)] as number
}

/** The statistics that follow from counts. */
export function statisticsOf(articles: number, documents: Uint32Array): Statistics {
  const all = articles + assumed + 1
  function raritiesBy(share: number): Float64Array {
    const rarities = new Float64Array(articles + 1)
    for (let count = 0; count <= articles; count++) rarities[count] = Math.log(all / ((count || 1) + assumed * share))
    return rarities
  }
  const ofShort = raritiesBy(assumedShare.short)
  const ofOther = raritiesBy(assumedShare.other)
  let countOf: ((term: number) => number) | undefined
  const rarity = (term: number, mark: number): number => {
    countOf ??= lookup(documents)
    return (mark & features.short ? ofShort : ofOther)[countOf(term)] as number
  }
  return { articles, documents, rarity }
}

/** Counts in how many of these articles, given by their terms, each term is. The terms of an article are different ones. */
export function countTerms(articles: Iterable<Uint32Array>): Statistics {
  const counts = createTermCounts()
  let counted = 0
  for (const terms of articles) {
    counted++
    counts.add(terms)
  }
  return statisticsOf(counted, counts.pairs(2))
}

/** How much each term of a vector says of its article: frequent in the article, rare in others. */
function weightsOf({ terms, marks }: Vector, statistics: Statistics): Float64Array {
  const weights = new Float64Array(terms.length)
  for (let place = 0; place < terms.length; place++) {
    const mark = marks[place] as number
    weights[place] = frequencyWeight(mark) * statistics.rarity(terms[place] as number, mark)
  }
  return weights
}

/** The places of the `count` greatest weights, ascending; `sorted` are the same weights in ascending order. */
function greatest(weights: Float64Array, sorted: Float64Array, count: number): Uint32Array {
  // Sorted as numbers, which is much faster than by a function; of equal weights the first places are taken.
  const lowest = sorted[sorted.length - count] as number
  let ofLowest = count
  for (let place = sorted.length - 1; place >= 0 && (sorted[place] as number) > lowest; place--) ofLowest--
  const places = new Uint32Array(count)
  let found = 0
  for (let place = 0; place < weights.length && found < count; place++) {
    const weight = weights[place] as number
    if (weight > lowest || (weight === lowest && ofLowest-- > 0)) places[found++] = place
  }
  return places
}

/** The weightiest terms of a vector, for each of these numbers of terms that many at most. */
export function weightiestOf(vector: Vector, statistics: Statistics, counts: readonly number[]): Vector[] {
  const isWhole = (count: number): boolean => vector.terms.length <= count || count < 1
  if (counts.every(isWhole)) return counts.map(() => vector)
  const weights = weightsOf(vector, statistics)
  const sorted = weights.toSorted()
  return counts.map((count) => (isWhole(count) ? vector : partOf(vector, greatest(weights, sorted, count))))
}

/** The weightiest terms of a vector, `count` of them at most. */
export const weightiest = (vector: Vector, statistics: Statistics, count: number): Vector =>
  weightiestOf(vector, statistics, [count])[0] as Vector
