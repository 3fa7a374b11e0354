/** Requests that are answered once, however often they are sent (Idempotency-Key, IETF HTTPAPI draft). */
import { eq, lt, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { statement } from '../db/statement.ts'
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

  const value = sql.placeholder
  const removeBefore = statement((queries) =>
    queries.delete(idempotentRequests).where(lt(idempotentRequests.startedAt, value('before'))),
  )
  // A null in a column of JSON is written by leaving the column out: as a value it would become JSON's null.
  const insert = statement((queries) =>
    queries
      .insert(idempotentRequests)
      .values({ scope: value('scope'), fingerprint: value('fingerprint'), startedAt: value('startedAt') } as never)
      .onConflictDoNothing()
      .returning({ scope: idempotentRequests.scope }),
  )
  const ofScope = eq(idempotentRequests.scope, value('scope'))
  const byScope = statement((queries) => queries.select().from(idempotentRequests).where(ofScope))
  const putAnswer = statement((queries) =>
    queries
      .update(idempotentRequests)
      .set({ answer: value('answer') } as never)
      .where(ofScope),
  )
  const remove = statement((queries) => queries.delete(idempotentRequests).where(ofScope))

  /** Claims a key for a request with this fingerprint; of those that come at once one gets `new`. */
  async function claim(scope: string, fingerprint: string): Promise<Claim> {
    return db.write(async (queries) => {
      await removeBefore(queries, { before: ago(keptSeconds) })
      const inserted = await insert(queries, { scope, fingerprint, startedAt: toInstant(now()) })
      if (inserted.length > 0) return { state: 'new' }
      const [row] = await byScope(queries, { scope })
      if (row?.fingerprint !== fingerprint) return { state: 'other' }
      return row.answer === null ? { state: 'running' } : { state: 'done', answer: row.answer as KeptAnswer }
    })
  }

  /** Keeps the answer to a claimed request. */
  async function keep(scope: string, answer: KeptAnswer): Promise<void> {
    await db.write(async (queries) => {
      await putAnswer(queries, { scope, answer })
    })
  }

  /** Gives a claim back: the request was not carried out. */
  async function release(scope: string): Promise<void> {
    await db.write(async (queries) => {
      await remove(queries, { scope })
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
