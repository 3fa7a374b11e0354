/** Queries on profiles, and on the articles that each lets its reader see: they have its term. */
import { and, eq, gte, inArray, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { statement } from '../db/statement.ts'
import { firstOrdinalAt } from '../lib/ordinal.ts'
import { type Profile, profileTerm, type Right } from '../lib/viewer.ts'

export interface StoredProfile {
  id: string
  profile: Profile
}

/** The right of syndication that a source gives its articles. */
const rightOfSource = sql<Right>`coalesce(document -> 'rights' ->> 'syndication', 'unknown')`

/** The store of profiles. Writes take the handle of their write. */
export function createProfileStore(db: Db) {
  const { profiles, liveTerms, livePostings, catalogue } = db.tables

  const all = statement((queries) => queries.select().from(profiles))
  const byId = statement((queries) =>
    queries
      .select()
      .from(profiles)
      .where(eq(profiles.id, sql.placeholder('id'))),
  )
  const sourceById = statement((queries) =>
    queries
      .select({ right: rightOfSource })
      .from(catalogue)
      .where(eq(catalogue.id, sql.placeholder('id'))),
  )

  async function list(queries: Queries): Promise<StoredProfile[]> {
    const rows = await all(queries)
    return rows.map(({ id, document }) => ({ id, profile: document as Profile }))
  }

  async function find(queries: Queries, id: string): Promise<Profile | undefined> {
    const [row] = await byId(queries, { id })
    return row?.document as Profile | undefined
  }

  /** The right of syndication that a source gives to articles without one of their own. */
  async function sourceRight(queries: Queries, id: string): Promise<Right> {
    const [row] = await sourceById(queries, { id })
    return row?.right ?? 'unknown'
  }

  async function put(queries: Queries, id: string, profile: Profile): Promise<void> {
    await queries
      .insert(profiles)
      .values({ id, document: profile })
      .onConflictDoUpdate({ target: profiles.id, set: { document: profile } })
  }

  async function remove(queries: Queries, id: string): Promise<void> {
    await queries.delete(profiles).where(eq(profiles.id, id))
  }

  /** Takes a profile's term from all articles. */
  async function clear(queries: Queries, id: string): Promise<void> {
    const own = queries
      .select({ id: liveTerms.id })
      .from(liveTerms)
      .where(eq(liveTerms.term, profileTerm(id)))
    await queries.delete(livePostings).where(inArray(livePostings.termId, own))
    await queries.delete(liveTerms).where(eq(liveTerms.term, profileTerm(id)))
  }

  const termsLike = (terms: string[]) => queriesOfTerms(terms.length === 0 ? ['none'] : terms)
  const queriesOfTerms = (terms: string[]) =>
    sql`exists (select 1 from live_postings p where p.ordinal = ${livePostings.ordinal} and p.term_id in (select id from live_terms where term in (${sql.join(
      terms.map((term) => sql`${term}`),
      sql.raw(', '),
    )})))`

  /** Terms of the rights that a profile wants: articles' own, and those of the sources that have them. */
  async function rightTerms(queries: Queries, rights: Right[]): Promise<string[]> {
    const sources = await queries
      .select({ id: catalogue.id })
      .from(catalogue)
      .where(and(eq(catalogue.resource, 'source'), inArray(rightOfSource, rights)))
    return [...rights.map((right) => `syndication:${right}`), ...sources.map(({ id }) => `syndication-of:${id}`)]
  }

  async function conditionsOf(queries: Queries, profile: Profile) {
    const { sources, tags, languages, rights, publishedSince } = profile
    return and(
      sources === null ? undefined : termsLike(sources.map((id) => `source:${id}`)),
      tags === null ? undefined : termsLike(tags.map((id) => `tag:${id}`)),
      languages === null ? undefined : termsLike(languages.map((each) => `language:${each}`)),
      rights === null ? undefined : termsLike(await rightTerms(queries, rights)),
      publishedSince === null ? undefined : gte(livePostings.ordinal, firstOrdinalAt(publishedSince)),
    )
  }

  /** Gives a profile's term to exactly the live articles that it lets its reader see. */
  async function rebuild(queries: Queries, id: string, profile: Profile): Promise<void> {
    await clear(queries, id)
    const [made] = await queries
      .insert(liveTerms)
      .values({ term: profileTerm(id), articles: 0 } as never)
      .returning({ id: liveTerms.id })
    const termId = (made as { id: number }).id
    const everything = queries.select({ id: liveTerms.id }).from(liveTerms).where(eq(liveTerms.term, 'all'))
    const entitled = queries
      .select({ ordinal: livePostings.ordinal, termId: sql<number>`cast(${termId} as bigint)`.as('term_id') })
      .from(livePostings)
      .where(and(inArray(livePostings.termId, everything), await conditionsOf(queries, profile)))
    await queries.insert(livePostings).select(entitled as never)
    await queries
      .update(liveTerms)
      .set({ articles: sql`(select count(*) from live_postings where term_id = ${termId})` })
      .where(eq(liveTerms.id, termId))
  }

  return { list, find, sourceRight, put, remove, clear, rebuild }
}

export type ProfileStore = ReturnType<typeof createProfileStore>
