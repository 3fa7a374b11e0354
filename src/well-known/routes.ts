/** The operations at well-known addresses (RFC 8615), and robots.txt. */
import { Type } from 'typebox'
import type { Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { notFound } from '../http/problems.ts'
import { closed } from '../lib/schema.ts'
import type { SiteDocument, SiteStore } from '../site/index.ts'
import { apiCatalog, catalogType, robotsText, securityText, textMiningRules } from './documents.ts'
import { ApiCatalog, TextMiningRules } from './schema.ts'

interface WellKnownDependencies {
  db: Transactions
  site: SiteStore
  /** Where this server is: absolute, without a slash at its end. */
  publicUrl: string
  /** Whether anybody may read without a key. */
  anonymousReading: boolean
  now: () => Date
}

const shared = { tags: ['Operations'], security: [] }
const plain = 'text/plain; charset=utf-8'

const textAnswer = (description: string, example: string) => ({
  200: answer(description, Type.String({ description: 'The text.', examples: [example] }), { mediaType: 'text/plain' }),
})

function registerTexts(app: App, dependencies: WellKnownDependencies, read: () => Promise<SiteDocument>): void {
  app.get('/robots.txt', {
    config: { produces: ['text/plain'] },
    schema: {
      ...shared,
      operationId: 'getRobots',
      summary: 'What robots may do',
      description:
        'RFC 9309: where robots may go, where the sitemaps are, and whether models may be trained with what is read.',
      querystring: closed({}),
      response: textAnswer('The rules.', 'User-agent: *\nAllow: /\nDisallow: /v1/newsroom\n'),
    },
    handler: async (_request, reply) => reply.type(plain).send(robotsText(await read(), dependencies) as never),
  })
  app.get('/.well-known/security.txt', {
    config: { produces: ['text/plain'] },
    schema: {
      ...shared,
      operationId: 'getSecurityContact',
      summary: 'Whom to tell of a weakness',
      description: 'RFC 9116, with the contact of the site; 404 when the site has none.',
      // What has parameters, be there none, may be missing.
      params: closed({}),
      querystring: closed({}),
      response: textAnswer(
        'The contact.',
        'Contact: mailto:desk@qinghenews.example\nExpires: 2027-05-20T00:00:00Z\nPreferred-Languages: en, zh-Hans\n',
      ),
    },
    handler: async (_request, reply) => {
      const { publicUrl, now } = dependencies
      const text = securityText(await read(), { publicUrl, now: now() })
      if (text === undefined) throw notFound('contact')
      return reply.type(plain).send(text as never)
    },
  })
}

/** Registers `/robots.txt`, `/.well-known/tdmrep.json`, `/.well-known/api-catalog` and `/.well-known/security.txt`. */
export function registerWellKnown(app: App, dependencies: WellKnownDependencies): void {
  const { db, site, publicUrl } = dependencies
  const read = async () => (await site.find(db.read)).document
  registerTexts(app, dependencies, read)
  app.get('/.well-known/tdmrep.json', {
    schema: {
      ...shared,
      operationId: 'getTextMiningRules',
      summary: 'Whether text and data mining is reserved',
      description: 'W3C TDMRep: one rule for all that this server answers, as the site has it.',
      querystring: closed({}),
      response: { 200: answer('The rules.', TextMiningRules) },
    },
    handler: async (_request, reply) =>
      reply
        .type('application/json; charset=utf-8')
        .serializer(JSON.stringify)
        .send(textMiningRules(await read()) as never),
  })
  app.get('/.well-known/api-catalog', {
    config: { produces: ['application/linkset+json'] },
    schema: {
      ...shared,
      operationId: 'getApiCatalog',
      summary: 'Where this API is described',
      description: 'RFC 9727: the API with its OpenAPI document, its documentation and its health, as a linkset.',
      querystring: closed({}),
      response: {
        200: answer('The catalogue.', ApiCatalog, {
          mediaType: 'application/linkset+json',
          headers: {
            Link: Type.String({
              description: 'That this is the catalogue.',
              examples: ['<https://api.qinghenews.example/.well-known/api-catalog>; rel="api-catalog"'],
            }),
          },
        }),
      },
    },
    handler: async (_request, reply) =>
      reply
        .type(catalogType)
        .header('link', `<${publicUrl}/.well-known/api-catalog>; rel="api-catalog"`)
        .serializer(JSON.stringify)
        .send(apiCatalog(publicUrl) as never),
  })
}
