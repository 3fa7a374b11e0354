/** The change feed: what a reader is told of the log. */
import { setImmediate as otherWork } from 'node:timers/promises'
import type { Queries } from '../db/db.ts'
import { brokenCursor } from '../http/cursor.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { ChangeLog } from './log.ts'
import type { Change, LogRow, PlacedRow, Timeline } from './model.ts'
import type { ChangePosition } from './position.ts'

export interface FeedRequest {
  after: ChangePosition
  /** How many changes at most. */
  limit: number
  /** Every change, not only the last one of each resource. */
  history: boolean
}

export interface FeedPage {
  changes: Change[]
  /** Where to go on. */
  next: ChangePosition
  /** The newest row of the log. */
  head: number
  /** Whether there may be more before the head. */
  more: boolean
}

/** How many rows are read with one statement, and how many a page may look at. */
const rowsAtOnce = 1000
const mostExamined = 20_000

const changeOf = (row: LogRow, type: Change['type'], turn?: LogRow): Change => ({
  seq: turn?.seq ?? row.seq,
  resource: row.resource as Change['resource'],
  type,
  id: row.resourceId,
  version: row.version,
  at: turn?.at ?? row.at,
  position: turn
    ? { seq: turn.seq, within: { resource: row.resource, id: row.resourceId } }
    : { seq: row.seq, within: undefined },
})

/** What a page is being made of. */
interface Reading {
  queries: Queries
  timeline: Timeline
  head: number
  request: FeedRequest
  changes: Change[]
  examined: number
}

/** Reads the change feed of a log. */
export function createChangeFeed(log: ChangeLog) {
  const isFull = ({ changes, request, examined }: Reading): boolean =>
    changes.length >= request.limit || examined >= mostExamined

  /** Whether a row is the last that the reader is told of its resource; rows that took it away look at what came later. */
  async function isLast(reading: Reading, row: PlacedRow, seq: number): Promise<boolean> {
    const { queries, timeline, head } = reading
    const standing = timeline.standing(row, head)
    if (!row.superseded) return standing.seq === seq
    if (timeline.isWhole || timeline.seen(row.resource, row.resourceId, row.after, seq)) return false
    const latest = (await log.lastRows(queries, row.resource, [row.resourceId], head)).get(row.resourceId) as LogRow
    return !timeline.seen(latest.resource, latest.resourceId, latest.after, head)
  }

  /** Adds what a row of a resource's own is to the reader. */
  async function addOwn(reading: Reading, row: PlacedRow): Promise<void> {
    const type = reading.timeline.typeOf(row)
    if (type === undefined) return
    if (reading.request.history || (await isLast(reading, row, row.seq))) reading.changes.push(changeOf(row, type))
  }

  /** Adds what a change of who may see what is to the reader, from a place on. Answers where it stopped, if it did. */
  async function addTurn(
    reading: Reading,
    turn: LogRow,
    from: ChangePosition['within'],
  ): Promise<ChangePosition['within']> {
    const { queries, timeline, head, request } = reading
    for (let behind = from ?? { resource: '', id: '' }; ; ) {
      const rows = await log.present(queries, turn.seq, head, behind, rowsAtOnce)
      for (const row of rows) {
        if (isFull(reading)) return behind
        behind = { resource: row.resource, id: row.resourceId }
        reading.examined++
        const type = timeline.turnOf(turn.seq, row)
        if (type === undefined) continue
        // A turn counts as a row of its own here: what came after it decides, not what the resource's row was.
        if (request.history || (await isLast(reading, row, turn.seq))) reading.changes.push(changeOf(row, type, turn))
      }
      if (rows.length < rowsAtOnce) return undefined
      // A thousand rows take milliseconds; other requests get their turn between.
      await otherWork()
    }
  }

  /** Adds what one row is. Answers where within it the page ended, if it did. */
  async function add(reading: Reading, row: PlacedRow): Promise<ChangePosition['within']> {
    reading.examined++
    const isTurn = row.resource === 'profile' || row.resource === 'rights'
    if (!isTurn) {
      await addOwn(reading, row)
      return undefined
    }
    const { after } = reading.request
    return addTurn(reading, row, after.seq === row.seq ? after.within : undefined)
  }

  async function since(queries: Queries, viewer: Viewer, request: FeedRequest): Promise<FeedPage> {
    const { seq: head } = await log.head(queries)
    if (request.after.seq > head) throw brokenCursor(`is ahead of the log, which ends at ${head}`, 'after')
    const timeline = await log.timelineOf(queries, viewer)
    const reading: Reading = { queries, timeline, head, request, changes: [], examined: 0 }
    // A position within a row comes back to that row.
    let after = request.after.within ? request.after.seq - 1 : request.after.seq
    const page = (next: ChangePosition, more: boolean): FeedPage => ({ changes: reading.changes, next, head, more })
    for (;;) {
      const rows = await log.rows(queries, timeline, { after, last: head, limit: rowsAtOnce })
      for (const row of rows) {
        if (isFull(reading)) return page({ seq: after, within: undefined }, true)
        const within = await add(reading, row)
        if (within) return page({ seq: row.seq, within }, true)
        after = row.seq
      }
      if (rows.length < rowsAtOnce) return page({ seq: head, within: undefined }, false)
      await otherWork()
    }
  }

  return { since }
}

export type ChangeFeed = ReturnType<typeof createChangeFeed>
