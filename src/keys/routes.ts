import { Type } from 'typebox'
import type { Catalogue } from '../catalogue/index.ts'
import type { Queries, Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { actorOf } from '../http/auth.ts'
import { preconditionOf, stateTag } from '../http/conditional.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { invalidField, notFound } from '../http/problems.ts'
import { type Instant, parseInstant, toInstant } from '../lib/instant.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { Id } from '../lib/scalars.ts'
import { closed, ref } from '../lib/schema.ts'
import type { Profiles } from '../profiles/index.ts'
import { type Keys, type Key as StoredKey, stateOf } from './keys.ts'
import { Key, KeyInput, KeyPage, NewKey, RotationInput } from './schema.ts'

interface Dependencies {
  db: Transactions
  keys: Keys
  profiles: Pick<Profiles, 'read'>
  catalogue: Catalogue
  now: () => Date
  publicUrl: string
}

const tags = ['Newsroom: keys']
const KeyId = closed({ id: Id('Id of the key.') })
const { count: _, ...pages } = pageParameters

function registerReads(app: App, { db, keys, publicUrl }: Dependencies): void {
  app.get('/v1/newsroom/keys', {
    config: { scope: 'keys:manage' },
    schema: {
      operationId: 'listKeys',
      summary: 'List the keys',
      description: 'All keys, the newest first, without their secrets.',
      tags,
      querystring: closed(pages),
      response: { 200: answer('A page of keys.', ref(KeyPage)) },
    },
    handler: async (request, reply) => {
      const page = pageRequestOf(request)
      const slice = await keys.list(db.read, page)
      const { rows, page: info } = pageOfSlice(slice, page, (row) => ({ key: '', id: row.id }))
      linkPages(request, reply, publicUrl, info)
      return { data: rows, page: info }
    },
  })
  app.get('/v1/newsroom/keys/:id', {
    config: { scope: 'keys:manage' },
    schema: {
      operationId: 'getKey',
      summary: 'Read a key',
      description: 'One key, without its secret. Its ETag goes into If-Match of a change.',
      tags,
      params: KeyId,
      response: { 200: answer('The key.', ref(Key)) },
    },
    handler: async (request, reply) => {
      const key = await keys.find(db.read, request.params.id)
      if (!key) throw notFound('key')
      reply.header('etag', stateTag(stateOf(key)))
      return key
    },
  })
}

/** Reads when a key ends. Raises invalid-body for the past. */
function expiryOf(text: string | null | undefined, now: Date): Instant | null {
  if (text == null) return null
  const instant = parseInstant(text)
  if (instant === undefined || instant <= toInstant(now))
    throw invalidField('/expiresAt', 'must be an instant in the future')
  return instant
}

function registerWrites(app: App, { db, keys, profiles, catalogue, now, publicUrl }: Dependencies): void {
  async function editorId(queries: Queries, named: string | null | undefined): Promise<string | null> {
    if (named == null) return null
    const editor = await catalogue.store.find(queries, 'editor', named)
    if (!editor) throw invalidField('/editor', 'must be the id or slug of an editor that exists')
    return editor.id
  }
  app.post('/v1/newsroom/keys', {
    config: { scope: 'keys:manage', secretFields: ['key'] },
    schema: {
      operationId: 'createKey',
      summary: 'Make a key',
      description: 'Makes a key. Its secret is in this answer and nowhere else.',
      tags,
      body: ref(KeyInput),
      response: {
        201: answer('The key.', ref(NewKey), {
          headers: {
            Location: Type.String({
              description: 'Its address.',
              examples: ['/v1/newsroom/keys/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b21'],
            }),
          },
        }),
      },
    },
    handler: async (request, reply) => {
      const { name, role, editor, expiresAt, profile } = request.body
      const expiry = expiryOf(expiresAt, now())
      const { key, text } = await db.write(async (queries) =>
        keys.create(
          queries,
          {
            ...{ name, role, editorId: await editorId(queries, editor), expiresAt: expiry },
            profile: profile == null ? undefined : await profiles.read(queries, profile, '/profile'),
          },
          actorOf(request),
        ),
      )
      reply.code(201).headers({ location: `${publicUrl}/v1/newsroom/keys/${key.id}`, etag: stateTag(stateOf(key)) })
      return { ...key, key: text }
    },
  })
  app.post('/v1/newsroom/keys/:id/rotation', {
    config: { scope: 'keys:manage', precondition: true, secretFields: ['key'] },
    schema: {
      operationId: 'rotateKey',
      summary: 'Change the secret of a key',
      description:
        'Gives the key a new secret, shown in this answer and nowhere else. The old one stays good for the overlap.',
      tags,
      params: KeyId,
      body: ref(RotationInput),
      response: { 200: answer('The key.', ref(NewKey)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const overlap = request.body.overlapSeconds ?? 86_400
      const { key, text } = await db.write((queries) =>
        keys.rotate(queries, request.params.id, overlap, actorOf(request), precondition),
      )
      reply.header('etag', stateTag(stateOf(key)))
      return { ...key, key: text }
    },
  })
  app.put('/v1/newsroom/keys/:id/revocation', {
    config: { scope: 'keys:manage', precondition: true },
    schema: {
      operationId: 'revokeKey',
      summary: 'Revoke a key',
      description: 'Refuses the key at once and for ever, in every process.',
      tags,
      params: KeyId,
      response: { 200: answer('The revoked key.', ref(Key)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const key: StoredKey = await db.write((queries) =>
        keys.revoke(queries, request.params.id, actorOf(request), precondition),
      )
      reply.header('etag', stateTag(stateOf(key)))
      return key
    },
  })
}

/** Registers the operations on keys, for admins. */
export function registerKeys(app: App, dependencies: Dependencies): void {
  registerReads(app, dependencies)
  registerWrites(app, dependencies)
}
