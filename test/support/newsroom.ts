/** A newsroom to test: a server over a fresh database, a clock that the test moves, and keys of every role. */
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import { type Config, loadConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/db/open.ts'
import type { App } from '../../src/http/app-types.ts'
import { type Role, roles } from '../../src/keys/index.ts'
import { systemActor } from '../../src/lib/actor.ts'
import { settingsOf } from '../../src/main.ts'
import { createNewsroom, type Newsroom } from '../../src/newsroom.ts'
import { freshDatabaseUrl } from './database.ts'

export interface Answer {
  status: number
  headers: LightMyRequestResponse['headers']
  etag: string
  /** The parsed JSON body; undefined when there is none. */
  body: ReturnType<typeof JSON.parse>
  text: string
}

export interface Call {
  /** Role of the key; anonymous when absent. */
  as?: Role
  body?: unknown
  /** Content type of the body; JSON when absent, a merge patch for PATCH. */
  type?: string
  ifMatch?: string
  headers?: Record<string, string>
}

export interface TestNewsroom extends Newsroom {
  app: App
  config: Config
  keyTexts: Record<Role, string>
  /** Statements that the read side has run so far. */
  statements: string[]
  /** The clock of the newsroom. */
  clock: { at: Date; set(instant: string): void; forward(seconds: number): void }
  call(method: string, url: string, call?: Call): Promise<Answer>
  get(url: string, call?: Call): Promise<Answer>
  /** Does what is due by the clock, as the scheduler would. Answers how many transitions were done. */
  carryOutDue(): Promise<number>
  /** Creates an article through the API and publishes it if asked. Answers its newsroom view with its ETag. */
  article(input?: Record<string, unknown>, options?: { publish?: boolean }): Promise<Answer>
}

/** An answer as tests look at it. */
export function answerOf(response: LightMyRequestResponse): Answer {
  const type = String(response.headers['content-type'] ?? '')
  return {
    status: response.statusCode,
    headers: response.headers,
    etag: String(response.headers.etag ?? ''),
    body: /json/.test(type) && !/ndjson/.test(type) && response.body !== '' ? JSON.parse(response.body) : undefined,
    text: response.body,
  }
}

/** Who acts where a test goes past the API. */
export const actor = systemActor('test')

/** Opens one. It closes, and its database goes, when the test ends. Ids are random unless they are given. */
export async function openNewsroom(
  t: Test,
  settings: Record<string, string> = {},
  newId?: () => string,
): Promise<TestNewsroom> {
  const statements: string[] = []
  const url = await freshDatabaseUrl(t)
  const db = await openDatabase({ url, onRead: (sql) => statements.push(sql) })
  const config = loadConfig({
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'http://newsroom.test',
    DATABASE_URL: url,
    FAILED_KEY_LIMIT: '0',
    ...settings,
  })
  const clock = {
    at: new Date('2026-11-01T10:00:00Z'),
    set(instant: string) {
      clock.at = new Date(instant)
    },
    forward(seconds: number) {
      clock.at = new Date(clock.at.getTime() + seconds * 1000)
    },
  }
  const newsroom = createNewsroom({
    db,
    ...settingsOf(config),
    now: () => clock.at,
    ...(newId && { newId }),
  })
  const app = await buildApp({ config, newsroom })
  t.teardown(async () => {
    await app.close()
    await db.close()
  })
  const keyTexts = {} as Record<Role, string>
  for (const role of roles)
    keyTexts[role] = (
      await db.write((queries) => newsroom.keys.create(queries, { name: `test ${role}`, role }, actor))
    ).text

  async function call(method: string, path: string, { as, body, type, ifMatch, headers }: Call = {}): Promise<Answer> {
    const contentType = type ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json')
    const request: InjectOptions = {
      method: method as 'GET',
      url: path,
      headers: {
        ...(as && { authorization: `Bearer ${keyTexts[as]}` }),
        ...(body !== undefined && { 'content-type': contentType }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...headers,
      },
      ...(body !== undefined && {
        payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    }
    return answerOf(await app.inject(request))
  }

  async function article(input: Record<string, unknown> = {}, options: { publish?: boolean } = {}): Promise<Answer> {
    const body = {
      title: 'New port terminal opens in Haiyan',
      language: 'en',
      source: { slug: 'desk', name: 'Desk' },
      body: { html: '<p>The first ship docked on Thursday.</p>' },
      ...input,
    }
    const created = await call('POST', '/v1/newsroom/articles', { as: 'editor', body })
    if (created.status !== 201) throw new Error(`the article was not created: ${created.text}`)
    if (!options.publish) return created
    const published = await call('PUT', `/v1/newsroom/articles/${created.body.id}/publication`, {
      as: 'editor',
      body: {},
      ifMatch: created.etag,
    })
    if (published.status !== 200) throw new Error(`the article was not published: ${published.text}`)
    return published
  }

  const carryOutDue = async () => (await newsroom.dueTransitions.carryOutAll()).filter(({ done }) => done).length

  return {
    ...newsroom,
    carryOutDue,
    app,
    config,
    keyTexts,
    statements,
    clock,
    call,
    get: (path, options) => call('GET', path, options),
    article,
  }
}
