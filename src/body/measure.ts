/** How long a body is, in the units that newsrooms count in. */
import { characterBits, unitsOf } from '../lib/character-bits.ts'
import { htmlToText } from '../lib/html.ts'
import type { Block } from './schema.ts'

/** The length of a body; minutes are whole. */
export interface Measure {
  wordCount: number
  characterCount: number
  readingMinutes: number
}

const WORDS_PER_MINUTE = 230
const CHARACTERS_PER_MINUTE = 400

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu
const kinds = { cjk: 1, word: 2, space: 4 } as const
/** In the order of the bits. */
const { ofUnits, at, endOf } = characterBits([
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
  /(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])[\p{L}\p{N}\p{M}]/u,
  /\s/,
])
/** What may stand inside of a word. */
const joiners = new Set("'’.,-")

/** Languages written without spaces between words and counted by word all the same. */
const UNSPACED = new Set(['th', 'lo', 'km', 'my'])

function readableTexts(block: Block): string[] {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return [htmlToText(block.html)]
    case 'quote':
      return [htmlToText(block.html), block.citation ?? '']
    case 'list':
      return block.items.map(htmlToText)
    case 'image':
      return [block.caption ?? '']
    case 'table':
      return [block.caption ?? '', ...[block.header ?? [], ...block.rows].flat().map(htmlToText)]
    case 'embed':
      return [block.title ?? '']
  }
}

/** Where a word ends: behind its letters and digits, and behind more of them that a joiner binds to it. */
function endOfWord(text: string, from: number): number {
  let end = endOf(text, from, kinds.word)
  while (end < text.length && joiners.has(text[end] as string)) {
    const endOfMore = endOf(text, end + 1, kinds.word)
    if (endOfMore === end + 1) break
    end = endOfMore
  }
  return end
}

function countSegments(text: string, primary: string): number {
  let words = 0
  for (const { isWordLike } of new Intl.Segmenter(primary, { granularity: 'word' }).segment(text)) {
    if (isWordLike) words += 1
  }
  return words
}

/** Counts in one pass: words, CJK characters, and all characters that are no white space. */
function count(text: string): { words: number; cjk: number; characters: number } {
  let [words, cjk, characters] = [0, 0, 0]
  let endOfLast = 0
  for (let place = 0; place < text.length; ) {
    const bits = ofUnits[text.charCodeAt(place)] || at(text, place)
    if (bits & kinds.word && place >= endOfLast) {
      words++
      endOfLast = endOfWord(text, place)
    } else if (bits & kinds.cjk) cjk++
    if ((bits & kinds.space) === 0) characters++
    place += unitsOf(bits)
  }
  return { words, cjk, characters }
}

/**
 * The length of a body in a language (BCP 47). Words: those of alphabetic scripts, plus every Han, Hiragana and
 * Katakana character. Characters: code points that are no white space. Minutes: 230 words or 400 such characters
 * each, rounded up, at least 1; 0 for a body without blocks. Credits, alternative texts and addresses do not count.
 */
export function measure(blocks: readonly Block[], language: string): Measure {
  const text = blocks.flatMap(readableTexts).join('\n')
  const primary = language.split('-')[0]?.toLowerCase() ?? ''
  const counted = count(text)
  const { cjk, characters: characterCount } = counted
  const words = UNSPACED.has(primary) ? countSegments(text.replace(CJK, ' '), primary) : counted.words
  const minutes = Math.max(1, Math.ceil(words / WORDS_PER_MINUTE + cjk / CHARACTERS_PER_MINUTE))
  return { wordCount: words + cjk, characterCount, readingMinutes: blocks.length === 0 ? 0 : minutes }
}
