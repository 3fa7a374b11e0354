/** Large imports of a server are done in a thread with a database connection of its own. */
import t from 'tap'
import { loadConfig } from '../../src/config.ts'
import { openNewsroom, startServer } from '../../src/main.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { actor } from '../support/newsroom.ts'
import { plainLines } from './mixed-lines.ts'

t.test('a server imports many lines in a thread, and answers what came of each', async (t) => {
  const settings = { LOG_LEVEL: 'silent', PORT: '0', HOST: '127.0.0.1', PUBLIC_URL: 'http://newsroom.test' }
  const config = loadConfig({ ...settings, DATABASE_URL: await freshDatabaseUrl(t) })
  const newsroom = await openNewsroom(config)
  const server = await startServer(config, newsroom)
  t.teardown(server.close)
  const wanted = { name: 'importer', role: 'admin' as const }
  const { text } = await newsroom.db.write((queries) => newsroom.keys.create(queries, wanted, actor))
  const here: number[] = []
  const { importLines } = newsroom.imports
  newsroom.imports.importLines = (lines, ...rest) => {
    here.push(1)
    return importLines(lines, ...rest)
  }
  const post = async (lines: string[]) => {
    const answer = await fetch(`${server.url}/v1/newsroom/imports?file=all.ndjson`, {
      method: 'POST',
      headers: { authorization: `Bearer ${text}`, 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    })
    return { status: answer.status, type: answer.headers.get('content-type'), body: (await answer.json()) as never }
  }
  const lines = [...plainLines(90), '{"type":"poem"}']
  const { status, type, body } = await post(lines)
  t.equal(status, 200)
  t.match(type, 'application/json')
  const { summary, items } = body as { summary: object; items: Array<{ file: string; result: string }> }
  t.same(summary, { created: lines.length - 1, updated: 0, unchanged: 0, refused: 1 })
  t.same([items[0]?.file, items.at(-1)?.file], ['all.ndjson:1', `all.ndjson:${lines.length}`])
  t.same(here, [], 'nothing of it was done in the thread that answers')
  const listed = (await (await fetch(`${server.url}/v1/articles?count=true`)).json()) as { page: { total: number } }
  t.equal(listed.page.total, 90)
  const again = await post(lines.slice(0, 10))
  t.match(again.body, { summary: { unchanged: 10 } })
  t.same(here, [1], 'a small one is done at once')
})
