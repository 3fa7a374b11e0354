/** The operations on sources, editors and tags, the same for each: two for readers, five for the newsroom. */
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { actorOf } from '../http/auth.ts'
import { preconditionOf, stateTag } from '../http/conditional.ts'
import { answer, noContent } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { notFound } from '../http/problems.ts'
import { canonicalTag } from '../lib/language.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { closed, ref } from '../lib/schema.ts'
import { everything } from '../lib/viewer.ts'
import { type Catalogue, newsroomView, readingView, stateOf } from './catalogue.ts'
import type { CatalogueResource, ResourceName } from './resource.ts'
import type { CatalogueFilter, CountedEntry } from './store.ts'

interface Dependencies {
  db: Transactions
  catalogue: Catalogue
  publicUrl: string
}

const title = (name: string): string => name[0]?.toUpperCase() + name.slice(1)
const Listed = {
  listed: Type.Optional(
    Type.Boolean({ description: 'Only those that readers see (true) or do not (false).', examples: [true] }),
  ),
}

/** The filter of a list: comma-separated values become lists, `parent` its column. */
function filterOf(resource: ResourceName, query: Record<string, unknown>, listed?: boolean): CatalogueFilter {
  const { limit, cursor, count, listed: wanted, parent, ...filters } = query
  const lists = Object.entries({ ...filters, parentId: parent }).filter(([, value]) => value !== undefined)
  const valuesOf = (name: string, value: unknown): string[] =>
    String(value)
      .split(',')
      .map((each) => (name === 'language' ? (canonicalTag(each) ?? each) : each))
  return {
    resource,
    ...Object.fromEntries(lists.map(([name, value]) => [name, valuesOf(name, value)])),
    ...((listed ?? wanted) !== undefined && { listed: (listed ?? wanted) as boolean }),
  }
}

const IdOrSlug = (name: string) =>
  closed({
    id: Type.String({
      minLength: 1,
      maxLength: 120,
      description: `Id or slug of the ${name}.`,
      examples: ['01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'],
    }),
  })

function createHandlers(resource: CatalogueResource, { db, catalogue }: Dependencies) {
  const found = async (id: string, viewer = everything): Promise<CountedEntry> => {
    const entry = await catalogue.store.find(db.read, resource.name, id, viewer)
    if (!entry) throw notFound(resource.name)
    return entry
  }
  const page = async (request: FastifyRequest, filter: CatalogueFilter) => {
    const asked = pageRequestOf(request)
    const slice = await db.snapshot((queries) => catalogue.store.list(queries, filter, asked))
    return pageOfSlice(slice, asked, (entry) => ({ key: entry.slug, id: entry.id }))
  }
  return { found, page }
}

function registerReading(app: App, resource: CatalogueResource, dependencies: Dependencies): void {
  const { name, plural, schemas } = resource
  const { found, page } = createHandlers(resource, dependencies)
  app.get(`/v1/${plural}`, {
    config: { cache: 'change' },
    schema: {
      operationId: `list${title(plural)}`,
      summary: `List ${plural}`,
      description: `The ${plural} that readers see, in the order of their slugs, each with how many live articles name it that you may see.`,
      tags: [resource.tag],
      querystring: closed({ ...resource.filters, ...pageParameters }),
      response: { 200: answer(`A page of ${plural}.`, ref(schemas.readingPage)) },
    },
    handler: async (request, reply) => {
      const query = request.query as Record<string, unknown>
      const { rows, page: info } = await page(request, { ...filterOf(name, query, true), viewer: request.viewer })
      linkPages(request, reply, dependencies.publicUrl, info)
      return { data: rows.map((row) => readingView(row, resource)), page: info } as never
    },
  })
  app.get(`/v1/${plural}/:id`, {
    config: { cache: 'change' },
    schema: {
      operationId: `get${title(name)}`,
      summary: `Read one ${name}`,
      description: `One ${name}, by id or slug, with how many live articles name it that you may see. \`GET /v1/articles?${name}=\` lists these.`,
      tags: [resource.tag],
      params: IdOrSlug(name),
      response: { 200: answer(`The ${name}.`, ref(schemas.reading)) },
    },
    handler: async (request) => {
      const entry = await found(request.params.id, request.viewer)
      if (!entry.listed) throw notFound(name)
      return readingView(entry, resource) as never
    },
  })
}

