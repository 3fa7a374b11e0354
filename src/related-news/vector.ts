/** Vectors: the terms of an article as numbers, packed into a few hundred bytes. */
/** What is known of a term in an article, above the four bits of its frequency. */
export const features = { title: 0x10, name: 0x20, number: 0x40, short: 0x80 } as const

/** Terms by number, ascending, and beside each a mark: features and the logarithm of its frequency. */
export interface Vector {
  terms: Uint32Array
  marks: Uint8Array
}

const begin = 0x811c9dc5

const step = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193)

function steps(begun: number, text: string): number {
  let hash = begun
  for (let index = 0; index < text.length; index++) hash = step(hash, text.charCodeAt(index))
  return hash
}

function finished(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** A text as a number of 32 bits: FNV-1a (Fowler, Noll, Vo), finished as in MurmurHash3 so that all bits depend on all. */
export const numberOf = (text: string): number => finished(steps(begin, text))

/** What the numbers of a language's terms begin with. */
export const beginOf = (language: string): number => steps(begin, `${language} `)

/** The number of a term of one or two parts; each language, by its `beginOf`, has other ones. */
export const numberIn = (begun: number, part: string, further = ''): number =>
  finished(steps(steps(begun, part), further))

/** The number of a pair of characters that are one unit each. */
export const pairNumber = (begun: number, one: number, other: number): number => finished(step(step(begun, one), other))

/** The number of a term; each language has other ones. */
export const termNumber = (language: string, term: string): number => numberIn(beginOf(language), term)

/** What a term counts in an article by its frequency: 1 where it occurs once, at most 8.5. */
export const frequencyWeight = (mark: number): number => 1 + (mark & 0x0f) / 2

/** Marks of frequencies; above the last one they are all the same. */
const marksOfFrequencies = Uint8Array.from({ length: 256 }, (_, frequency) =>
  frequency === 0 ? 0 : Math.min(15, Math.round(2 * Math.log2(frequency))),
)

/** What is known of a term besides its features, as a mark. */
export const frequencyMark = (frequency: number): number =>
  marksOfFrequencies[Math.min(frequency, marksOfFrequencies.length - 1)] as number

/** Terms, given by their numbers and marks in any order, as a vector; of terms with one number the last one stays. */
export function vectorOf(numbers: readonly number[], marks: readonly number[]): Vector {
  const { length } = numbers
  // Sorted as numbers: each holds its place in the bits below the term's own.
  const order = new Float64Array(length)
  for (let place = 0; place < length; place++) order[place] = (numbers[place] as number) * 0x10_0000 + place
  order.sort()
  const terms = new Uint32Array(length)
  const ofThem = new Uint8Array(length)
  let size = 0
  for (const each of order) {
    const number = Math.floor(each / 0x10_0000)
    if (size > 0 && terms[size - 1] === number) size--
    terms[size] = number
    ofThem[size++] = marks[each % 0x10_0000] as number
  }
  return size === length ? { terms, marks: ofThem } : { terms: terms.slice(0, size), marks: ofThem.slice(0, size) }
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

/** The part of a vector at these places, which ascend. */
export function partOf({ terms, marks }: Vector, places: ArrayLike<number>): Vector {
  const part = { terms: new Uint32Array(places.length), marks: new Uint8Array(places.length) }
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as number
    part.terms[index] = terms[place] as number
    part.marks[index] = marks[place] as number
  }
  return part
}

/** Numbers of 32 bits as text (base64, little-endian), and back. */
export const packNumbers = (numbers: Uint32Array): string =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64')

/** Bytes in memory of their own: those of a buffer may begin where no number can. */
const bytesOf = (packed: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(packed, 'base64'))

export function unpackNumbers(packed: string): Uint32Array {
  const bytes = bytesOf(packed)
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
  const bytes = bytesOf(packed)
  const count = Math.floor(bytes.byteLength / 5)
  return { terms: new Uint32Array(bytes.buffer, 0, count), marks: bytes.subarray(count * 4) }
}
