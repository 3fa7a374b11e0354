/** A server with the feeds of a newsroom, and what its answers say. */
import fastify from 'fastify'
import { XmlDocument, type XmlNode } from 'libxml2-wasm'
import type { Test } from 'tap'
import type { LiveFilter } from '../../src/articles/index.ts'
import { registerFeeds, type Tombstone } from '../../src/feeds/index.ts'
import type { App } from '../../src/http/app-types.ts'
import { registerAuth } from '../../src/http/auth.ts'
import { registerCaching } from '../../src/http/caching.ts'
import { registerConditionalRequests, registerEntityTags } from '../../src/http/conditional.ts'
import { registerErrors } from '../../src/http/errors.ts'
import { registerOpenApi } from '../../src/http/openapi.ts'
import { serializerFactory } from '../../src/http/serialization.ts'
import { registerValidation, validatorFactory } from '../../src/http/validation.ts'
import type { Viewer } from '../../src/lib/viewer.ts'
import type { TestNewsroom } from '../support/newsroom.ts'

export const publicUrl = 'http://newsroom.test'
const namespaces = {
  a: 'http://www.w3.org/2005/Atom',
  at: 'http://purl.org/atompub/tombstones/1.0',
  fh: 'http://purl.org/syndication/history/1.0',
}

/** What the feeds are told of from outside; tests change it. */
interface Outside {
  tombstones: Tombstone[]
  asked: Array<{ viewer: Viewer; filter: LiveFilter; limit: number }>
  viewer: Viewer | undefined
}

/** A server with the feeds of a newsroom, and nothing else. */
export async function feedServer(t: Test, { db, lifecycle, views, site, clock, keys, profiles, config }: TestNewsroom) {
  const outside: Outside = { tombstones: [], asked: [], viewer: undefined }
  const app = fastify({
    schemaController: { compilersFactory: { ...validatorFactory, ...serializerFactory } },
  }) as unknown as App
  registerErrors(app, { publicUrl })
  registerAuth(app, {
    authenticate: keys.authenticate,
    failedAttempt: async () => undefined,
    anonymousReading: true,
    anonymousViewer: async () => outside.viewer ?? (await profiles.anonymousViewer()),
  })
  registerValidation(app)
  registerEntityTags(app)
  registerConditionalRequests(app)
  registerCaching(app, { tickSeconds: config.TICK_SECONDS, now: () => clock.at })
  await registerOpenApi(app, { version: '0' })
  await app.register(async (routes) => {
    registerFeeds(routes as App, {
      ...{ db, live: lifecycle.live, views, site, publicUrl, now: () => clock.at },
      tombstones: async (_queries, viewer, filter, limit) => {
        outside.asked.push({ viewer, filter, limit })
        return outside.tombstones
      },
      hubFor: (topic) => (topic === `${publicUrl}/feeds/atom` ? `${publicUrl}/hub` : null),
    })
  })
  await app.ready()
  t.teardown(() => app.close())
  const get = async (url: string, headers: Record<string, string> = {}) => {
    const { statusCode: status, headers: sent, body: text } = await app.inject({ url, headers })
    return { status, headers: sent, text, type: String(sent['content-type']) }
  }
  return { get, app, outside }
}

/** The values of what an XPath expression finds in a document. */
export function found(text: string, path: string): string[] {
  using document = XmlDocument.fromString(text)
  return document.find(path, namespaces).map((node: XmlNode) => node.content)
}

/** The target of a relation in a Link header. */
export const linked = (headers: Record<string, unknown>, rel: string): string | undefined =>
  [...String(headers.link).matchAll(/<([^>]*)>; rel="([^"]*)"/g)].find((each) => each[2]?.split(' ').includes(rel))?.[1]

export const pathOf = (url: string | undefined): string => String(url).replace(publicUrl, '')
