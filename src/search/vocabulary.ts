/** The words of live titles: what half-typed words may become, and what mistyped ones may have meant. */
import { and, between, desc, eq, inArray, lte, or, sql } from 'drizzle-orm'
import leven from 'leven'
import type { Db, Queries } from '../db/db.ts'
import { insertionOfMany } from '../db/many-rows.ts'
import { shapedStatement, statement } from '../db/statement.ts'
import { fold } from './fold.ts'
import { runsOf } from './tokens.ts'

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
const value = sql.placeholder

/** How long a word of the vocabulary is, in characters. */
const shortest = 2
const longest = 40
/** How many words that begin alike are compared with a mistyped one. */
const compared = 1000

/** After every word that begins with the given one. */
const endOf = (prefix: string): string => `${prefix}\u{10ffff}`

export interface Word {
  word: string
  /** In how many titles it is. */
  articles: number
}

/** Words of titles, and what they may tell of half-typed and mistyped ones. */
export interface Words {
  /** The most frequent words that begin so, in one language or all. */
  completions(queries: Queries, prefix: string, limit: number, language?: string): Promise<Word[]>
  /** The word that was most likely meant; undefined when none is near, or the word itself is one. */
  nearest(queries: Queries, word: string): Promise<string | undefined>
}

/** The words of a title, folded, each once; of CJK runs those that a dictionary knows. */
export function wordsOf(title: string): string[] {
  const words = [...runsOf(fold(title))].flatMap(({ kind, text }) =>
    kind === 'word' ? [text] : Array.from(segmenter.segment(text), ({ segment }) => segment),
  )
  return [...new Set(words)].filter((word) => {
    const { length } = Array.from(word)
    return length >= shortest && length <= longest
  })
}

/** How many edits away a word may be and still be meant: none for a pair of characters that differ altogether. */
const mostEdits = (word: string): number => (Array.from(word).length < 5 ? 1 : 2)

/** Of words the one that is nearest to a mistyped one, then the most frequent one; undefined when none is near. */
export const nearestOf = (word: string, words: Word[]): string | undefined =>
  words
    .map((each) => ({ ...each, edits: leven(word, each.word) }))
    .filter(({ edits }) => edits > 0 && edits <= mostEdits(word))
    .sort((a, b) => a.edits - b.edits || b.articles - a.articles)[0]?.word

/** The store of words. */
export function createVocabulary(db: Db) {
  const { searchWords } = db.tables

  const counted = insertionOfMany(searchWords, {
    finish: (insert) =>
      insert.onConflictDoUpdate({
        target: [searchWords.word, searchWords.language],
        set: { articles: sql`search_words.articles + excluded.articles` },
      }),
  })

  const restOf = (word: string): string => Array.from(word).slice(1).join('')

  /** Counts the words of titles, as wordsOf() gives them. */
  async function add(queries: Queries, titles: Array<{ language: string; words: string[] }>): Promise<void> {
    const counts = new Map<string, { word: string; language: string; rest: string; articles: number }>()
    for (const { language, words } of titles)
      for (const word of ['', ...words]) {
        const key = `${word} ${language}`
        const known = counts.get(key)
        if (known) known.articles++
        else counts.set(key, { word, language, rest: restOf(word), articles: 1 })
      }
    const byKey = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
    await counted(
      queries,
      byKey.map(([, row]) => row),
    )
  }

  /** Takes the words of a title back; words that no title has any more are gone. */
  async function subtract(queries: Queries, language: string, title: string): Promise<void> {
    const words = and(eq(searchWords.language, language), inArray(searchWords.word, ['', ...wordsOf(title)]))
    await queries
      .update(searchWords)
      .set({ articles: sql`${searchWords.articles} - 1` })
      .where(words)
    await queries.delete(searchWords).where(and(words, lte(searchWords.articles, 0)))
  }

  const total = sql<number>`sum(${searchWords.articles})`.mapWith(Number)
  const beginning = shapedStatement(String, (queries, inLanguage: boolean) =>
    queries
      .select({ word: searchWords.word, articles: total })
      .from(searchWords)
      .where(
        and(
          between(searchWords.word, value('prefix'), value('end')),
          inLanguage ? eq(searchWords.language, value('language')) : undefined,
        ),
      )
      .groupBy(searchWords.word)
      .orderBy(desc(total), searchWords.word)
      .limit(value('limit')),
  )

  /** The most frequent words of live titles that begin so, in one language or all. */
  async function completions(queries: Queries, prefix: string, limit: number, language?: string): Promise<Word[]> {
    if (prefix === '') return []
    const values = { prefix, end: endOf(prefix), limit, ...(language !== undefined && { language }) }
    return beginning(queries, language !== undefined, values)
  }

  const alike = statement((queries) =>
    queries
      .select({ word: searchWords.word, articles: total })
      .from(searchWords)
      .where(
        or(
          between(searchWords.word, value('first'), value('firstEnd')),
          between(searchWords.rest, value('second'), value('secondEnd')),
        ),
      )
      .groupBy(searchWords.word)
      .orderBy(desc(total), searchWords.word)
      .limit(compared),
  )

  /**
   * The word of live titles that was most likely meant: one or two edits away, with the same first character or the same
   * two after it; the nearest one, then the most frequent one. Undefined when there is none, or the word itself is one.
   */
  async function nearest(queries: Queries, word: string): Promise<string | undefined> {
    const [first = '', second = '', third = ''] = Array.from(word)
    if (second === '') return undefined
    const values = { first, firstEnd: endOf(first), second: second + third, secondEnd: endOf(second + third) }
    return nearestOf(word, await alike(queries, values))
  }

  return { add, subtract, completions, nearest }
}

export type Vocabulary = ReturnType<typeof createVocabulary>
