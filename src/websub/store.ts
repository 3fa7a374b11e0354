/** Queries on subscriptions of feeds. Writes take the handle of their write. */
import { and, asc, count, eq, inArray, lte, ne, or } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import type { Subscription } from '../delivery/index.ts'
import type { Instant } from '../lib/instant.ts'

/** The store of WebSub subscriptions. */
export function createHubStore(db: Db) {
  const { subscriptions } = db.tables
  const isWebSub = eq(subscriptions.kind, 'websub')

  async function find(queries: Queries, topic: string, url: string): Promise<Subscription | undefined> {
    const [row] = await queries
      .select()
      .from(subscriptions)
      .where(and(isWebSub, eq(subscriptions.topic, topic), eq(subscriptions.url, url)))
    return row as Subscription | undefined
  }

  /** Some of the active ones that are not at this place of the log, or whose lease has ended by an instant. */
  async function behind(queries: Queries, position: string, at: Instant, limit: number): Promise<Subscription[]> {
    const rows = await queries
      .select()
      .from(subscriptions)
      .where(
        and(
          isWebSub,
          eq(subscriptions.state, 'active'),
          or(ne(subscriptions.position, position), lte(subscriptions.expiresAt, at)),
        ),
      )
      .orderBy(asc(subscriptions.id))
      .limit(limit)
    return rows as Subscription[]
  }

  /** How many there are in a state, or in any. */
  async function number(queries: Queries, state?: Subscription['state']): Promise<number> {
    const [row] = await queries
      .select({ number: count() })
      .from(subscriptions)
      .where(and(isWebSub, state && eq(subscriptions.state, state)))
    return Number(row?.number ?? 0)
  }

  const create = async (queries: Queries, row: Subscription): Promise<unknown> =>
    queries.insert(subscriptions).values(row)

  const update = async (queries: Queries, id: string, set: Partial<Subscription>): Promise<unknown> =>
    queries.update(subscriptions).set(set).where(eq(subscriptions.id, id))

  /** Moves subscriptions to a place in the log. Answers those that were not there yet. */
  async function advance(queries: Queries, ids: string[], position: string): Promise<Subscription[]> {
    const rows = await queries
      .update(subscriptions)
      .set({ position })
      .where(
        and(inArray(subscriptions.id, ids), ne(subscriptions.position, position), eq(subscriptions.state, 'active')),
      )
      .returning()
    return rows as Subscription[]
  }

  const remove = async (queries: Queries, id: string): Promise<unknown> =>
    queries.delete(subscriptions).where(and(isWebSub, eq(subscriptions.id, id)))

  return { find, behind, number, create, update, advance, remove }
}

export type HubStore = ReturnType<typeof createHubStore>
