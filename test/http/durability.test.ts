/** What clients are told when a commit fails, and that nobody builds on what is not on the disk yet. */
import type { FileHandle } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import type { Db, OpenOptions, Queries } from '../../src/db/db.ts'
import { openDatabase } from '../../src/db/open.ts'
import { createWriteQueue } from '../../src/db/write-queue.ts'
import { settingsOf } from '../../src/main.ts'
import { createNewsroom } from '../../src/newsroom.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { actor, answerOf } from '../support/newsroom.ts'

const skip = process.env.TEST_DATABASE_URL !== undefined && 'the faults are made on SQLite'
const article = { title: 'New port terminal opens in Haiyan', language: 'en', source: { slug: 'desk', name: 'Desk' } }
const missing = '/v1/newsroom/articles/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'

/** A server over a database of which the test makes something fail. */
async function serve(t: Test, options: Partial<OpenOptions> = {}, tampered: (db: Db, file: string) => Db = (db) => db) {
  const url = await freshDatabaseUrl(t)
  const opened = await openDatabase({ url, ...options })
  const db = tampered(opened, url.slice('file:'.length))
  const config = loadConfig({ LOG_LEVEL: 'silent', PUBLIC_URL: 'http://newsroom.test', DATABASE_URL: url })
  const newsroom = createNewsroom({ db, ...settingsOf(config) })
  const app = await buildApp({ config, newsroom })
  t.teardown(async () => {
    await app.close()
    await opened.close()
  })
  const make = { name: 'test', role: 'editor' as const }
  const { text } = await db.write((queries) => newsroom.keys.create(queries, make, actor))
  const send = async (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object, headers = {}) =>
    answerOf(
      await app.inject({
        ...{ method, url: path, headers: { authorization: `Bearer ${text}`, ...headers } },
        ...(payload && { payload }),
      }),
    )
  const total = async (): Promise<number> => (await send('GET', '/v1/newsroom/articles?count=true')).body.page.total
  return { app, db, send, total }
}

/** A database whose COMMIT fails while it is told to, as on a full disk. */
function failingCommits() {
  const state = { failing: false }
  const tampered = (db: Db, file: string): Db => {
    const connection = new Database(file)
    const queue = createWriteQueue({
      queries: drizzle(connection, { casing: 'snake_case' }) as unknown as Queries,
      begin: async () => void connection.exec('BEGIN IMMEDIATE'),
      async control(statement) {
        if (state.failing && statement === 'COMMIT')
          throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
        connection.exec(statement)
      },
    })
    return { ...db, write: queue.write }
  }
  return { state, tampered }
}

t.test('a commit that fails', { skip }, async (t) => {
  const { state, tampered } = failingCommits()
  const { send, total } = await serve(t, {}, tampered)
  const retried = { 'idempotency-key': '"again"' }

  t.test('503 of all who share it: who was carried out, and who was refused', async (t) => {
    state.failing = true
    const answers = await Promise.all([
      send('POST', '/v1/newsroom/articles', article),
      send('POST', '/v1/newsroom/articles', { ...article, source: 'nobody' }),
      send('DELETE', missing, undefined, { 'if-match': '"r1.1"' }),
      send('POST', '/v1/newsroom/articles', article, retried),
    ])
    for (const { status, headers, body } of answers) {
      t.equal(status, 503)
      t.equal(headers['retry-after'], '1')
      t.equal(headers['content-type'], 'application/problem+json')
      t.match(body, { type: 'http://newsroom.test/problems/unavailable', detail: /Nothing was changed/ })
      t.notMatch(JSON.stringify(body), /full/)
    }
    state.failing = false
    t.equal(await total(), 0)
  })

  t.test('201, 404 and 422 of the same requests afterwards', async (t) => {
    t.equal((await send('POST', '/v1/newsroom/articles', article, retried)).status, 201)
    t.equal((await send('POST', '/v1/newsroom/articles', { ...article, source: 'nobody' })).status, 422)
    t.equal((await send('DELETE', missing, undefined, { 'if-match': '"r1.1"' })).status, 404)
    t.equal(await total(), 1)
  })
})

t.test('a disk that fails', { skip }, async (t) => {
  let broken = false
  const dataSync = async (handle: FileHandle) => {
    if (broken) throw new Error('EIO: i/o error, fdatasync')
    await handle.datasync()
  }
  const { app, send } = await serve(t, { dataSync })
  broken = true

  t.test('503 that does not say that nothing was changed, nor to try again', async (t) => {
    const { status, headers, body } = await send('POST', '/v1/newsroom/articles', article)
    t.equal(status, 503)
    t.notOk('retry-after' in headers)
    t.match(body, { type: 'http://newsroom.test/problems/unavailable', detail: /may have been made/ })
  })

  t.test('503 of every write from then on, and of readiness; 200 of reading', async (t) => {
    broken = false
    for (const headers of [{}, { 'idempotency-key': '"key"' }]) {
      const { status, body } = await send('POST', '/v1/newsroom/articles', article, headers)
      t.equal(status, 503)
      t.match(body.detail, /Nothing was changed/)
    }
    t.equal((await app.inject('/health/ready')).statusCode, 503)
    t.equal((await app.inject('/v1/articles')).statusCode, 200)
    t.equal((await send('GET', '/v1/newsroom/articles')).status, 503, 'its entity tags may be taken back')
  })
})

t.test('a disk that takes its time', { skip }, async (t) => {
  let disk = Promise.resolve()
  const dataSync = async (handle: FileHandle) => {
    await disk
    await handle.datasync()
  }
  const { app, db, send } = await serve(t, { dataSync })
  const { article: first } = { article: await send('POST', '/v1/newsroom/articles', article) }

  t.test('200 of what clients build on when it is durable, of public pages at once', async (t) => {
    const held = Promise.withResolvers<void>()
    disk = held.promise
    const path = `/v1/newsroom/articles/${first.body.id}`
    const gone = send('DELETE', path, undefined, { 'if-match': first.etag })
    const { articles } = db.tables
    while ((await db.read.select({ id: articles.id }).from(articles)).length > 0) await turn()
    const waiting = [gone, send('GET', path), send('GET', '/v1/changes'), send('GET', '/v1/changes/head')]
    let answered = 0
    for (const each of waiting) void each.then(() => answered++)
    for (let round = 0; round < 5; round++) t.equal((await app.inject('/v1/articles')).statusCode, 200)
    t.equal(answered, 0)
    held.resolve()
    t.strictSame(
      (await Promise.all(waiting)).map(({ status }) => status),
      [204, 404, 200, 200],
    )
  })
})
