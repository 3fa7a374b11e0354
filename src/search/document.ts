/** What of an article is searched, and where in the index each of its tokens stands. */
import type { Block } from '../body/index.ts'
import { htmlToText } from '../lib/html.ts'
import { createTokenText } from './token-text.ts'
import { wordsOf } from './vocabulary.ts'

/** How many places of an article are searched: PostgreSQL keeps none after the 16,383rd. Both databases keep to it. */
export const mostPlaces = 15_000

export const fields = ['title', 'summary', 'body'] as const
export type Field = (typeof fields)[number]

/** The searched texts of an article. Phrases do not reach from one passage into the next. */
export type Passages = Record<Field, string[]>

/** The tokens of a field: by passages, and once for each character that a CJK passage has. */
export interface FieldTokens {
  passages: string[][]
  singles: string[]
}

function blockTexts(block: Block): Array<string | null> {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return [htmlToText(block.html)]
    case 'quote':
      return [htmlToText(block.html), block.citation]
    case 'list':
      return block.items.map(htmlToText)
    case 'image':
      return [block.caption ?? block.alt, block.credit]
    case 'table':
      return [block.caption, ...(block.header ?? []).map(htmlToText), ...block.rows.flat().map(htmlToText)]
    case 'embed':
      return [block.title]
  }
}

/** The passages of a body: paragraphs, list items, table cells, captions. */
export const passagesOf = (blocks: readonly Block[]): string[] =>
  blocks.flatMap(blockTexts).filter((text): text is string => text !== null && text.trim() !== '')

/** The searched texts of an article. */
export const searchedTexts = (
  { title, subtitle, summary }: { title: string; subtitle: string | null; summary: string | null },
  blocks: readonly Block[],
): Passages => ({
  title: [title],
  summary: [subtitle, summary].filter((text) => text !== null),
  body: passagesOf(blocks),
})

/** Stands between two passages, so that no phrase reaches across. */
const gap = ' \ue000 '

const tokensIn = (text: string): string[] => (text === '' ? [] : text.split(' '))

/** The tokens of a field out of its text. */
export function fieldOfText(text: string): FieldTokens {
  const parts = text.split(gap).map(tokensIn)
  return { passages: parts.slice(0, -1), singles: parts.at(-1) as string[] }
}

/**
 * The tokens of the first 15,000 places of an article, each field as one text: its passages, then its single characters.
 * One place is left free between two passages.
 */
export function fieldTexts(texts: Passages): Record<Field, string> {
  let room = mostPlaces
  const of = (field: Field): string => {
    const writing = createTokenText()
    for (const passage of texts[field]) {
      const tokens = writing.add(passage, Math.max(0, room))
      room -= tokens + 1
      if (tokens > 0) writing.write(gap)
    }
    return writing.end()
  }
  return { title: of('title'), summary: of('summary'), body: of('body') }
}

/** What is searched of an article, ready for an index: the text of each field's tokens, and the words of its title. */
export interface SearchedText extends Record<Field, string> {
  words: string[]
}

/** Cuts an article's texts for search. It needs no database: any thread can do it. */
export function searchedText(article: Parameters<typeof searchedTexts>[0], blocks: readonly Block[]): SearchedText {
  return { ...fieldTexts(searchedTexts(article, blocks)), words: wordsOf(article.title) }
}
