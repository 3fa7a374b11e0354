/** Queries on what partners and readers with keys were served, and how far they have come. */
import { and, asc, eq, gt, gte, inArray, lt, lte, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import type { Instant } from '../lib/instant.ts'

/** Roles whose keys are served articles, and are counted. */
const servedRoles = ['partner', 'reader']

/** A key that is served. */
export interface ServedKey {
  id: string
  name: string
  role: 'partner' | 'reader'
  revokedAt: Instant | null
}

/** How far a key has come on one channel. */
export interface ChannelPosition {
  keyId: string
  channel: 'change' | 'snapshot' | 'webhook'
  seq: number
  at: Instant
}

/** What one key was served in one format on one day (UTC). */
export interface UsageRow {
  day: string
  keyId: string
  name: string
  format: string
  requests: number
  articles: number
}

export interface UsageFilter {
  /** All keys when absent. */
  keyId?: string | undefined
  /** Days, both included. */
  from: string
  to: string
}

/** The store of usage. */
export function createUsageStore(db: Db) {
  const { keys, partnerPositions, partnerUsage, changes } = db.tables

  /** A page of the keys that are served, in the order of their making. */
  async function list(queries: Queries, page: PageRequest): Promise<Slice<ServedKey>> {
    const backwards = page.position?.direction === 'previous'
    const rows = await queries
      .select({ id: keys.id, name: keys.name, role: keys.role, revokedAt: keys.revokedAt })
      .from(keys)
      .where(and(inArray(keys.role, servedRoles), page.position && (backwards ? lt : gt)(keys.id, page.position.id)))
      .orderBy(backwards ? sql`${keys.id} desc` : asc(keys.id))
      .limit(page.limit + 1)
    return { rows: rows as ServedKey[] }
  }

  /** One of the keys that are served. */
  async function find(queries: Queries, id: string): Promise<ServedKey | undefined> {
    const [row] = await queries
      .select({ id: keys.id, name: keys.name, role: keys.role, revokedAt: keys.revokedAt })
      .from(keys)
      .where(and(eq(keys.id, id), inArray(keys.role, servedRoles)))
    return row as ServedKey | undefined
  }

  /** How far these keys have come on each channel. */
  async function positions(queries: Queries, ids: string[]): Promise<ChannelPosition[]> {
    if (ids.length === 0) return []
    const rows = await queries
      .select()
      .from(partnerPositions)
      .where(inArray(partnerPositions.keyId, ids))
      .orderBy(asc(partnerPositions.keyId), asc(partnerPositions.channel))
    return rows as ChannelPosition[]
  }

  /** When these keys were served last. */
  async function lastServed(queries: Queries, ids: string[]): Promise<Map<string, Instant>> {
    if (ids.length === 0) return new Map()
    const rows = await queries
      .select({ keyId: partnerUsage.keyId, at: sql<Instant>`max(${partnerUsage.lastAt})` })
      .from(partnerUsage)
      .where(inArray(partnerUsage.keyId, ids))
      .groupBy(partnerUsage.keyId)
    return new Map(rows.map(({ keyId, at }) => [keyId, at]))
  }

  /** When changes with these numbers were made. */
  async function timesOf(queries: Queries, seqs: number[]): Promise<Map<number, Instant>> {
    if (seqs.length === 0) return new Map()
    const rows = await queries
      .select({ seq: changes.seq, at: changes.at })
      .from(changes)
      .where(inArray(changes.seq, [...new Set(seqs)]))
    return new Map(rows.map(({ seq, at }) => [seq, at]))
  }

  /** What keys were served in a range of days, by day, key and format; `most` rows. */
  async function usage(queries: Queries, { keyId, from, to }: UsageFilter, most: number): Promise<UsageRow[]> {
    return queries
      .select({
        day: partnerUsage.day,
        keyId: partnerUsage.keyId,
        name: keys.name,
        format: partnerUsage.format,
        requests: partnerUsage.requests,
        articles: partnerUsage.articles,
      })
      .from(partnerUsage)
      .innerJoin(keys, eq(keys.id, partnerUsage.keyId))
      .where(
        and(
          keyId === undefined ? undefined : eq(partnerUsage.keyId, keyId),
          gte(partnerUsage.day, from),
          lte(partnerUsage.day, to),
        ),
      )
      .orderBy(asc(partnerUsage.day), asc(partnerUsage.keyId), asc(partnerUsage.format))
      .limit(most)
  }

  return { list, find, positions, lastServed, timesOf, usage }
}

export type UsageStore = ReturnType<typeof createUsageStore>
