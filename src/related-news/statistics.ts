/** How rare terms are in the articles of a language. */
import { features, frequencyWeight, partOf, type Vector } from './vector.ts'

/** So many average articles are assumed beside those that are counted: few articles say little about a language. */
const assumed = 50
/** In which part of them a word of up to three letters is assumed to be, and any other term. */
const assumedShare = { short: 0.8, other: 0.02 }

/** In how many articles a term is, by its number with a sign (see `signed`). */
export interface Documents extends Iterable<readonly [number, number]> {
  readonly size: number
}

export interface Statistics {
  /** How many articles were counted. */
  articles: number
  /** In how many of them a term is; terms that are in one at most are left out. */
  documents: Documents
  /** Inverse document frequency: near 0 for what is everywhere, the logarithm of all articles for what is nowhere else. */
  rarity(term: number, mark: number): number
}

/** A term's number as one with a sign: such numbers are much faster as keys of a map. */
export const signed = (term: number): number => term | 0

/** The counts that stand one behind the other: a term's number, its count, the next term's number… */
export const documentsIn = (pairs: Uint32Array): Documents => ({
  size: pairs.length / 2,
  *[Symbol.iterator]() {
    for (let place = 0; place < pairs.length; place += 2)
      yield [signed(pairs[place] as number), pairs[place + 1] as number] as const
  },
})

/**
 * Looks up how often a term is counted; 0 when it is not. The numbers of terms are evenly spread, so that their first bits
 * are a place in a table: in one this large that is several times as fast as a map, and ranking looks up thousands.
 */
function lookup(documents: Documents): (term: number) => number {
  const last = 2 ** Math.max(4, Math.ceil(Math.log2(1.3 * documents.size))) - 1
  const shift = Math.clz32(last)
  const terms = new Int32Array(last + 1)
  const counts = new Uint16Array(last + 1)
  const placeOf = (term: number): number => {
    let place = term >>> shift
    while (counts[place] !== 0 && terms[place] !== term) place = (place + 1) & last
    return place
  }
  for (const [term, count] of documents) {
    const place = placeOf(term)
    terms[place] = term
    counts[place] = count
  }
  return (term) => counts[placeOf(term)] as number
}

/** The statistics that follow from counts. */
export function statisticsOf(articles: number, documents: Documents): Statistics {
  const all = articles + assumed + 1
  const raritiesBy = (share: number): Float64Array =>
    Float64Array.from({ length: articles + 1 }, (_, count) => Math.log(all / ((count || 1) + assumed * share)))
  const ofShort = raritiesBy(assumedShare.short)
  const ofOther = raritiesBy(assumedShare.other)
  let countOf: ((term: number) => number) | undefined
  const rarity = (term: number, mark: number): number => {
    countOf ??= lookup(documents)
    return (mark & features.short ? ofShort : ofOther)[countOf(signed(term))] as number
  }
  return { articles, documents, rarity }
}

/** Counts in how many of these articles, given by their terms, each term is. */
export function countTerms(articles: Iterable<Uint32Array>): Statistics {
  const documents = new Map<number, number>()
  let counted = 0
  for (const terms of articles) {
    counted++
    for (const term of terms) documents.set(signed(term), (documents.get(signed(term)) ?? 0) + 1)
  }
  for (const [term, count] of documents) if (count < 2) documents.delete(term)
  return statisticsOf(counted, documents)
}

/** The weightiest terms of a vector, `count` of them at most: frequent in the article, rare in others. */
export function weightiest(vector: Vector, statistics: Statistics, count: number): Vector {
  if (vector.terms.length <= count || count < 1) return vector
  const weights = Float64Array.from(vector.terms, (term, place) => {
    const mark = vector.marks[place] as number
    return frequencyWeight(mark) * statistics.rarity(term, mark)
  })
  // Sorted as numbers, which is much faster than by a function; of equal weights the first places are taken.
  const ascending = weights.toSorted()
  const lowest = ascending[ascending.length - count] as number
  let ofLowest = count - (ascending.length - (ascending.lastIndexOf(lowest) + 1))
  const places: number[] = []
  for (let place = 0; place < weights.length; place++) {
    const weight = weights[place] as number
    if (weight > lowest || (weight === lowest && ofLowest-- > 0)) places.push(place)
  }
  return partOf(vector, places)
}