function registerNewsroomReading(app: App, resource: CatalogueResource, dependencies: Dependencies): void {
  const { name, plural, schemas } = resource
  const { found, page } = createHandlers(resource, dependencies)
  const shared = { tags: [`Newsroom: ${plural}`] }
  app.get(`/v1/newsroom/${plural}`, {
    config: { scope: 'articles:read' },
    schema: {
      ...shared,
      operationId: `listNewsroom${title(plural)}`,
      summary: `List all ${plural}`,
      description: `All ${plural}, also those that readers do not see yet, in the order of their slugs.`,
      querystring: closed({ ...resource.filters, ...Listed, ...pageParameters }),
      response: { 200: answer(`A page of ${plural}.`, ref(schemas.newsroomPage)) },
    },
    handler: async (request, reply) => {
      const query = request.query as Record<string, unknown>
      const { rows, page: info } = await page(request, filterOf(name, query))
      linkPages(request, reply, dependencies.publicUrl, info)
      return { data: rows.map(newsroomView), page: info } as never
    },
  })
  app.get(`/v1/newsroom/${plural}/:id`, {
    config: { scope: 'articles:read' },
    schema: {
      ...shared,
      operationId: `getNewsroom${title(name)}`,
      summary: `Read one ${name} as the newsroom has it`,
      description: `One ${name}, by id or slug, with what only the newsroom sees. Its ETag goes into If-Match of a change.`,
      params: IdOrSlug(name),
      response: { 200: answer(`The ${name}.`, ref(schemas.newsroom)) },
    },
    handler: async (request, reply) => {
      const entry = await found(request.params.id)
      reply.header('etag', stateTag(stateOf(entry)))
      return newsroomView(entry) as never
    },
  })
}

function registerWriting(app: App, resource: CatalogueResource, { db, catalogue, publicUrl }: Dependencies): void {
  const { name, plural, schemas } = resource
  const shared = { tags: [`Newsroom: ${plural}`] }
  app.post(`/v1/newsroom/${plural}`, {
    config: { scope: 'catalogue:write' },
    schema: {
      ...shared,
      operationId: `create${title(name)}`,
      summary: `Create a ${name}`,
      description: `Creates a ${name}. Readers see it at once, unless \`listed\` is false: then from the moment a live article shows it.`,
      body: ref(schemas.input),
      response: {
        201: answer(`The new ${name}.`, ref(schemas.newsroom), {
          headers: {
            Location: Type.String({
              description: 'Its address.',
              examples: [`/v1/newsroom/${plural}/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10`],
            }),
          },
        }),
      },
    },
    handler: async (request, reply) => {
      const entry = await db.write((queries) =>
        catalogue.create(queries, name, request.body as Record<string, unknown>, actorOf(request)),
      )
      reply
        .code(201)
        .headers({ location: `${publicUrl}/v1/newsroom/${plural}/${entry.id}`, etag: stateTag(stateOf(entry)) })
      return newsroomView(entry) as never
    },
  })
  app.patch(`/v1/newsroom/${plural}/:id`, {
    config: { scope: 'catalogue:write', precondition: true },
    schema: {
      ...shared,
      operationId: `update${title(name)}`,
      summary: `Change a ${name}`,
      description:
        'An RFC 7396 merge patch: fields that are left out stay, null removes. The result must be a valid input.',
      consumes: ['application/merge-patch+json'],
      params: IdOrSlug(name),
      body: ref(schemas.changes),
      response: { 200: answer(`The changed ${name}.`, ref(schemas.newsroom)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const entry = await db.write((queries) =>
        catalogue.update(queries, name, request.params.id, request.body as object, actorOf(request), precondition),
      )
      reply.header('etag', stateTag(stateOf(entry)))
      return newsroomView(entry) as never
    },
  })
  app.delete(`/v1/newsroom/${plural}/:id`, {
    config: { scope: 'catalogue:write', precondition: true },
    schema: {
      ...shared,
      operationId: `delete${title(name)}`,
      summary: `Delete a ${name}`,
      description: `Deletes a ${name} that nothing refers to; 409 with the reason otherwise.`,
      params: IdOrSlug(name),
      response: noContent('It is gone.'),
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      await db.write((queries) => catalogue.remove(queries, name, request.params.id, actorOf(request), precondition))
      return reply.code(204).send(null as never)
    },
  })
}

/** Registers the seven operations of a resource. */
export function registerCatalogueResource(app: App, resource: CatalogueResource, dependencies: Dependencies): void {
  registerReading(app, resource, dependencies)
  registerNewsroomReading(app, resource, dependencies)
  registerWriting(app, resource, dependencies)
}
