/** The snapshot: everything that a reader sees, as lines of JSON, in short reads. */
import { Readable } from 'node:stream'
import { setImmediate as otherWork } from 'node:timers/promises'
import { Type } from 'typebox'
import type { Change, ChangeLog } from '../changes/index.ts'
import type { Queries, Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { invalidParameter } from '../http/problems.ts'
import { closed } from '../lib/schema.ts'
import type { Viewer } from '../lib/viewer.ts'
import { includedOf, includedParameters } from './parameters.ts'
import type { ChangeReader } from './reader.ts'
import type { ChangeTexts, Included } from './resources.ts'

export interface SnapshotDependencies {
  db: Transactions
  log: Pick<ChangeLog, 'head' | 'present' | 'timelineOf'>
  reader: Pick<ChangeReader, 'present'>
  texts: ChangeTexts
  /** Told how far a reader has read a snapshot: of which point of the log, and up to which the log went then. */
  reached: (viewer: Viewer, channel: 'change' | 'snapshot', seq: number, head: number) => void
}

interface Place {
  resource: string
  id: string
}

/** How many lines are read at once, with and without what they are of. */
const linesAtOnce = { thin: 2000, full: 100 }
const newest = Number.MAX_SAFE_INTEGER

/** Where a reader begins again after a broken snapshot. Raises invalid-parameter. */
function placeOf(after: string | undefined): Place {
  if (after === undefined) return { resource: '', id: '' }
  const [resource = '', id = ''] = after.split('/')
  if (resource === '' || id === '') throw invalidParameter('after', 'must be a resource and an id, such as article/…')
  return { resource, id }
}

/** Some lines of a snapshot, and where to go on; undefined at its end. */
async function some(
  queries: Queries,
  { log, reader, texts }: SnapshotDependencies,
  viewer: Viewer,
  behind: Place,
  included: Included,
): Promise<{ lines: string[]; behind: Place | undefined; head: number }> {
  const limit = included === undefined ? linesAtOnce.thin : linesAtOnce.full
  const now = await reader.present(queries, viewer)
  const timeline = await log.timelineOf(queries, now)
  const rows = await log.present(queries, newest, newest, behind, limit)
  const changes = rows.flatMap((row): Change[] => {
    const { seen, seq } = timeline.standing(row, newest)
    const { resource, resourceId: id, type, version, at } = row
    return seen
      ? [{ seq, resource: resource as Change['resource'], type, id, version, at, position: { seq, within: undefined } }]
      : []
  })
  const last = rows.at(-1)
  const { seq: head } = await log.head(queries)
  return {
    head,
    lines: await texts(queries, changes, now, included),
    behind: last && rows.length === limit ? { resource: last.resource, id: last.resourceId } : undefined,
  }
}

/** The lines of a snapshot, many at once. */
async function* snapshot(
  dependencies: SnapshotDependencies,
  viewer: Viewer,
  { seq, after, included }: { seq: number; after: Place; included: Included },
): AsyncGenerator<string> {
  yield `{"seq":${seq}}\n`
  let count = 0
  for (let place: Place | undefined = after; place; ) {
    const from: Place = place
    const { lines, behind, head } = await dependencies.db.snapshot((queries) =>
      some(queries, dependencies, viewer, from, included),
    )
    await dependencies.db.durable()
    dependencies.reached(viewer, 'snapshot', seq, head)
    count += lines.length
    if (lines.length > 0) yield `${lines.join('\n')}\n`
    place = behind
    // A client that reads quickly must not keep the others waiting.
    await otherWork()
  }
  yield `{"count":${count}}\n`
}

/** Registers the snapshot. */
export function registerSnapshot(app: App, dependencies: SnapshotDependencies): void {
  const { db, log } = dependencies
  app.get('/v1/snapshot', {
    config: { produces: ['application/x-ndjson'] },
    schema: {
      operationId: 'readSnapshot',
      summary: 'Read everything',
      description:
        'Everything that you see, for a first copy: lines of JSON (NDJSON), each a change as the change feed would tell it, by resource and id. The first line is `{"seq"}`, the last `{"count"}`; without the last line it was cut off: ask again with the same `seq` and with `after` from the last whole line. What changes meanwhile may be in it or not: follow the change feed from `seq` on, and the copy is exact.',
      tags: ['Changes'],
      querystring: closed({
        ...includedParameters,
        seq: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: Number.MAX_SAFE_INTEGER,
            description: 'Of a snapshot that was cut off: what its first line said.',
            examples: [4711],
          }),
        ),
        after: Type.Optional(
          Type.String({
            maxLength: 80,
            pattern: '^[a-z]+/[A-Za-z0-9-]+$',
            description: 'Of a snapshot that was cut off: resource and id of the last whole line.',
            examples: ['article/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'],
          }),
        ),
      }),
      response: {
        200: answer(
          'The lines.',
          Type.String({
            examples: [
              '{"seq":4711}\n{"seq":4650,"resource":"article","type":"published","id":"01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10","version":1,"at":"2024-06-21T08:53:00Z"}\n{"count":1}\n',
            ],
          }),
          { mediaType: 'application/x-ndjson' },
        ),
      },
    },
    handler: async (request, reply) => {
      const { seq: head } = await log.head(db.read)
      const { seq = head } = request.query
      if (seq > head) throw invalidParameter('seq', `must not be greater than the newest change, ${head}`)
      const asked = { seq, after: placeOf(request.query.after), included: includedOf(request.query) }
      const lines = snapshot(dependencies, request.viewer, asked)
      reply.header('cache-control', 'no-store').type('application/x-ndjson; charset=utf-8')
      return reply.compress(Readable.from(lines, { highWaterMark: 1 })) as never
    },
  })
}
