/** Somebody who follows the change feed for a while: what that reader sees is asked anew every time. */
import type { FastifyReply } from 'fastify'
import type { Change, ChangePosition, FeedPage } from '../changes/index.ts'
import type { Queries, Transactions } from '../db/transactions.ts'
import { Problem } from '../http/problems.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { ChangeTexts, Included } from './resources.ts'

export interface ReaderDependencies {
  db: Transactions
  feed: {
    since: (
      queries: Queries,
      viewer: Viewer,
      request: { after: ChangePosition; limit: number; history: boolean },
    ) => Promise<FeedPage>
  }
  texts: ChangeTexts
  /** What the holder of a key sees now; undefined when the key is not valid any more. */
  keyViewer: (queries: Queries, keyId: string) => Promise<Viewer | undefined>
  anonymousViewer: () => Viewer | Promise<Viewer>
}

export interface ChangesAsked {
  after: ChangePosition
  limit: number
  history: boolean
  included: Included
}

export interface ReadChanges extends Pick<FeedPage, 'next' | 'head' | 'more'> {
  changes: Change[]
  /** Each change as JSON. */
  texts: string[]
}

/** Reads the change feed for requests that last. */
export function createChangeReader({ db, feed, texts, keyViewer, anonymousViewer }: ReaderDependencies) {
  /** What a reader sees now. Raises unauthenticated when the key is not valid any more. */
  async function present(queries: Queries, viewer: Viewer): Promise<Viewer> {
    if (viewer.keyId === null) return anonymousViewer()
    const found = await keyViewer(queries, viewer.keyId)
    if (!found) throw new Problem('unauthenticated', 'The key is not valid any more.')
    return found
  }

  /** The next changes for a reader, on one state of the database, and durable: whoever is told of them goes on behind. */
  async function read(viewer: Viewer, { included, ...request }: ChangesAsked): Promise<ReadChanges> {
    const page = await db.snapshot(async (queries) => {
      const now = await present(queries, viewer)
      const { changes, ...rest } = await feed.since(queries, now, request)
      return { ...rest, changes, texts: await texts(queries, changes, now, included) }
    })
    await db.durable()
    return page
  }

  return { read, present }
}

export type ChangeReader = ReturnType<typeof createChangeReader>

/** Aborted when an answer has been sent, or its client has gone. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => controller.abort())
  return controller.signal
}
