/** Digests of what a reader sees, at any point of the log. */
import { setImmediate as otherWork } from 'node:timers/promises'
import type { Queries } from '../db/db.ts'
import { invalidParameter } from '../http/problems.ts'
import type { Viewer } from '../lib/viewer.ts'
import { addToDigest, emptyDigest, termOfDigest } from './digest.ts'
import type { ChangeLog } from './log.ts'
import { type Head, type LogRow, type Timeline, wasThere } from './model.ts'

/** How many rows are read with one statement. */
const rowsAtOnce = 1000

/** For how many readers the last digest is kept, to go on from. */
const kept = 200

/** Whose digest it is: two who see the same today may have seen other things before. */
const readerOf = ({ keyId }: Viewer): string => keyId ?? 'anonymous'

/** Computes digests over a log. */
export function createDigests(log: ChangeLog) {
  const known = new Map<string, Head>()

  function remember(viewer: Viewer, digest: Head): Head {
    known.delete(readerOf(viewer))
    known.set(readerOf(viewer), digest)
    if (known.size > kept) known.delete(known.keys().next().value as string)
    return digest
  }

  const numberOf = (timeline: Timeline, row: Pick<LogRow, 'seq' | 'resource' | 'resourceId' | 'after'>, at: number) => {
    const standing = timeline.standing(row, at)
    return standing.seen ? termOfDigest(row.resource, row.resourceId, standing.seq) : undefined
  }

  async function fromNothing(queries: Queries, timeline: Timeline, at: number): Promise<Head> {
    let sum = 0n
    let count = 0
    for (let behind = { resource: '', id: '' }; ; ) {
      const rows = await log.present(queries, at, at, behind, rowsAtOnce)
      for (const row of rows) {
        const number = numberOf(timeline, row, at)
        if (number === undefined) continue
        sum += number
        count++
      }
      const last = rows.at(-1)
      if (!last || rows.length < rowsAtOnce) return { seq: at, digest: addToDigest(emptyDigest, sum), count }
      behind = { resource: last.resource, id: last.resourceId }
      await otherWork()
    }
  }

  /** What a row took from the digest, and what it added. */
  const differenceOf = (timeline: Timeline, row: LogRow) => {
    const former = { ...row, seq: row.formerSeq, after: row.before }
    const taken = wasThere(row) ? numberOf(timeline, former, row.seq - 1) : undefined
    const added = numberOf(timeline, row, row.seq)
    return {
      number: (added ?? 0n) - (taken ?? 0n),
      count: Number(added !== undefined) - Number(taken !== undefined),
    }
  }

  /** Goes from one point of the log to another, between which nobody's sight changed. */
  async function goOn(queries: Queries, timeline: Timeline, from: Head, at: number): Promise<Head> {
    const [first, last] = from.seq <= at ? [from.seq, at] : [at, from.seq]
    const sign = from.seq <= at ? 1 : -1
    let sum = 0n
    let { count } = from
    for (let after = first; after < last; ) {
      const rows = await log.rows(queries, timeline, { after, last, limit: rowsAtOnce })
      for (const row of rows) {
        const difference = differenceOf(timeline, row)
        sum += BigInt(sign) * difference.number
        count += sign * difference.count
      }
      after = rows.length < rowsAtOnce ? last : (rows.at(-1)?.seq ?? last)
      await otherWork()
    }
    return { seq: at, digest: addToDigest(from.digest, sum), count }
  }

  /** The digest of what a reader saw after a row of the log. Raises invalid-parameter for one that is not there yet. */
  async function at(queries: Queries, viewer: Viewer, asked: number | undefined): Promise<Head> {
    const head = await log.head(queries)
    const seq = asked ?? head.seq
    if (seq > head.seq) throw invalidParameter('at', `must not be greater than the newest change, ${head.seq}`)
    if (seq === 0) return { seq, digest: emptyDigest, count: 0 }
    const timeline = await log.timelineOf(queries, viewer)
    if (timeline.isWhole) {
      const { digest, count } = (await log.find(queries, seq)) as LogRow
      return { seq, digest, count }
    }
    const from = known.get(readerOf(viewer))
    const turned = !from || timeline.turned(Math.min(from.seq, seq), Math.max(from.seq, seq))
    return remember(
      viewer,
      turned ? await fromNothing(queries, timeline, seq) : await goOn(queries, timeline, from, seq),
    )
  }

  return { at }
}

export type Digests = ReturnType<typeof createDigests>
