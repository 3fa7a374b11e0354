/** Which of an article's candidates tell the same story, the best first. */
import { ordinalsPerSecond } from '../lib/ordinal.ts'
import type { Sketch } from './sketch.ts'
import { type Statistics, signed } from './statistics.ts'
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

/** How much more the parts of names and the numbers count than other words: at first, and when weighed anew. */
const boosts = { first: { name: 1.3, number: 1.1 }, anew: { name: 1.5, number: 1.25 } }
/** Of how many candidates the terms are counted that tell them apart. */
const lookAlikes = 30
/** So many candidates may share a term before it counts less: they may all tell one event. */
const ofOneEvent = 4
/** What a term still counts that all look-alikes share, and how steeply what it counts falls to that. */
const distinctions = { name: { least: 0.4, power: 2 }, other: { least: 0.1, power: 4 } }
/** Days after which the part of the decay that decays has fallen to a third, and the part that does not. */
const decayDays = 7
const decayFloor = 0.5
/** How many candidates are weighed anew, and how many may be shown. */
const weighedAnew = 40
/**
 * What has a lower score is not related; nor is what loses more than half of its similarity when it is weighed anew, for
 * then it is mostly what all look-alikes share, unless enough is left.
 */
const least = { score: 0.04, part: 0.5, enough: 0.25 }

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
  worth: Float64Array,
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
const worthOf = ({ name, number }: { name: number; number: number }): Float64Array =>
  Float64Array.from(
    { length: 256 },
    (_, mark) => frequencyWeight(mark) * (mark & features.name ? name : 1) * (mark & features.number ? number : 1),
  )
const worth = { first: worthOf(boosts.first), anew: worthOf(boosts.anew) }

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

/** How well terms tell an event from its look-alikes: which part of their weight is left, by how many of these have them. */
function distinctionOf(alike: readonly Vector[]): (term: number, mark: number) => number {
  const top = alike.slice(0, lookAlikes)
  const counts = new Map<number, number>()
  for (const { terms } of top) for (const term of terms) counts.set(signed(term), (counts.get(signed(term)) ?? 0) + 1)
  const leftOf = ({ least, power }: { least: number; power: number }) =>
    Array.from({ length: top.length + 1 }, (_, count) => {
      const beyond = Math.max(0, count - ofOneEvent) / top.length
      return least + (1 - least) * (1 - beyond) ** power
    })
  const left = { name: leftOf(distinctions.name), other: leftOf(distinctions.other) }
  return (term, mark) => (mark & features.name ? left.name : left.other)[counts.get(signed(term)) ?? 0] as number
}

/**
 * Ranks candidates. First by the cosine of their weighted terms times the decay; then the best are weighed anew, where
 * what many of them share counts less: look-alikes of an event share its words, but not its names, places and numbers.
 * The lesser of the two similarities counts. What is too little alike is left out. The order is total: equal scores go
 * by time, the newer first.
 */
export function rank<T extends Compared>(of: Compared, candidates: readonly T[], statistics: Statistics): Ranked<T>[] {
  const ownRarities = rarityOf(of.vector, statistics)
  const own = weigh(of.vector, ownRarities, worth.first)
  const compared = candidates.map((candidate) => {
    const rarities = rarityOf(candidate.vector, statistics)
    const weighted = weigh(candidate.vector, rarities, worth.first)
    const daysApart = daysBetween(of, candidate)
    return { candidate, rarities, weighted, daysApart, decay: decayAfter(daysApart), plain: cosine(own, weighted) }
  })
  compared.sort((a, b) => b.plain * b.decay - a.plain * a.decay || newer(a, b))
  const best = compared.slice(0, weighedAnew)
  const distinction = distinctionOf(best.map(({ candidate }) => candidate.vector))
  const ownAnew = weigh(of.vector, ownRarities, worth.anew, distinction)
  return best
    .map(({ candidate, rarities, weighted, daysApart, decay, plain }) => {
      const anew = weigh(candidate.vector, rarities, worth.anew, distinction)
      const left = cosine(ownAnew, anew)
      const similarity = Math.min(plain, left)
      const contributions = () => (left < plain ? contributionsOf(ownAnew, anew) : contributionsOf(own, weighted))
      const isOwn = left >= least.part * plain || left >= least.enough
      return { candidate, score: isOwn ? similarity * decay : 0, similarity, decay, daysApart, contributions }
    })
    .filter(({ score }) => score >= least.score)
    .sort((a, b) => b.score - a.score || newer(a, b))
}

const newer = (a: { candidate: Compared }, b: { candidate: Compared }): number =>
  b.candidate.ordinal - a.candidate.ordinal
