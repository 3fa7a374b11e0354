/** How long a body is, in the units that newsrooms count in. */
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
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.,-][\p{L}\p{N}\p{M}]+)*/gu

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

const matches = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

function countWords(text: string, language: string): number {
  const primary = language.split('-')[0]?.toLowerCase() ?? ''
  if (!UNSPACED.has(primary)) return matches(text, WORD)
  let words = 0
  for (const { isWordLike } of new Intl.Segmenter(primary, { granularity: 'word' }).segment(text)) {
    if (isWordLike) words += 1
  }
  return words
}

/**
 * The length of a body in a language (BCP 47). Words: those of alphabetic scripts, plus every Han, Hiragana and
 * Katakana character. Characters: code points that are no white space. Minutes: 230 words or 400 such characters
 * each, rounded up, at least 1; 0 for a body without blocks. Credits, alternative texts and addresses do not count.
 */
export function measure(blocks: readonly Block[], language: string): Measure {
  const text = blocks.flatMap(readableTexts).join('\n')
  const cjk = matches(text, CJK)
  const words = countWords(text.replace(CJK, ' '), language)
  const minutes = Math.max(1, Math.ceil(words / WORDS_PER_MINUTE + cjk / CHARACTERS_PER_MINUTE))
  return {
    wordCount: words + cjk,
    characterCount: matches(text, /\S/gu),
    readingMinutes: blocks.length === 0 ? 0 : minutes,
  }
}
