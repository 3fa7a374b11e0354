/** How far each cache has been purged: queries on its row. Writes take the handle of their write. */
import { and, eq, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { statement } from '../db/statement.ts'
import type { Subscription } from '../delivery/index.ts'
import type { Instant } from '../lib/instant.ts'

/** Where a cache stands in the change log; at 0 it has been purged of nothing yet. */
export interface CachePosition {
  /** The row up to which the cache was purged. */
  purged: number
  /** The row up to which it was purged a second time, too: nothing of that is in it any more. */
  settled: number
}

/** The store of caches. A cache is a subscription whose outbox is the change log itself. */
export function createCacheStore(db: Pick<Db, 'tables'>) {
  const { subscriptions } = db.tables
  const byUrl = statement((queries) =>
    queries

      .select({ position: subscriptions.position, settled: subscriptions.lastSeq })
      .from(subscriptions)
      .where(and(eq(subscriptions.kind, 'purge'), eq(subscriptions.url, sql.placeholder('url')))),
  )

  async function find(queries: Queries, url: string): Promise<CachePosition | undefined> {
    const [row] = await byUrl(queries, { url })
    return row && { purged: Number(row.position), settled: row.settled }
  }

  const set = (queries: Queries, url: string, values: Pick<Subscription, 'position' | 'lastSeq' | 'deliveredAt'>) =>
    queries
      .update(subscriptions)
      .set(values)
      .where(and(eq(subscriptions.kind, 'purge'), eq(subscriptions.url, url)))

  /** Puts a cache at the beginning of the log, where everything in it is to be purged; notes it if it is new. */
  async function start(queries: Queries, { id, url, at }: { id: string; url: string; at: Instant }): Promise<void> {
    const position = { position: '0', lastSeq: 0, deliveredAt: null }
    if (await find(queries, url)) return void (await set(queries, url, position))
    await queries.insert(subscriptions).values({
      ...{ id, kind: 'purge', keyId: null, url, topic: null, types: null, ...position },
      ...{ secret: null, formerSecret: null, formerSecretUntil: null, state: 'active', stateReason: null },
      ...{ expiresAt: null, createdAt: at, revision: 1 },
    })
  }

  /** Moves a cache on; where another process has moved it further, it stays there. */
  async function advance(queries: Queries, url: string, to: CachePosition, at: Instant): Promise<void> {
    const present = await find(queries, url)
    if (!present) return
    const position = String(Math.max(present.purged, to.purged))
    await set(queries, url, { position, lastSeq: Math.max(present.settled, to.settled), deliveredAt: at })
  }

  return { find, start, advance }
}

export type CacheStore = ReturnType<typeof createCacheStore>
