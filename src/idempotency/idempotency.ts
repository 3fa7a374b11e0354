/** Requests that are answered once, however often they are sent (Idempotency-Key, IETF HTTPAPI draft). */
import { and, eq, lt, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { toInstant } from '../lib/instant.ts'

/** An answer as it is kept. */
export interface KeptAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** What is known of a request that comes with a key. */
export type Claim = { state: 'new' } | { state: 'running' } | { state: 'other' } | { state: 'done'; answer: KeptAnswer }

/** How long an answer is kept, in seconds. */
export const keptSeconds = 24 * 60 * 60

/** The store of idempotent requests. */
export function createIdempotency({ db, now }: { db: Db; now: () => Date }) {
  const { idempotentRequests } = db.tables
  const ago = (seconds: number): string => toInstant(new Date(now().getTime() - seconds * 1000))

  /** Claims a key for a request with this fingerprint; of those that come at once one gets `new`. */
  async function claim(scope: string, fingerprint: string): Promise<Claim> {
    return db.write(async (queries) => {
      await queries.delete(idempotentRequests).where(lt(idempotentRequests.startedAt, ago(keptSeconds)))
      const startedAt = toInstant(now())
      const inserted = await queries
        .insert(idempotentRequests)
        .values({ scope, fingerprint, startedAt, answer: null })
        .onConflictDoNothing()
        .returning()
      if (inserted.length > 0) return { state: 'new' }
      const [row] = await queries.select().from(idempotentRequests).where(eq(idempotentRequests.scope, scope))
      if (row?.fingerprint !== fingerprint) return { state: 'other' }
      return row.answer === null ? { state: 'running' } : { state: 'done', answer: row.answer as KeptAnswer }
    })
  }

  /** Keeps the answer to a claimed request. */
  async function keep(scope: string, answer: KeptAnswer): Promise<void> {
    await db.write(async (queries) => {
      await queries.update(idempotentRequests).set({ answer }).where(eq(idempotentRequests.scope, scope))
    })
  }

  /** Gives a claim back: the request was not carried out. */
  async function release(scope: string): Promise<void> {
    await db.write(async (queries) => {
      await queries.delete(idempotentRequests).where(and(eq(idempotentRequests.scope, scope)))
    })
  }

  /** Removes the kept answers that speak of an article. */
  async function forget(queries: Queries, articleId: string): Promise<void> {
    const text = sql`cast(${idempotentRequests.answer} as text)`
    await queries.delete(idempotentRequests).where(sql`${text} like ${`%${articleId}%`}`)
  }

  return { claim, keep, release, forget }
}

export type Idempotency = ReturnType<typeof createIdempotency>
