/**
 * Sketches: by which near-duplicates are told. A text is the set of its shingles, some words in a row; its sketch is the
 * lowest numbers of all its shingles (Broder, On the resemblance and containment of documents, 1997).
 */
import type { ComparedWords } from './terms.ts'
import { numberOf } from './vector.ts'
import type { Word } from './words.ts'

export interface Sketch {
  /** How many shingles the text has. */
  shingles: number
  /** The lowest numbers of its shingles, ascending. */
  lowest: Uint32Array
}

const sketchSize = 64
/** How many words a shingle has; characters where there are no spaces. */
const shingleLength = { words: 5, characters: 8 }
/** By how many of its lowest numbers a text finds its near-duplicates. */
const keys = 6
/** The part of the shorter of two near-duplicates that is in the longer one, at least. */
const leastShared = 0.7
/** The shorter of two near-duplicates has this part of the length of the longer one, at least. */
const leastLength = 0.4
/** A text with fewer shingles has no near-duplicates but its equals. */
const fewShingles = 12

/** The words of a text as numbers; of what is written without spaces its characters. */
function tokensOf(words: readonly Word[]): { tokens: number[]; characters: number } {
  const tokens: number[] = []
  let characters = 0
  for (const { kind, text, known } of words) {
    if (known) tokens.push(known.number)
    else if (kind === 'number') tokens.push(numberOf(text))
    else if (kind === 'run')
      for (const character of text) {
        tokens.push(character.codePointAt(0) as number)
        characters++
      }
  }
  return { tokens, characters }
}

/** The different ones of sorted numbers. */
function distinct(sorted: Uint32Array): Uint32Array {
  let size = 0
  for (let place = 0; place < sorted.length; place++)
    if (place === 0 || sorted[place] !== sorted[size - 1]) sorted[size++] = sorted[place] as number
  return sorted.subarray(0, size)
}

/** The sketch of an article's title and body. */
export function sketchOf({ title, body }: Pick<ComparedWords, 'title' | 'body'>): Sketch {
  const { tokens, characters } = tokensOf([...title, ...body])
  const length = characters * 2 > tokens.length ? shingleLength.characters : shingleLength.words
  const shingles = new Uint32Array(Math.max(1, tokens.length - length + 1))
  for (let start = 0; start < shingles.length; start++)
    shingles[start] = mixed(tokens, start, Math.min(start + length, tokens.length))
  const different = distinct(shingles.sort())
  return { shingles: different.length, lowest: different.slice(0, sketchSize) }
}

/** The number of a shingle, spread evenly. */
function mixed(tokens: readonly number[], start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let index = start; index < end; index++) {
    hash = Math.imul(hash ^ (tokens[index] as number), 0xcc9e2d51)
    hash = (hash << 13) | (hash >>> 19)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** The numbers under which a text is filed, so that its near-duplicates are found: they share one of them, most likely. */
export const keysOf = ({ lowest }: Sketch): Uint32Array => lowest.slice(0, keys)

/** The resemblance of two texts, 0 to 1: the shingles that both have, as a part of those that either has. */
export function resemblance(a: Sketch, b: Sketch): number {
  let [inA, inB, seen, shared] = [0, 0, 0, 0]
  while (seen < sketchSize && inA < a.lowest.length && inB < b.lowest.length) {
    const left = a.lowest[inA] as number
    const right = b.lowest[inB] as number
    if (left === right) shared++
    if (left <= right) inA++
    if (right <= left) inB++
    seen++
  }
  // Of texts with few shingles the rest of the longer one counts too: the sketch is the whole set.
  const rest = Math.min(sketchSize - seen, a.lowest.length - inA + b.lowest.length - inB)
  return seen + rest === 0 ? 1 : shared / (seen + rest)
}

/**
 * What two texts share: the part of the shorter one's shingles that the longer one has, 0 to 1. Estimated from the
 * resemblance; texts of very different length, and very short ones that are not the same, share nothing.
 */
export function sharedPart(a: Sketch, b: Sketch): number {
  const shorter = Math.min(a.shingles, b.shingles)
  const longer = Math.max(a.shingles, b.shingles)
  const alike = resemblance(a, b)
  if (alike === 1) return 1
  if (shorter < fewShingles || shorter < leastLength * longer) return 0
  return Math.min(1, ((alike / (1 + alike)) * (shorter + longer)) / shorter)
}

/** Whether two texts are near-duplicates by their wording. */
export const sameWording = (a: Sketch, b: Sketch): boolean => sharedPart(a, b) >= leastShared
