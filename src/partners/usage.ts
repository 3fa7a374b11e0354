/** The usage report: what partners were served, and how far behind they are. */
import type { ChangeLog } from '../changes/index.ts'
import type { Queries } from '../db/db.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import { invalidParameter } from '../http/problems.ts'
import { type Instant, parseInstant, toInstant } from '../lib/instant.ts'
import type { ChannelPosition, ServedKey, UsageFilter, UsageRow, UsageStore } from './usage-store.ts'

/** How many days a report covers when it does not say, and at most. */
const usualDays = 30
const mostDays = 366

/** How many rows a report may have. */
const mostRows = 50_000

const dayMilliseconds = 86_400_000

/** How far behind a position is. */
export interface Lag {
  changes: number
  seconds: number
}

export interface ServedPartner extends ServedKey {
  lastServedAt: Instant | null
  channels: Array<Omit<ChannelPosition, 'keyId'> & { lag: Lag }>
}

/** A report on what keys were served. */
export interface UsageReport {
  from: string
  to: string
  data: UsageRow[]
  total: { requests: number; articles: number }
}

interface Dependencies {
  store: UsageStore
  log: Pick<ChangeLog, 'head'>
  now: () => Date
}

const dayOf = (milliseconds: number): string => toInstant(new Date(milliseconds)).slice(0, 10)

/** The first millisecond of a day (UTC). Raises invalid-parameter for a day that does not exist. */
function startOf(parameter: string, day: string): number {
  const instant = parseInstant(`${day}T00:00:00Z`)
  if (instant === undefined) throw invalidParameter(parameter, 'must be a day that exists, such as 2026-06-01')
  return Date.parse(instant)
}

/** The reports on partners. */
export function createUsage({ store, log, now }: Dependencies) {
  /** A page of partners with how far each has come on each channel. */
  async function list(queries: Queries, page: PageRequest): Promise<Slice<ServedPartner>> {
    const { rows } = await store.list(queries, page)
    const ids = rows.map(({ id }) => id)
    const { seq: head } = await log.head(queries)
    const positions = await store.positions(queries, ids)
    const served = await store.lastServed(queries, ids)
    const behind = positions.filter(({ seq }) => seq < head)
    // What comes next after a position has been waiting the longest.
    const next = await store.timesOf(
      queries,
      behind.map(({ seq }) => seq + 1),
    )
    const lagOf = ({ seq }: ChannelPosition): Lag => {
      const waiting = next.get(seq + 1)
      const seconds = waiting === undefined ? 0 : Math.floor((now().getTime() - Date.parse(waiting)) / 1000)
      return { changes: Math.max(0, head - seq), seconds: Math.max(0, seconds) }
    }
    const ofKey = Map.groupBy(positions, ({ keyId }) => keyId)
    return {
      rows: rows.map((key) => ({
        ...key,
        lastServedAt: served.get(key.id) ?? null,
        channels: (ofKey.get(key.id) ?? []).map(({ channel, seq, at }, index, all) => ({
          ...{ channel, seq, at },
          lag: lagOf(all[index] as ChannelPosition),
        })),
      })),
    }
  }

  /** Reads a range of days: the last 30 when nothing is asked for. Raises invalid-parameter. */
  function rangeOf({ from, to }: { from?: string | undefined; to?: string | undefined }): { from: string; to: string } {
    const last = to === undefined ? startOf('to', dayOf(now().getTime())) : startOf('to', to)
    const first = from === undefined ? last - (usualDays - 1) * dayMilliseconds : startOf('from', from)
    if (first > last) throw invalidParameter('from', 'must not be later than `to`')
    if (last - first >= mostDays * dayMilliseconds)
      throw invalidParameter('from', `must leave at most ${mostDays} days up to \`to\``)
    return { from: dayOf(first), to: dayOf(last) }
  }

  /** What keys were served in a range of days. Raises invalid-parameter for a range that has too many rows. */
  async function report(queries: Queries, filter: UsageFilter): Promise<UsageReport> {
    const data = await store.usage(queries, filter, mostRows + 1)
    if (data.length > mostRows)
      throw invalidParameter('from', `must be closer to \`to\`: there are more than ${mostRows} rows`)
    const sum = (name: 'requests' | 'articles') => data.reduce((total, row) => total + row[name], 0)
    return { from: filter.from, to: filter.to, data, total: { requests: sum('requests'), articles: sum('articles') } }
  }

  return { find: store.find, list, rangeOf, report }
}

export type Usage = ReturnType<typeof createUsage>
