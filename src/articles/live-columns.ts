/** What a query of live articles reads, for everybody and for readers with a profile. */
import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/db.ts'
import { entitled } from '../db/entitled.ts'

/** The article that a live one translates, if that is live and, `narrowed`, may be seen by the reader too. */
const originalOf = (narrowed: boolean): SQL<string | null> =>
  narrowed
    ? sql<
        string | null
      >`(select o.id from live_articles o where o.id = live_articles.translation_of_id and ${entitled(sql`o.ordinal`)})`
    : sql<string | null>`(select o.id from live_articles o where o.id = live_articles.translation_of_id)`

/** All of a live article but its rendered text. */
export function articleColumns({ tables }: Db) {
  const { rendered, ...columns } = getTableColumns(tables.liveArticles)
  return columns
}

/** A live article with the one that it translates. */
export const readColumns = (db: Db, narrowed: boolean) => ({
  article: articleColumns(db),
  translationOf: originalOf(narrowed),
})

/** A live article as its row has it rendered, and which state of the database it was read in. */
export const renderedColumns = ({ tables: { liveArticles } }: Db, narrowed: boolean) => ({
  ordinal: liveArticles.ordinal,
  rendered: liveArticles.rendered,
  translationOf: originalOf(narrowed),
  expiresAt: liveArticles.expiresAt,
  rightsEndAt: liveArticles.rightsEndAt,
  seq: sql<number | null>`(select max(seq) from changes)`.mapWith(Number),
})
