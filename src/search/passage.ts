/** Which stretch of a passage is shown: some 160 characters around a mark, cut at sentences and words. */
import { traits, traitsAt, traitsOf } from './characters.ts'

/** How long the passage of the body is, in characters; a CJK character is as wide as two. */
const passageWidth = 160
/** How far before the first mark a passage begins. */
const contextWidth = 50

export interface Stretch {
  from: number
  to: number
}

/** What is marked. */
interface Marked {
  start: number
  end: number
}

const space = 0x20

const has = (text: string, place: number, trait: number): boolean =>
  place >= 0 && place < text.length && (traitsOf(text.charCodeAt(place)) & trait) !== 0

const widthOf = (bits: number): number => (bits & traits.wide ? 2 : 1)

/** Whether a sentence ends before a place, maybe with a quotation mark. */
const endsSentence = (text: string, place: number): boolean =>
  has(text, place - 1, traits.endsSentence) ||
  (has(text, place - 1, traits.closesQuote) && has(text, place - 2, traits.endsSentence))

/**
 * Where the stretch around a mark begins: at a sentence if one begins near, else as far back as is near. A text may be cut
 * before white space, and beside CJK characters. White space in a row is one character.
 */
function beginningBefore(text: string, mark: number): number {
  let first = -1
  let width = 0
  let following = traitsAt(text, mark)
  let place = mark
  while (place > 0) {
    const end = place--
    let bits = traitsOf(text.charCodeAt(place))
    if (bits & traits.space) while (has(text, place - 1, traits.space)) bits |= traitsOf(text.charCodeAt(--place))
    else if (bits & traits.surrogate) {
      if (place > 0 && (text.codePointAt(place - 1) as number) > 0xffff) place--
      bits = traitsAt(text, place)
    }
    if (following & (traits.wide | traits.space) || bits & traits.wide) {
      if (endsSentence(text, end)) return end
      first = end
    }
    // Near is what is near the last place before the mark where the text may be cut.
    if (first !== -1) width += widthOf(bits)
    if (width > contextWidth) return first
    following = bits
  }
  return 0
}

/** The same in a text of ASCII characters from the space on; undefined where spaces stand in a row. */
function beginningInAscii(text: string, mark: number): number | undefined {
  const near = text.lastIndexOf(' ', mark)
  const furthest = near - contextWidth
  let first = near
  for (let place = near; place > 0 && place >= furthest; place--) {
    if (text.charCodeAt(place) !== space) continue
    if (text.charCodeAt(place - 1) === space) return undefined
    if (endsSentence(text, place)) return place
    first = place
  }
  return furthest > 0 ? first : 0
}

/** The stretch around a mark in such a text, where each character is one wide and may be looked for. */
function stretchInAscii(text: string, { start, end }: Marked): Stretch | undefined {
  const from = beginningInAscii(text, start)
  if (from === undefined) return undefined
  const last = from + passageWidth
  if (text.slice(from, last + 2).includes('  ')) return undefined
  return { from, to: last < text.length ? Math.max(end, text.lastIndexOf(' ', last)) : text.length }
}

/**
 * The stretch around a mark, which begins with a letter or digit: begun at a sentence where one begins near, ended at a
 * word. `isAscii` says that the text is known to have nothing but ASCII characters from the space on.
 */
export function stretchAround(text: string, mark: Marked, isAscii = false): Stretch {
  return (isAscii ? stretchInAscii(text, mark) : undefined) ?? stretchInAny(text, mark)
}
/** The stretch around a mark in whatever text. */
function stretchInAny(text: string, { start, end }: Marked): Stretch {
  const { length } = text
  const from = beginningBefore(text, start)
  let to = end
  let width = 0
  let before = 0
  let next = from
  while (width <= passageWidth) {
    if (next === length) return { from, to: length }
    const place = next++
    let bits = traitsOf(text.charCodeAt(place))
    if (bits & traits.space) while (has(text, next, traits.space)) bits |= traitsOf(text.charCodeAt(next++))
    else if (bits & traits.surrogate) {
      if ((text.codePointAt(place) as number) > 0xffff) next++
      bits = traitsAt(text, place)
    }
    if (place >= end && (before & traits.wide || bits & (traits.wide | traits.space))) to = place
    width += widthOf(bits)
    before = bits
  }
  return { from, to }
}
