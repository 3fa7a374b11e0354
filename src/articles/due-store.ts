/** What the scheduler looks for: articles whose time to be published, to lose their rights, or to leave readers, has come. */
import { and, asc, eq, isNotNull, lte, or } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import type { Instant } from '../lib/instant.ts'

/** A transition whose time has come. */
export interface Due {
  id: string
  at: Instant
  transition: 'publish' | 'expire' | 'endRights'
}

/** So many due transitions are found in one look. */
const dueAtOnce = 500

/** Creates the scheduler's look. */
export function createDueLook(db: Db) {
  const { articles, liveArticles } = db.tables

  /** The first of what the scheduler has to do by now, in the order of its times. */
  return async function due(queries: Queries, now: Instant): Promise<Due[]> {
    const publications = await queries
      .select({ id: articles.id, at: articles.dueAt })
      .from(articles)
      .where(and(isNotNull(articles.dueAt), lte(articles.dueAt, now)))
      .orderBy(asc(articles.dueAt), asc(articles.id))
      .limit(dueAtOnce)
    const expiries = await queries
      .select({ id: articles.id, at: articles.expiresAt })
      .from(articles)
      .where(
        and(
          // After downtime the end of what is yet to be published may have come as well.
          or(eq(articles.state, 'live'), lte(articles.dueAt, now)),
          isNotNull(articles.expiresAt),
          lte(articles.expiresAt, now),
        ),
      )
      .orderBy(asc(articles.expiresAt), asc(articles.id))
      .limit(dueAtOnce)
    const rights = await queries
      .select({ id: liveArticles.id, at: liveArticles.rightsEndAt })
      .from(liveArticles)
      .where(and(isNotNull(liveArticles.rightsEndAt), lte(liveArticles.rightsEndAt, now)))
      .orderBy(asc(liveArticles.rightsEndAt), asc(liveArticles.id))
      .limit(dueAtOnce)
    const all = [
      ...rights.map((row) => ({ ...row, transition: 'endRights' as const })),
      ...publications.map((row) => ({ ...row, transition: 'publish' as const })),
      ...expiries.map((row) => ({ ...row, transition: 'expire' as const })),
    ]
    // What both kinds have before the limit comes before all that either has behind it.
    return (all as Due[])
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1))
      .slice(0, dueAtOnce)
  }
}
