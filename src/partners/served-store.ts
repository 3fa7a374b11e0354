/** Writing what partners were served. */
import { and, eq, getTableColumns, inArray, isNull, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { listValues, placeholders, shapedStatement } from '../db/statement.ts'
import type { NotedPosition, Notes } from './notes.ts'

/** So many rows are written with one statement, then fewer, so that a few texts serve every number. */
const sizes = [256, 16, 1]

type Row = Record<string, unknown>

const valuesOf = (rows: Row[]): Row =>
  Object.fromEntries(
    rows.flatMap((row, index) => Object.entries(row).map(([name, value]) => [`${name}${index}`, value])),
  )

/** The farthest position of each key. */
export function farthest(positions: NotedPosition[]): NotedPosition[] {
  const byKey = new Map<string, NotedPosition>()
  for (const each of positions) {
    const known = byKey.get(each.keyId)
    if (!known || known.seq <= each.seq) byKey.set(each.keyId, each)
  }
  return [...byKey.values()]
}

/** The store of what partners were served. Writes take the handle of their write. */
export function createServedStore(db: Db) {
  const { keys, partnerReads, partnerPositions, partnerSnapshots, partnerUsage } = db.tables

  /** Inserts rows; `set` says what becomes of the one with the same key, in terms of `excluded`. */
  function upsertion<
    Table extends typeof partnerReads | typeof partnerPositions | typeof partnerSnapshots | typeof partnerUsage,
  >(table: Table, target: unknown[], set: Record<string, unknown>) {
    const names = Object.keys(getTableColumns(table))
    const insert = shapedStatement(String, (queries, size: number) =>
      queries
        .insert(table)
        .values(
          Array.from({ length: size }, (_, index) =>
            Object.fromEntries(names.map((name) => [name, sql.placeholder(`${name}${index}`)])),
          ) as never,
        )
        .onConflictDoUpdate({ target: target as never, set: set as never }),
    )
    return async (queries: Queries, rows: Array<Table['$inferSelect']>): Promise<void> => {
      for (let from = 0; from < rows.length; ) {
        const size = sizes.find((each) => each <= rows.length - from) as number
        await insert(queries, size, valuesOf(rows.slice(from, from + size)))
        from += size
      }
    }
  }

  const greater = (table: string, column: string) =>
    sql.raw(`case when excluded.${column} > ${table}.${column} then excluded.${column} else ${table}.${column} end`)
  const putReads = upsertion(partnerReads, [partnerReads.articleId, partnerReads.keyId], {
    version: greater('partner_reads', 'version'),
    firstAt: sql.raw(
      'case when excluded.first_at < partner_reads.first_at then excluded.first_at else partner_reads.first_at end',
    ),
    lastAt: greater('partner_reads', 'last_at'),
  })
  const putPositions = upsertion(partnerPositions, [partnerPositions.keyId, partnerPositions.channel], {
    seq: greater('partner_positions', 'seq'),
    at: sql.raw('case when excluded.seq >= partner_positions.seq then excluded.at else partner_positions.at end'),
  })
  const putSnapshots = upsertion(partnerSnapshots, [partnerSnapshots.keyId, partnerSnapshots.seq], {
    head: greater('partner_snapshots', 'head'),
  })
  const putUsage = upsertion(partnerUsage, [partnerUsage.keyId, partnerUsage.day, partnerUsage.format], {
    requests: sql.raw('partner_usage.requests + excluded.requests'),
    articles: sql.raw('partner_usage.articles + excluded.articles'),
    lastAt: greater('partner_usage', 'last_at'),
  })

  const counted = shapedStatement(String, (queries, size: number) =>
    queries
      .select({ id: keys.id, role: keys.role })
      .from(keys)
      .where(and(inArray(keys.id, placeholders('id', size)), inArray(keys.role, ['partner', 'reader']))),
  )
  const partnersAmong = shapedStatement(String, (queries, size: number) =>
    queries
      .select({ id: keys.id })
      .from(keys)
      .where(and(inArray(keys.id, placeholders('id', size)), eq(keys.role, 'partner'), isNull(keys.revokedAt))),
  )

  /** Which of these keys are of readers or partners: what the newsroom's own keys read is not noted. */
  async function readersAmong(queries: Queries, ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set()
    const { size, values } = listValues('id', ids)
    return new Set((await counted(queries, size, values)).map(({ id }) => id))
  }

  /** Which of these keys are of partners, and not revoked. */
  async function partners(queries: Queries, ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set()
    const { size, values } = listValues('id', ids)
    return new Set((await partnersAmong(queries, size, values)).map(({ id }) => id))
  }

  /** Writes notes. */
  async function save(queries: Queries, notes: Notes): Promise<void> {
    const { reads, changes, snapshots, usage } = notes
    const ids = [...new Set([...reads, ...changes, ...snapshots, ...usage].map(({ keyId }) => keyId))]
    const readers = await readersAmong(queries, ids)
    const counts = ({ keyId }: { keyId: string }): boolean => readers.has(keyId)
    await putReads(
      queries,
      reads.filter(counts).map(({ oldest: _, ...row }) => row),
    )
    await putPositions(queries, [
      ...farthest(changes.filter(counts)).map(({ keyId, seq, at }) => ({ keyId, seq, at, channel: 'change' })),
      ...farthest(snapshots.filter(counts)).map(({ keyId, seq, at }) => ({ keyId, seq, at, channel: 'snapshot' })),
    ])
    await putSnapshots(
      queries,
      snapshots.filter(counts).map(({ keyId, seq, head }) => ({ keyId, seq, head })),
    )
    await putUsage(queries, usage.filter(counts))
  }

  /** Notes that the webhooks of a key have delivered a change. */
  const putDelivered = (queries: Queries, delivered: { keyId: string; seq: number; at: string }): Promise<void> =>
    putPositions(queries, [{ ...delivered, channel: 'webhook' }])

  return { save, partners, putDelivered }
}

export type ServedStore = ReturnType<typeof createServedStore>
