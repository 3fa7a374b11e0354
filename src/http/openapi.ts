/** The OpenAPI 3.1 document, made from the schemas that validate and serialize. */
import swagger from '@fastify/swagger'
import type { RouteOptions } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { namedSchemas } from '../lib/schema.ts'
import type { App } from './app-types.ts'
import { type ProblemName, problemTypes } from './problems.ts'
import { isPublicReading, isReading, isWellKnown } from './surfaces.ts'

interface AnswerOptions {
  mediaType?: string
  headers?: Record<string, TSchema>
}

/** A response of an operation: its description, its schema, and the headers that are its own. */
export const answer = <T extends TSchema>(description: string, schema: T, options: AnswerOptions = {}) => ({
  description,
  ...(options.headers && { headers: options.headers }),
  content: { [(options.mediaType ?? 'application/json') as 'application/json']: { schema } },
})

/** A response without a body. */
export const noContent = (description: string) => ({ 204: Type.Null({ description }) })

export const tagGroups = [
  ['Articles', 'Articles as readers see them: lists, one by id or by slug, and what is related to it.'],
  ['Related news', 'What else to read: the links of an article to others, here or elsewhere.'],
  ['Search', 'Articles by what is said in them, in English and in Chinese.'],
  ['Sources', 'Who texts come from: agencies, newspapers, sites, offices, companies.'],
  ['Editors', 'The responsible editors, as readers see them.'],
  [
    'Tags',
    'The controlled terms by which articles are found: sections, topics, places, people, organisations, series.',
  ],
  ['Site', 'The publication itself: its name, languages, contact, copyright and licences.'],
  ['Feeds', 'The same articles in the formats that portals, readers and search engines take.'],
  ['Recalls', 'The articles that you had and must not show any more, and your acknowledgements.'],
  ['Changes', 'What changed since you last asked, and everything that you see: how partners keep a copy.'],
  ['Subscriptions', 'Being told of changes: webhooks of your key, and the WebSub hub of the public feeds.'],
  ['Newsroom: articles', 'Working copies of articles, and their publication.'],
  ['Newsroom: related news', 'The links of articles, and the printed titles that still wait for their target.'],
  ['Newsroom: sources', 'Keeping the sources.'],
  ['Newsroom: editors', 'Keeping the editors.'],
  ['Newsroom: tags', 'Keeping the tags.'],
  ['Newsroom: site', 'Keeping the publication’s own data.'],
  ['Newsroom: keys', 'Making, rotating and revoking keys.'],
  [
    'Newsroom: partners',
    'What partners were served, how far they have come, and what became of the recalls of articles that they had.',
  ],
  ['Newsroom: webhooks', 'Everybody’s webhooks, and how far they are behind.'],
  ['Newsroom: audit', 'Who did what, and when.'],
  ['Newsroom: imports', 'Bringing in pages as they are printed, and whole newsrooms as NDJSON.'],
  ['Operations', 'Health, metrics, the document itself.'],
] as const

const stringHeader = (description: string, example: string) => Type.String({ description, examples: [example] })

const everyAnswer = {
  'X-Request-Id': stringHeader('Id of this request, as it is in the log.', '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'),
  'Cache-Control': stringHeader(
    'How long the answer may be kept, and by whom.',
    'public, max-age=42, stale-while-revalidate=0',
  ),
}
/** What every answer of the reading surface says of text and data mining. */
const readingHeaders = {
  'TDM-Reservation': stringHeader('Whether the rights of text and data mining are reserved (W3C TDMRep).', '1'),
  'TDM-Policy': stringHeader(
    'Where its terms are told, if anywhere.',
    'https://www.qinghenews.example/tdm-policy.json',
  ),
  'Cache-Tag': stringHeader(
    'What the answer depends on, for caches that are purged by tag, divided by commas (anonymous answers only).',
    'site,article-2f1c8a4e6b10,source-9f5b2f1c8a4e',
  ),
  'Surrogate-Key': stringHeader(
    'The same, divided by spaces (anonymous answers only).',
    'site article-2f1c8a4e6b10 source-9f5b2f1c8a4e',
  ),
}
const compressedHeaders = {
  'Content-Encoding': stringHeader('`br` or `gzip`, where the request accepts it and it is at hand.', 'br'),
}
const entityTagHeader = { ETag: stringHeader('Strong entity tag of these bytes.', '"Zq0Xn3B1mEo7cJkV5tPw2A"') }
const quotaHeaders = {
  RateLimit: stringHeader('What is left of the key’s quota (keyed answers only).', '"key";r=59990;t=12'),
  'RateLimit-Policy': stringHeader('The key’s quota (keyed answers only).', '"key";q=60000;w=60'),
}

/** The problems that an operation can answer with, by what its route declares. */
function problemsOf(route: RouteOptions): ProblemName[] {
  const { schema = {}, config = {} } = route
  // A wrong key is refused by every operation, also by those that need none.
  const names: ProblemName[] = [
    'malformed-request',
    'unauthenticated',
    'too-many-requests',
    'header-fields-too-large',
    'uri-too-long',
    'internal-error',
    'unavailable',
  ]
  if (config.scope !== undefined || isReading(route.url)) names.push('forbidden')
  if (route.url.startsWith('/v1/')) names.push('not-acceptable')
  if (schema.params) names.push('not-found')
  if (config.gone) names.push('gone')
  if (schema.body) names.push('content-too-large', 'unsupported-media-type', 'invalid-body')
  // An Idempotency-Key that was used for another request.
  else if (route.method === 'POST') names.push('invalid-body')
  if (config.precondition) names.push('precondition-required')
  if (config.precondition || route.method === 'GET') names.push('precondition-failed')
  if (!['GET', 'HEAD'].includes(String(route.method))) names.push('conflict')
  return names
}

