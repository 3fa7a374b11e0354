/** Which of an article's candidates tell the same story, the best first. */
import { ordinalsPerSecond } from '../lib/ordinal.ts'
import type { Sketch } from './sketch.ts'
import type { Statistics } from './statistics.ts'
import { createTally } from './tally.ts'
import { features, frequencyWeight, type Vector } from './vector.ts'

/** An article as it is compared with others. */
export interface Compared {
  /** Its place in the order of publication: when it was published. */
  ordinal: number
  vector: Vector
  sketch: Sketch
}

export interface Ranked<T extends Compared> {
  candidate: T
  /** 0 to 1: similarity times decay. */
  score: number
  /** 0 to 1: what they share, terms weighed by how well they tell this event from its look-alikes. */
  similarity: number
  decay: number
  daysApart: number
  /** What each shared term contributes to the similarity, the most first. */
  contributions(): Contribution[]
}

export interface Contribution {
  /** The number of a term. */
  term: number
  weight: number
}

/** How much more the parts of names and the numbers count than other words. */
const boosts = { name: 1.2, number: 1.1 }
/** Of how many candidates the terms are counted that tell them apart. */
const lookAlikes = 30
/** From this similarity on a candidate counts as a whole one; one that is less alike counts by the square of its part. */
const alikeFrom = 0.3
/** So many candidates may share a term before it counts less: they may all tell one event. */
const ofOneEvent = 4
/** What a term still counts that all look-alikes share. */
const leastDistinction = { name: 0.4, other: 0.1 }
/** Days after which the part of the decay that decays has fallen to a third, and the part that does not. */
const decayDays = 7
const decayFloor = 0.5
/** How many candidates are weighed anew, and how many may be shown. */
const weighedAnew = 40
/**
 * What has a lower score is plainly unrelated; so is what has no sure one and does not stand out from the middle one of
 * the candidates, for so much is shared by chance. What loses more than half of its similarity when it is weighed anew is
 * mostly what all look-alikes share: it is of another event, unless enough is left.
 */
const least = { score: 0.01, sure: 0.04, timesChance: 2.5, part: 0.5, enough: 0.25 }

/** A vector with the weights of its terms, and their length. */
interface Weighted {
  terms: Uint32Array
  weights: Float64Array
  norm: number
}

const rarityOf = ({ terms, marks }: Vector, statistics: Statistics): Float64Array => {
  const rarities = new Float64Array(terms.length)
  for (let place = 0; place < terms.length; place++)
    rarities[place] = statistics.rarity(terms[place] as number, marks[place] as number)
  return rarities
}

/** Weighs each term by its rarity, its worth, and its distinction where there is one. */
function weigh(
  { terms, marks }: Vector,
  rarities: Float64Array,
  distinction?: (term: number, mark: number) => number,
): Weighted {
  const weights = new Float64Array(terms.length)
  let squares = 0
  for (let place = 0; place < terms.length; place++) {
    const mark = marks[place] as number
    let weight = (rarities[place] as number) * (worth[mark] as number)
    if (distinction) weight *= distinction(terms[place] as number, mark)
    weights[place] = weight
    squares += weight * weight
  }
  return { terms, weights, norm: Math.sqrt(squares) }
}

/** What each possible mark of a term is worth: its frequency, and whether it is of a name or a number. */
const worth = Float64Array.from(
  { length: 256 },
  (_, mark) =>
    frequencyWeight(mark) * (mark & features.name ? boosts.name : 1) * (mark & features.number ? boosts.number : 1),
)

function cosine(a: Weighted, b: Weighted): number {
  const { terms: left, weights: leftWeights } = a
  const { terms: right, weights: rightWeights } = b
  let [inA, inB, product] = [0, 0, 0]
  while (inA < left.length && inB < right.length) {
    const difference = (left[inA] as number) - (right[inB] as number)
    if (difference === 0) product += (leftWeights[inA] as number) * (rightWeights[inB] as number)
    if (difference <= 0) inA++
    if (difference >= 0) inB++
  }
  return product === 0 ? 0 : Math.min(1, product / (a.norm * b.norm))
}

