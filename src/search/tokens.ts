/**
 * What a text is made of for search: words, and pairs of neighbouring Chinese, Japanese or Korean characters, which are
 * written without spaces between words. Index, queries, highlights and the reference scan cut texts in this one way.
 */
import { characterBits, unitsOf } from '../lib/character-bits.ts'
import { fold, foldWithPlaces, singular } from './fold.ts'

/** The characters that are taken in pairs, as a regular expression's class has them. */
export const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}ー'
const kinds = { cjk: 1, letter: 2, mark: 4 } as const
/** In the order of the bits: a run of CJK characters is made of the first, a word of letters and digits with their marks. */
const { ofUnits, at, endOf } = characterBits([
  new RegExp(`[${CJK}]`, 'u'),
  new RegExp(`(?![${CJK}])[\\p{L}\\p{N}]`, 'u'),
  new RegExp(`(?![${CJK}])\\p{M}`, 'u'),
])

/** Longer words are cut, in texts and queries alike: databases limit the length of what they index. */
export const longestWord = 64

/** Ends the token of a single character, so that it is not taken for the last character of a run. */
const single = '\ue001'

/** The token by which a text that has this character anywhere is found. */
export const singleToken = (character: string): string => character + single

/** A part of a folded text: a run of CJK characters or one word, with its place in that text. */
export interface Run {
  kind: 'cjk' | 'word'
  text: string
  start: number
  end: number
}

/** Tells of the runs of a folded text, in order, by their places. */
export function eachRun(folded: string, tell: (isWord: boolean, start: number, end: number) => void): void {
  for (let place = 0; place < folded.length; ) {
    const bits = ofUnits[folded.charCodeAt(place)] || at(folded, place)
    if ((bits & (kinds.cjk | kinds.letter)) === 0) {
      place += unitsOf(bits)
      continue
    }
    const isWord = (bits & kinds.letter) !== 0
    const end = endOf(folded, place, isWord ? kinds.letter | kinds.mark : kinds.cjk)
    tell(isWord, place, end)
    place = end
  }
}

/** The runs of a folded text, in order. */
export function runsOf(folded: string): Run[] {
  const runs: Run[] = []
  eachRun(folded, (isWord, start, end) => {
    runs.push({ kind: isWord ? 'word' : 'cjk', text: folded.slice(start, end), start, end })
  })
  return runs
}

/** The token of a folded word. */
export const wordToken = (word: string): string => {
  const token = singular(word)
  return token.length > longestWord ? token.slice(0, longestWord) : token
}

/** Overlapping pairs, and the last character by itself unless `open`: then the run may go on. */
export function pairsOf(run: string, open = false): string[] {
  const characters = Array.from(run)
  const pairs = characters.map((character, index) => character + (characters[index + 1] ?? ''))
  return open && pairs.length > 1 ? pairs.slice(0, -1) : pairs
}

/** The tokens of one passage, in order. */
export function tokensOf(passage: string): string[] {
  const tokens: string[] = []
  for (const { kind, text } of runsOf(fold(passage))) {
    if (kind === 'word') tokens.push(wordToken(text))
    else for (const pair of pairsOf(text)) tokens.push(pair)
  }
  return tokens
}

/** A piece of an original text with the token that it is found by; of a CJK run there is one piece per character. */
export interface Piece {
  kind: 'cjk' | 'word'
  token: string
  start: number
  end: number
}

/** The pieces of a text with their places in the original: words as they are found, CJK characters one by one. */
export function piecesOf(original: string): Piece[] {
  const folded = foldWithPlaces(original)
  const pieces: Piece[] = []
  const add = (kind: Piece['kind'], token: string, start: number, end: number): void => {
    pieces.push({ kind, token, start: folded.startAt(start), end: folded.endAt(end - 1) })
  }
  for (const { kind, text, start, end } of runsOf(folded.text)) {
    if (kind === 'word') add('word', wordToken(text), start, end)
    else {
      let place = start
      for (const character of text) {
        add('cjk', character, place, place + character.length)
        place += character.length
      }
    }
  }
  return pieces
}