function problemResponses(names: ProblemName[]): Record<string, object> {
  const byStatus = Map.groupBy(names, (name) => problemTypes[name].status)
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus.map((name) => `${problemTypes[name].title} (\`${name}\`).`).join(' '),
        headers: everyAnswer,
        content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
      },
    ]),
  )
}

const isGet = (route: RouteOptions): boolean => route.method === 'GET'

function completeResponses(route: RouteOptions): Record<string, unknown> {
  const given = (route.schema?.response ?? {}) as Record<string, Record<string, unknown>>
  const keyed = {
    ...(route.config?.scope && quotaHeaders),
    ...(isPublicReading(route.url) && readingHeaders),
    ...(route.config?.cache && compressedHeaders),
  }
  const completed = Object.fromEntries(
    Object.entries(given).map(([status, response]) => {
      if (!('content' in response)) return [status, response]
      return [
        status,
        { ...response, headers: { ...everyAnswer, ...keyed, ...entityTagHeader, ...(response.headers as object) } },
      ]
    }),
  )
  const notModified =
    isGet(route) && !completed[304]
      ? { 304: Type.Null({ description: 'What you have is still right (If-None-Match).' }) }
      : {}
  return { ...completed, ...notModified, ...problemResponses(problemsOf(route)) }
}

const idempotencyKey = {
  'Idempotency-Key': Type.Optional(
    Type.String({
      description:
        'A string in double quotes of your choice. The same request under the same key is carried out once, and answered alike for 24 hours: 409 while it is running, 422 for another request.',
      pattern: '^"[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]{1,255}"$',
      examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
    }),
  ),
}

const requestHeaders = (config: RouteOptions['config'], method: string) => {
  const keyed = method === 'POST' ? idempotencyKey : {}
  if (config?.precondition) {
    const ifMatch = Type.String({
      description:
        'The ETag that you read (RFC 9110 §13.1.1), so that no update is lost; 428 without it, 412 when it is old.',
      examples: ['"r3.7"'],
    })
    return { headers: Type.Object({ 'If-Match': ifMatch, ...keyed }) }
  }
  if (method === 'POST') return { headers: Type.Object(keyed) }
  if (method !== 'GET') return {}
  const ifNoneMatch = Type.String({
    description: 'ETags that you have; the answer is 304 when one of them is still right.',
    examples: ['"Zq0Xn3B1mEo7cJkV5tPw2A"'],
  })
  return { headers: Type.Object({ 'If-None-Match': Type.Optional(ifNoneMatch) }) }
}

const about = `Masthead is a headless newsroom: articles are put in once and read everywhere.

**Reading** is everything under \`/v1\` except \`/v1/newsroom\`: what is live, for everybody. **Newsroom** is everything under \`/v1/newsroom\`: working copies, for keys with a newsroom role. Press *Authorize* and enter a key (\`mh_…\`) to try those.

Errors are RFC 9457 problems whose \`type\` is the address of their explanation. Lists are keyset pages: follow \`page.next\`. Every change of something that exists needs \`If-Match\`.`

/** Registers the document generator and completes every route's schema. Must come before the routes. */
export async function registerOpenApi(app: App, options: { version: string; webhooks?: object }): Promise<void> {
  for (const schema of namedSchemas()) app.addSchema(schema)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Masthead',
        version: options.version,
        description: about,
        contact: { name: 'Masthead contributors', url: 'https://github.com/masthead-news/masthead' },
        license: { name: 'MIT', identifier: 'MIT' } as never,
      },
      servers: [{ url: '/', description: 'This server' }],
      ...(options.webhooks && { webhooks: options.webhooks as never }),
      tags: tagGroups.map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'mh_…',
            description: 'A key of this newsroom: `masthead keys create`.',
          },
        },
      },
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `def-${index}`) },
    transform: ({ schema, url, route }) => {
      const conditional = isReading(route.url) || isWellKnown(route.url)
      const headers = conditional ? requestHeaders(route.config, String(route.method)) : {}
      return { schema: { ...schema, ...headers } as never, url }
    },
  })
  app.addHook('onRoute', (route) => {
    if (!route.schema || route.schema.hide || route.method === 'HEAD') return
    const security = route.schema.security ?? (route.config?.scope ? [{ key: [] }] : [{}, { key: [] }])
    route.schema = { ...route.schema, security, response: completeResponses(route) }
  })
}

/** Serves the document at /openapi.json. */
export function registerOpenApiDocument(app: App): void {
  app.get('/openapi.json', {
    schema: { hide: true },
    handler: async (_request, reply) =>
      reply
        .header('cache-control', 'no-cache')
        .type('application/json; charset=utf-8')
        .serializer(JSON.stringify)
        .send(app.swagger() as never),
  })
}
