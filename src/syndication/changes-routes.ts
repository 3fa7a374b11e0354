/** The change feed: what changed since one last asked, its end, and the digest of what one sees. */
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { type ChangePosition, cursorOf, positionOf } from '../changes/index.ts'
import type { Queries, Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { sendSerialized } from '../http/serialization.ts'
import { closed, ref } from '../lib/schema.ts'
import type { Viewer } from '../lib/viewer.ts'
import { After, includedOf, includedParameters } from './parameters.ts'
import { type ChangeReader, type ChangesAsked, goneSignal, type ReadChanges } from './reader.ts'
import { ChangeDigest, ChangeHead, ChangePage } from './schema.ts'

export interface ChangesDependencies {
  db: Transactions
  reader: ChangeReader
  watch: {
    wait: (after: number, milliseconds: number, signal?: AbortSignal) => Promise<boolean>
    /** Whether the server is about to end. */
    isClosed: () => boolean
  }
  head: (queries: Queries) => Promise<{ seq: number }>
  digest: (
    queries: Queries,
    viewer: Viewer,
    at: number | undefined,
  ) => Promise<{ seq: number; digest: string; count: number }>
  /** Told how far a reader has come. */
  reached: (viewer: Viewer, channel: 'change' | 'snapshot', seq: number, head: number) => void
  publicUrl: string
}

const tags = ['Changes']

/** Up to which change somebody has everything who has read up to a position. */
export const reachedBy = ({ seq, within }: ChangePosition): number => (within ? seq - 1 : seq)

/** Changes are never taken from a cache without asking: what they tell of may have been recalled since. */
const fresh = (reply: FastifyReply, viewer: Viewer): FastifyReply =>
  reply.header('cache-control', viewer.keyId === null ? 'no-cache' : 'private, no-cache')

const parameters = {
  after: After('Only what came after this: the number of a change, or the cursor of a page; 0 for the beginning.'),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 100,
      description: 'How many changes at most.',
      examples: [100],
    }),
  ),
  wait: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 30,
      default: 0,
      description: 'How many seconds to wait for a change when there is none.',
      examples: [25],
    }),
  ),
  history: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Whether every change is told, not only the last one of each resource.',
      examples: [false],
    }),
  ),
  ...includedParameters,
}

/** Reads once more whenever the log grows, until there is something to tell or the time is over. */
async function waited(
  { reader, watch }: Pick<ChangesDependencies, 'reader' | 'watch'>,
  viewer: Viewer,
  asked: ChangesAsked,
  milliseconds: number,
  signal: AbortSignal,
): Promise<ReadChanges> {
  const endsAt = performance.now() + milliseconds
  for (let page = await reader.read(viewer, asked); ; ) {
    const left = endsAt - performance.now()
    if (page.changes.length > 0 || left <= 0 || signal.aborted) return page
    if (!page.more && !(await watch.wait(page.next.seq, left, signal))) return page
    page = await reader.read(viewer, { ...asked, after: page.next })
  }
}

function registerFeed(app: App, dependencies: ChangesDependencies): void {
  app.get('/v1/changes', {
    schema: {
      operationId: 'listChanges',
      summary: 'Read what changed',
      description:
        'What became visible to you, changed or went, in the order in which it happened. Go on with `page.next` as `after`: it is always there, and never expires. By default only the last change of each resource is told; `history` tells them all. A page may be short, or empty, and have more behind it: you are at the end when `page.next` does not change. With `wait` the answer comes as soon as there is one.',
      tags,
      querystring: closed({ ...parameters, after: Type.Optional(parameters.after) }),
      response: { 200: answer('A page of changes.', ref(ChangePage)) },
    },
    handler: async (request, reply) => {
      const { after = '0', limit = 100, wait = 0, history = false } = request.query
      const position = positionOf(after)
      const asked = { after: position, limit, history, included: includedOf(request.query) }
      const page = await waited(dependencies, request.viewer, asked, wait * 1000, goneSignal(reply))
      dependencies.reached(request.viewer, 'change', reachedBy(page.next), page.head)
      const next = cursorOf(page.next)
      const url = new URL(`${dependencies.publicUrl}${request.url}`)
      url.searchParams.set('after', next)
      fresh(reply, request.viewer).header('link', `<${url}>; rel="next"`)
      const text = `{"data":[${page.texts.join(',')}],"page":{"next":${JSON.stringify(next)}},"head":${page.head}}`
      return sendSerialized(reply, text) as never
    },
  })
}

function registerHead(app: App, { db, head }: ChangesDependencies): void {
  app.get('/v1/changes/head', {
    schema: {
      operationId: 'getChangeHead',
      summary: 'Read the end of the change feed',
      description: 'The number of the newest change: who only wants what comes from now on begins there.',
      tags,
      response: { 200: answer('The end.', ref(ChangeHead)) },
    },
    handler: async (request, reply) => {
      fresh(reply, request.viewer)
      return { seq: (await head(db.read)).seq }
    },
  })
}

function registerDigest(app: App, { db, digest }: ChangesDependencies): void {
  app.get('/v1/changes/digest', {
    schema: {
      operationId: 'getChangeDigest',
      summary: 'Read the digest of what you see',
      description:
        'One number for all that you see after a change, which does not depend on any order: a copy that has the same digest has the same resources, each at the same change. `docs/syndication.md` has the algorithm and test vectors.',
      tags,
      querystring: closed({
        at: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: Number.MAX_SAFE_INTEGER,
            description: 'After this change; after the newest one when absent.',
            examples: [4711],
          }),
        ),
      }),
      response: { 200: answer('The digest.', ref(ChangeDigest)) },
    },
    handler: async (request, reply) => {
      fresh(reply, request.viewer)
      return db.snapshot((queries) => digest(queries, request.viewer, request.query.at))
    },
  })
}

/** Registers the operations on the change feed that answer at once, or after a while. */
export function registerChanges(app: App, dependencies: ChangesDependencies): void {
  registerFeed(app, dependencies)
  registerHead(app, dependencies)
  registerDigest(app, dependencies)
}
