/** How rare terms are in the articles of a language. */
import { features, frequencyWeight, partOf, type Vector } from './vector.ts'

/** So many average articles are assumed beside those that are counted: few articles say little about a language. */
const assumed = 50
/** In which part of them a word of up to three letters is assumed to be, and any other term. */
const assumedShare = { short: 0.8, other: 0.02 }

export interface Statistics {
  /** How many articles were counted. */
  articles: number
  /** In how many of them a term is, by its number with a sign (see `signed`); terms that are in one at most are left out. */
  documents: ReadonlyMap<number, number>
  /** Inverse document frequency: near 0 for what is everywhere, the logarithm of all articles for what is nowhere else. */
  rarity(term: number, mark: number): number
}

/** A term's number as one with a sign: such numbers are much faster as keys of a map. */
export const signed = (term: number): number => term | 0

/** The statistics that follow from counts. */
export function statisticsOf(articles: number, documents: ReadonlyMap<number, number>): Statistics {
  const all = articles + assumed + 1
  const ofRare = {
    short: Math.log(all / (1 + assumed * assumedShare.short)),
    other: Math.log(all / (1 + assumed * assumedShare.other)),
  }
  const rarity = (term: number, mark: number): number => {
    const kind = mark & features.short ? 'short' : 'other'
    const known = documents.get(signed(term))
    return known === undefined ? ofRare[kind] : Math.log(all / (known + assumed * assumedShare[kind]))
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
