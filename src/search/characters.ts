/** What kinds of characters there are, by their UTF-16 code units: looked up, because texts are walked one by one. */
import { CJK } from './tokens.ts'

/** What a unit may be, as bits. */
export const traits = { word: 1, cjk: 2, wide: 4, space: 8, endsSentence: 16, closesQuote: 32, surrogate: 64 } as const

const known = 128

/** In the order of the bits. */
const patterns: Array<[number, RegExp]> = [
  [traits.word, new RegExp(`(?![${CJK}])[\\p{L}\\p{N}]`, 'u')],
  [traits.cjk, new RegExp(`[${CJK}]`, 'u')],
  [traits.wide, /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u],
  [traits.space, /\s/u],
  [traits.endsSentence, /[.!?。！？…]/u],
  [traits.closesQuote, /["”’』」]/u],
  [traits.surrogate, /\p{Surrogate}/u],
]

const ofUnits = new Uint8Array(0x10000)

const traitsOfText = (text: string): number =>
  patterns.reduce((bits, [bit, pattern]) => (pattern.test(text) ? bits | bit : bits), known)

/** The traits of a unit; half of a pair of surrogates has none but that. */
export function traitsOf(unit: number): number {
  const found = ofUnits[unit] as number
  if (found !== 0) return found
  const bits = traitsOfText(String.fromCharCode(unit))
  ofUnits[unit] = bits
  return bits
}

/** The traits of the character that begins at this place of a text. */
export function traitsAt(text: string, place: number): number {
  const bits = traitsOf(text.charCodeAt(place))
  return bits & traits.surrogate ? traitsOfText(String.fromCodePoint(text.codePointAt(place) as number)) : bits
}
