/** The words that a reader with a profile may be told of: those of titles which that reader may see. */
import { sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { statement } from '../db/statement.ts'
import { fold } from './fold.ts'
import { nearestOf, type Word, type Words, wordsOf } from './vocabulary.ts'

/** Of how many articles, the newest ones, titles are read: counting all words for each profile would cost writers. */
export const titlesRead = 2000

/** The most frequent words first, then in the order of their characters, as the vocabulary of everybody has them. */
const byFrequency = (a: Word, b: Word): number => b.articles - a.articles || (a.word < b.word ? -1 : 1)

/** The words of titles, each with how many of them have it. */
function counted(titles: string[], isWanted: (word: string) => boolean): Word[] {
  const counts = new Map<string, number>()
  for (const word of titles.flatMap(wordsOf)) if (isWanted(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return Array.from(counts, ([word, articles]) => ({ word, articles })).sort(byFrequency)
}

/** Builds the words of readers, each known by the term of its profile. */
export function createTitleWords({ tables: { liveArticles } }: Db): (term: string) => Words {
  const newest = statement((queries) =>
    queries
      .select({ title: liveArticles.title, language: liveArticles.language })
      .from(
        sql`(select ordinal as place from live_postings where term_id = (select id from live_terms where term = ${sql.placeholder('viewer')}) order by ordinal desc limit ${sql.raw(String(titlesRead))}) newest`,
      )
      .crossJoin(liveArticles)
      .where(sql`live_articles.ordinal = newest.place`),
  )

  return (viewer) => ({
    async completions(queries: Queries, prefix: string, limit: number, language?: string): Promise<Word[]> {
      if (prefix === '') return []
      const rows = await newest(queries, { viewer })
      const titles = rows
        .filter((row) => language === undefined || row.language === language)
        .map(({ title }) => title)
        .filter((title) => fold(title).includes(prefix))
      return counted(titles, (word) => word.startsWith(prefix)).slice(0, limit)
    },

    async nearest(queries: Queries, word: string): Promise<string | undefined> {
      const [first = '', ...rest] = Array.from(word)
      if (rest.length === 0) return undefined
      const begins = rest.slice(0, 2).join('')
      const rows = await newest(queries, { viewer })
      const isAlike = (each: string) => each.startsWith(first) || Array.from(each).slice(1).join('').startsWith(begins)
      return nearestOf(
        word,
        counted(
          rows.map(({ title }) => title),
          isAlike,
        ),
      )
    },
  })
}
