/** What a query of live articles reads, for everybody and for readers with a profile. */
import { sql } from 'drizzle-orm'
import type { Db } from '../db/db.ts'
import { entitled } from '../db/entitled.ts'

/** A live article with the one that it translates, if that is live and, `narrowed`, may be seen by the reader too. */
export const readColumns = ({ tables }: Db, narrowed: boolean) => ({
  article: tables.liveArticles,
  translationOf: narrowed
    ? sql<
        string | null
      >`(select o.id from live_articles o where o.id = live_articles.translation_of_id and ${entitled(sql`o.ordinal`)})`
    : sql<string | null>`(select o.id from live_articles o where o.id = live_articles.translation_of_id)`,
})
