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

const has = (text: string, place: number, trait: number): boolean =>
  place >= 0 && place < text.length && (traitsOf(text.charCodeAt(place)) & trait) !== 0

/** A character, or all white space in a row, as it is come upon from one of its ends. */
interface Step {
  /** Its other end. */
  place: number
  traits: number
}

/** What ends at a place. */
function stepBack(text: string, end: number): Step {
  let place = end - 1
  let bits = traitsOf(text.charCodeAt(place))
  if (bits & traits.space) while (has(text, place - 1, traits.space)) bits |= traitsOf(text.charCodeAt(--place))
  else if (bits & traits.surrogate) {
    if (place > 0 && (text.codePointAt(place - 1) as number) > 0xffff) place--
    bits = traitsAt(text, place)
  }
  return { place, traits: bits }
}

/** What begins at a place. */
function stepOn(text: string, start: number): Step {
  let place = start + 1
  let bits = traitsOf(text.charCodeAt(start))
  if (bits & traits.space) while (has(text, place, traits.space)) bits |= traitsOf(text.charCodeAt(place++))
  else if (bits & traits.surrogate) {
    if ((text.codePointAt(start) as number) > 0xffff) place++
    bits = traitsAt(text, start)
  }
  return { place, traits: bits }
}

const widthOf = (bits: number): number => (bits & traits.wide ? 2 : 1)

/** Whether a sentence ends before a place, maybe with a quotation mark. */
const endsSentence = (text: string, place: number): boolean =>
  has(text, place - 1, traits.endsSentence) ||
  (has(text, place - 1, traits.closesQuote) && has(text, place - 2, traits.endsSentence))

/**
 * Where the stretch around a mark begins: at a sentence if one begins near, else as far back as is near. A text may be cut
 * before white space, and beside CJK characters.
 */
function beginningBefore(text: string, mark: number): number {
  let first = -1
  let width = 0
  let following = traitsAt(text, mark)
  let place = mark
  while (place > 0) {
    const { place: start, traits: bits } = stepBack(text, place)
    if (following & (traits.wide | traits.space) || bits & traits.wide) {
      if (endsSentence(text, place)) return place
      first = place
    }
    // Near is what is near the last place before the mark where the text may be cut.
    if (first !== -1) width += widthOf(bits)
    if (width > contextWidth) return first
    following = bits
    place = start
  }
  return 0
}

/** The stretch around a mark: begun at a sentence where one begins near, ended at a word. */
export function stretchAround(text: string, { start, end }: { start: number; end: number }): Stretch {
  const from = beginningBefore(text, start)
  let to = end
  let width = 0
  let before = 0
  for (let place = from; width <= passageWidth; ) {
    if (place === text.length) return { from, to: place }
    const { place: next, traits: bits } = stepOn(text, place)
    if (place >= end && (before & traits.wide || bits & (traits.wide | traits.space))) to = place
    width += widthOf(bits)
    before = bits
    place = next
  }
  return { from, to }
}
