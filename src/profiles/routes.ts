/** Who may see what: the profiles of keys and of anonymous readers. */
import { Type } from 'typebox'
import type { Queries, Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { actorOf } from '../http/auth.ts'
import { preconditionOf, stateTag } from '../http/conditional.ts'
import { answer, noContent } from '../http/openapi.ts'
import { notFound } from '../http/problems.ts'
import { closed, ref } from '../lib/schema.ts'
import { anonymous, type Profiles, stateOf, wholeProfile } from './profiles.ts'
import { Profile, ProfileInput } from './schema.ts'

interface Dependencies {
  db: Transactions
  profiles: Profiles
  /** Whether there is a key with this id. */
  hasKey: (queries: Queries, id: string) => Promise<boolean>
}

const tags = ['Newsroom: keys']
const params = closed({
  id: Type.String({
    minLength: 1,
    maxLength: 60,
    description: 'Id of a key, or `anonymous`.',
    examples: ['01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'],
  }),
})

/** Registers the three operations on profiles. */
export function registerProfiles(app: App, { db, profiles, hasKey }: Dependencies): void {
  async function required(queries: Queries, id: string) {
    if (id !== anonymous && !(await hasKey(queries, id))) throw notFound('key')
    return profiles.find(queries, id)
  }
  app.get('/v1/newsroom/profiles/:id', {
    config: { scope: 'keys:manage' },
    schema: {
      operationId: 'getProfile',
      summary: 'Read the profile of a key',
      description:
        'What the holder of a key, or with `anonymous` everybody without one, may see. Without a profile that is everything.',
      tags,
      params,
      response: { 200: answer('The profile.', ref(Profile)) },
    },
    handler: async (request, reply) => {
      const profile = await db.snapshot((queries) => required(queries, request.params.id))
      reply.header('etag', stateTag(stateOf(profile)))
      return profile ?? wholeProfile
    },
  })
  app.put('/v1/newsroom/profiles/:id', {
    config: { scope: 'keys:manage', precondition: true },
    schema: {
      operationId: 'putProfile',
      summary: 'Set the profile of a key',
      description:
        'Narrows what the holder of a key sees, on every route and at once. Its change feed tells of what it gains and loses.',
      tags,
      params,
      body: ref(ProfileInput),
      response: { 200: answer('The profile.', ref(Profile)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const { id } = request.params
      const profile = await db.write(async (queries) => {
        precondition(stateOf(await required(queries, id)))
        const wanted = await profiles.read(queries, request.body)
        await profiles.put(queries, id, wanted, actorOf(request))
        return wanted
      })
      reply.header('etag', stateTag(stateOf(profile)))
      return profile
    },
  })
  app.delete('/v1/newsroom/profiles/:id', {
    config: { scope: 'keys:manage', precondition: true },
    schema: {
      operationId: 'deleteProfile',
      summary: 'Take the profile of a key away',
      description: 'Its holder sees everything that is live.',
      tags,
      params,
      response: noContent('It has no profile any more.'),
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const { id } = request.params
      await db.write(async (queries) => {
        precondition(stateOf(await required(queries, id)))
        await profiles.remove(queries, id, actorOf(request))
      })
      return reply.code(204).send(null as never)
    },
  })
}
