/** The change feed as a stream of server-sent events (WHATWG HTML §9.2). */
import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { type ChangePosition, cursorOf, positionOf } from '../changes/index.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { closed } from '../lib/schema.ts'
import type { Viewer } from '../lib/viewer.ts'
import { type ChangesDependencies, reachedBy } from './changes-routes.ts'
import { After, includedOf, includedParameters } from './parameters.ts'
import { goneSignal, type ReadChanges } from './reader.ts'
import type { Included } from './resources.ts'

/** How many changes are read at once: all that a slow client makes the server keep. */
const changesAtOnce = 50

/** After how long without a change a comment is sent, so that nobody in between thinks that the stream is dead. */
const heartbeatMilliseconds = 15_000

const eventsOf = ({ changes, texts }: ReadChanges): string =>
  changes.map(({ position }, index) => `id: ${cursorOf(position)}\nevent: change\ndata: ${texts[index]}\n\n`).join('')

/** The events for a reader from a position on. The next ones are read when the former have been taken. */
async function* events(
  { reader, watch, reached }: ChangesDependencies,
  viewer: Viewer,
  { after, history, included }: { after: ChangePosition; history: boolean; included: Included },
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield ': connected\nretry: 2000\n\n'
  for (let position = after; !signal.aborted; ) {
    const page = await reader.read(viewer, { after: position, limit: changesAtOnce, history, included })
    position = page.next
    reached(viewer, 'change', reachedBy(position), page.head)
    if (page.changes.length > 0) yield eventsOf(page)
    if (page.more) continue
    const grown = await watch.wait(position.seq, heartbeatMilliseconds, signal)
    if (!grown && !signal.aborted) {
      if (watch.isClosed()) return
      yield ': still here\n\n'
    }
  }
}

/** Registers the stream of changes. */
export function registerChangeStream(app: App, dependencies: ChangesDependencies): void {
  app.get('/v1/changes/stream', {
    config: { produces: ['text/event-stream'] },
    schema: {
      operationId: 'streamChanges',
      summary: 'Follow what changes as a stream',
      description:
        'The change feed as server-sent events: each has a change as its data and a cursor as its id. A client that comes back with `Last-Event-ID` goes on where it was. Comments are sent while nothing happens.',
      tags: ['Changes'],
      querystring: closed({
        after: Type.Optional(
          After('Where to begin: the number of a change or a cursor. At the end of the feed when absent.'),
        ),
        history: Type.Optional(
          Type.Boolean({ default: false, description: 'Whether every change is told.', examples: [false] }),
        ),
        ...includedParameters,
      }),
      response: {
        200: answer(
          'The events.',
          Type.String({ examples: ['id: c1.NDcxMQ\nevent: change\ndata: {"seq":4711}\n\n'] }),
          {
            mediaType: 'text/event-stream',
          },
        ),
      },
    },
    handler: async (request, reply) => {
      const { after, history = false } = request.query
      const from = String(request.headers['last-event-id'] ?? after ?? '')
      const position =
        from === '' ? { seq: (await dependencies.head(dependencies.db.read)).seq, within: undefined } : positionOf(from)
      const asked = { after: position, history, included: includedOf(request.query) }
      const stream = Readable.from(events(dependencies, request.viewer, asked, goneSignal(reply)), {
        highWaterMark: 1,
      })
      reply
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .type('text/event-stream; charset=utf-8')
      return reply.send(stream as never)
    },
  })
}
