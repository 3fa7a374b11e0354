import type { Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { actorOf } from '../http/auth.ts'
import { dependOn } from '../http/caching.ts'
import { preconditionOf, stateTag } from '../http/conditional.ts'
import { answer } from '../http/openapi.ts'
import { ref } from '../lib/schema.ts'
import { NewsroomSite, Site, SiteChanges } from './schema.ts'
import { type SiteState, type SiteStore, stateOf } from './site.ts'

/** The publication as readers see it. */
export const readingView = ({ document, updatedAt }: SiteState) => {
  const { reprintPolicy, ...shown } = document
  return { ...shown, updatedAt }
}
const newsroomView = ({ document, updatedAt, revision }: SiteState) => ({ ...document, updatedAt, revision })

/** Registers the three operations on the publication. */
export function registerSite(app: App, { db, site }: { db: Transactions; site: SiteStore }): void {
  app.get('/v1/site', {
    config: { cache: 'change' },
    schema: {
      operationId: 'getSite',
      summary: 'Read the publication',
      description:
        'The publication: its name, languages, time zone, contact, copyright and licence numbers, as every page of it shows them.',
      tags: ['Site'],
      response: { 200: answer('The publication.', ref(Site)) },
    },
    handler: async (request) => {
      dependOn(request, [])
      return readingView(await site.find(db.read))
    },
  })
  app.get('/v1/newsroom/site', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'getNewsroomSite',
      summary: 'Read the publication as the newsroom has it',
      description: 'The publication with its policies. Its ETag goes into If-Match of a change.',
      tags: ['Newsroom: site'],
      response: { 200: answer('The publication.', ref(NewsroomSite)) },
    },
    handler: async (_request, reply) => {
      const state = await site.find(db.read)
      reply.header('etag', stateTag(stateOf(state)))
      return newsroomView(state)
    },
  })
  app.patch('/v1/newsroom/site', {
    config: { scope: 'site:write', precondition: true },
    schema: {
      operationId: 'updateSite',
      summary: 'Change the publication',
      description:
        'An RFC 7396 merge patch: fields that are left out stay, null removes. The result must be a whole publication.',
      tags: ['Newsroom: site'],
      consumes: ['application/merge-patch+json'],
      body: ref(SiteChanges),
      response: { 200: answer('The changed publication.', ref(NewsroomSite)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const state = await db.write((queries) => site.update(queries, request.body, actorOf(request), precondition))
      reply.header('etag', stateTag(stateOf(state)))
      return newsroomView(state)
    },
  })
}