/** What each shared term contributes to a similarity. */
function contributionsOf(a: Weighted, b: Weighted): Contribution[] {
  const places = new Map(Array.from(b.terms, (term, place) => [term, place]))
  const found = Array.from(a.terms, (term, place) => {
    const inB = places.get(term)
    const product = inB === undefined ? 0 : (a.weights[place] as number) * (b.weights[inB] as number)
    return { term, weight: product / (a.norm * b.norm) }
  })
  return found
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight || left.term - right.term)
}

/** Days between two publications, as a fraction. */
export const daysBetween = (a: Compared, b: Compared): number =>
  Math.abs(a.ordinal - b.ordinal) / ordinalsPerSecond / 86_400

/** How much of a similarity is left after so many days: 1 at first, never less than half. */
export const decayAfter = (days: number): number => decayFloor + (1 - decayFloor) * Math.exp(-days / decayDays)

/**
 * How well terms tell an event from its look-alikes: which part of their weight is left, by how many of these have them.
 * A look-alike counts as much as it is alike: what little unlike articles share is what there is to go by.
 */
function distinctionOf(alike: readonly { vector: Vector; plain: number }[]): (term: number, mark: number) => number {
  const counts = createTally(alike.reduce((sum, { vector }) => sum + vector.terms.length, 0))
  for (const { vector, plain } of alike) {
    const counted = Math.min(1, plain / alikeFrom) ** 2
    for (const term of vector.terms) counts.add(term, counted)
  }
  return (term, mark) => {
    const count = counts.amountOf(term)
    if (count <= ofOneEvent) return 1
    const square = (1 - (count - ofOneEvent) / alike.length) ** 2
    return mark & features.name
      ? leastDistinction.name + (1 - leastDistinction.name) * square
      : leastDistinction.other + (1 - leastDistinction.other) * square * square
  }
}

/**
 * Ranks candidates. First by the cosine of their weighted terms times the decay; then the best are weighed anew, where
 * what many of them share counts less: look-alikes of an event share its words, but not its names, places and numbers.
 * What is plainly unrelated, or shares hardly more than look-alikes do, is left out. The order is total: equal scores go
 * by time, the newer first.
 */
export function rank<T extends Compared>(of: Compared, candidates: readonly T[], statistics: Statistics): Ranked<T>[] {
  const ownRarities = rarityOf(of.vector, statistics)
  const own = weigh(of.vector, ownRarities)
  const compared = candidates.map((candidate) => {
    const rarities = rarityOf(candidate.vector, statistics)
    const daysApart = daysBetween(of, candidate)
    const plain = cosine(own, weigh(candidate.vector, rarities))
    return { candidate, vector: candidate.vector, rarities, daysApart, decay: decayAfter(daysApart), plain }
  })
  compared.sort((a, b) => b.plain * b.decay - a.plain * a.decay || newer(a, b))
  const best = compared.slice(0, weighedAnew)
  const middle = compared[compared.length >> 1]
  const byChance = least.timesChance * (middle ? middle.plain * middle.decay : 0)
  const lowest = Math.max(least.score, Math.min(least.sure, byChance))
  const distinction = distinctionOf(best.slice(0, lookAlikes))
  const ownAnew = weigh(of.vector, ownRarities, distinction)
  return best
    .map(({ candidate, vector, rarities, daysApart, decay, plain }) => {
      const anew = weigh(vector, rarities, distinction)
      const similarity = cosine(ownAnew, anew)
      const contributions = () => contributionsOf(ownAnew, anew)
      const isOwn = similarity >= least.part * plain || similarity >= least.enough
      return { candidate, score: isOwn ? similarity * decay : 0, similarity, decay, daysApart, contributions }
    })
    .filter(({ score }) => score >= lowest)
    .sort((a, b) => b.score - a.score || newer(a, b))
}

const newer = (a: { candidate: Compared }, b: { candidate: Compared }): number =>
  b.candidate.ordinal - a.candidate.ordinal
