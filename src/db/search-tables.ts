/**
 * The tables of search. The full-text table is another thing in each database, with one name; the migration `search`
 * makes all of them by hand, because table definitions cannot say what a full-text table is.
 */
import type { Kit } from './kit-sqlite.ts'

export function searchTables(kit: Kit) {
  /** SQLite: an FTS5 table that keeps no texts; each column holds tokens with spaces between. */
  const searchTokens = kit.table('live_search', {
    rowid: kit.integer().primaryKey(),
    title: kit.text(),
    summary: kit.text(),
    body: kit.text(),
    filters: kit.text(),
  })
  /** PostgreSQL: the same tokens as lexemes of a tsvector. */
  const searchVectors = kit.table('live_search', { ordinal: kit.integer().primaryKey(), document: kit.text() })
  /** The words of live titles, folded, and in how many of them each is; the empty word is in each. */
  const searchWords = kit.table(
    'search_words',
    {
      word: kit.text().notNull(),
      language: kit.text().notNull(),
      /** The word without its first character: how words are found whose first character was mistyped. */
      rest: kit.text().notNull(),
      articles: kit.integer().notNull(),
    },
    (t) => [kit.primaryKey({ columns: [t.word, t.language] }), kit.index('search_words_rest').on(t.rest)],
  )
  return { searchTokens, searchVectors, searchWords }
}
