/**
 * What a text is made of for search: words, and pairs of neighbouring Chinese, Japanese or Korean characters, which are
 * written without spaces between words. Index, queries, highlights and the reference scan cut texts in this one way.
 */
import { fold, foldWithPlaces, singular } from './fold.ts'

/** The characters that are taken in pairs, as a regular expression's class has them. */
export const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}ー'
/** A run of CJK characters, or a word: letters and digits with their marks. */
const RUNS = new RegExp(`(?<cjk>[${CJK}]+)|(?<word>(?:(?![${CJK}])[\\p{L}\\p{N}](?:(?![${CJK}])\\p{M})*)+)`, 'gu')

/** Longer words are cut, in texts and queries alike: databases limit the length of what they index. */
const longestWord = 64

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

/** The runs of a folded text, in order. */
export function* runsOf(folded: string): Generator<Run> {
  for (const match of folded.matchAll(RUNS)) {
    const { cjk, word } = match.groups as { cjk?: string; word?: string }
    const text = cjk ?? (word as string)
    yield { kind: cjk === undefined ? 'word' : 'cjk', text, start: match.index, end: match.index + text.length }
  }
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

const CJK_CHARACTER = new RegExp(`^[${CJK}]`, 'u')

/** Whether a token is a pair of CJK characters, or the last one of a run. */
export const isPair = (token: string): boolean => CJK_CHARACTER.test(token)

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
