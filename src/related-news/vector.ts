/** Vectors: the terms of an article as numbers, packed into a few hundred bytes. */
import type { Term } from './terms.ts'

/** What is known of a term in an article, above the four bits of its frequency. */
export const features = { title: 0x10, name: 0x20, number: 0x40, short: 0x80 } as const

/** Terms by number, ascending, and beside each a mark: features and the logarithm of its frequency. */
export interface Vector {
  terms: Uint32Array
  marks: Uint8Array
}

/** A text as a number of 32 bits: FNV-1a (Fowler, Noll, Vo), finished as in MurmurHash3 so that all bits depend on all. */
export function numberOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** The number of a term; each language has other ones. */
export const termNumber = (language: string, term: string): number => numberOf(`${language} ${term}`)

const isShort = (term: string): boolean => term.length <= 3 && /^\p{Script=Latin}+$/u.test(term)

const markOf = (text: string, { frequency, inTitle, isName, isNumber }: Term): number =>
  Math.min(15, Math.round(2 * Math.log2(frequency))) |
  (inTitle ? features.title : 0) |
  (isName ? features.name : 0) |
  (isNumber ? features.number : 0) |
  (!isName && isShort(text) ? features.short : 0)

/** What a term counts in an article by its frequency: 1 where it occurs once, at most 8.5. */
export const frequencyWeight = (mark: number): number => 1 + (mark & 0x0f) / 2

/** All terms of an article as a vector. */
export function vectorOf(terms: ReadonlyMap<string, Term>, language: string): Vector {
  const marks = new Map<number, number>()
  for (const [text, term] of terms) marks.set(termNumber(language, text), markOf(text, term))
  const numbers = Uint32Array.from(marks.keys()).sort()
  return { terms: numbers, marks: Uint8Array.from(numbers, (number) => marks.get(number) as number) }
}

/** A vector with further terms, by their numbers; each occurs once. */
export function withTerms({ terms, marks }: Vector, further: readonly number[]): Vector {
  const added = Uint32Array.from(new Set(further)).sort()
  const numbers = new Uint32Array(terms.length + added.length)
  const ofThem = new Uint8Array(numbers.length)
  let [place, size] = [0, 0]
  const put = (number: number, mark: number): void => {
    numbers[size] = number
    ofThem[size++] = mark
  }
  for (const number of added) {
    for (; place < terms.length && (terms[place] as number) < number; place++)
      put(terms[place] as number, marks[place] as number)
    // A term that has the same number gives way, as in one pass over all terms.
    if (terms[place] === number) place++
    put(number, 0)
  }
  for (; place < terms.length; place++) put(terms[place] as number, marks[place] as number)
  return { terms: numbers.slice(0, size), marks: ofThem.slice(0, size) }
}

/** The part of a vector at these places. */
export function partOf({ terms, marks }: Vector, places: readonly number[]): Vector {
  const ascending = Uint32Array.from(places).sort()
  return {
    terms: Uint32Array.from(ascending, (place) => terms[place] as number),
    marks: Uint8Array.from(ascending, (place) => marks[place] as number),
  }
}

/** Numbers of 32 bits as text (base64, little-endian), and back. */
export const packNumbers = (numbers: Uint32Array): string =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64')

export function unpackNumbers(packed: string): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(packed, 'base64'))
  return new Uint32Array(bytes.buffer, 0, bytes.byteLength >> 2)
}

/** A vector as text: four bytes a term, then a byte each. */
export function packVector({ terms, marks }: Vector): string {
  const bytes = new Uint8Array(terms.length * 5)
  bytes.set(new Uint8Array(terms.buffer, terms.byteOffset, terms.byteLength))
  bytes.set(marks, terms.byteLength)
  return Buffer.from(bytes.buffer).toString('base64')
}

export function unpackVector(packed: string): Vector {
  const bytes = Uint8Array.from(Buffer.from(packed, 'base64'))
  const count = Math.floor(bytes.byteLength / 5)
  return { terms: new Uint32Array(bytes.buffer, 0, count), marks: bytes.subarray(count * 4) }
}
