/** `masthead mirror`: a copy of what a key sees, in files or in a database, which survives being killed. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as passing } from 'node:timers/promises'
import t from 'tap'
import { openCli } from './run-cli.ts'

const articles = 160
const lines = Array.from({ length: articles }, (_, index) =>
  JSON.stringify({
    type: 'article',
    title: `Report ${index}`,
    language: index % 2 === 0 ? 'en' : 'zh-Hans',
    source: { slug: `source-${index % 3}`, name: `Source ${index % 3}` },
    state: 'live',
    publishedAt: '2026-06-01T08:00:00Z',
    body: { html: `<p>What happened, number ${index}.</p>` },
  }),
).join('\n')

interface Proof {
  seq: number
  digest: string
  count: number
}

const proofIn = (out: string): Proof => JSON.parse(out.trim().split('\n').at(-1) ?? '')

// The mirror knows the API alone, so one database is enough.
t.test('masthead mirror', { skip: process.env.TEST_DATABASE_URL ? 'runs on SQLite' : false }, async (t) => {
  const cli = await openCli(t)
  writeFileSync(join(cli.folder, 'articles.ndjson'), lines)
  const imported = await cli.run(['import', 'articles.ndjson'])
  t.equal(imported.code, 0, imported.out + imported.err)
  const keyOf = async (...options: string[]): Promise<string> => {
    const made = await cli.run(['keys', 'create', '--role', 'partner', '--name', 'portal', '--json', ...options])
    return JSON.parse(made.out).key
  }
  const whole = await keyOf()
  const server = await cli.start(['serve'], /serves http\S+/, { RATE_LIMIT: '0' })
  const digest = async (key: string): Promise<Proof> => {
    const answer = await fetch(`${server.url}/v1/changes/digest`, { headers: { authorization: `Bearer ${key}` } })
    return (await answer.json()) as Proof
  }
  const mirror = (into: string, key: string, ...options: string[]) => [
    'mirror',
    server.url,
    '--key',
    key,
    '--into',
    into,
    ...options,
  ]

  await t.test('0 with a proved copy in files, of what the profile of the key shows', async (t) => {
    const key = await keyOf('--profile', '{"languages":["en"],"content":"summary"}')
    const into = join(cli.folder, 'copy')
    const { code, out, err } = await cli.run(mirror(into, key, '--once'))
    t.equal(code, 0, err)
    t.strictSame(proofIn(out), await digest(key))
    const files = readdirSync(join(into, 'article'))
    t.equal(files.length, articles / 2)
    const kept = JSON.parse(readFileSync(join(into, 'article', files[0] as string), 'utf8'))
    t.match(kept, { resource: 'article', version: 1, value: { language: 'en', body: null } })
    const again = await cli.run(mirror(into, key, '--once'))
    t.strictSame(proofIn(again.out), proofIn(out), 'once more there is nothing to do')
  })

  for (const into of ['killed', 'file:killed.db']) {
    await t.test(`0 with a proved copy in ${into} after it was killed`, async (t) => {
      const state = join(cli.folder, into === 'killed' ? 'killed/mirror.json' : 'killed.db')
      for (const delay of [30]) {
        const running = cli.run(mirror(into, whole))
        while (!existsSync(state)) await passing(5)
        await passing(delay)
        cli.kill()
        await running
      }
      const { code, out, err } = await cli.run(mirror(into, whole, '--once'))
      t.equal(code, 0, err)
      t.strictSame(proofIn(out), await digest(whole))
    })
  }

  await t.test('1 when the copy is not what the newsroom says, 0 when it begins anew', async (t) => {
    const folder = join(cli.folder, 'killed', 'article')
    rmSync(join(folder, readdirSync(folder)[0] as string))
    const broken = await cli.run(mirror('killed', whole, '--once'))
    t.equal(broken.code, 1)
    t.match(broken.err, /begin anew with --fresh/)
    const { code, out } = await cli.run(mirror('killed', whole, '--once', '--fresh'))
    t.equal(code, 0)
    t.strictSame(proofIn(out), await digest(whole))
  })

  await t.test('1 with a key that is none', async (t) => {
    const { code, err } = await cli.run(mirror('nothing', 'mh_wrong', '--once'))
    t.equal(code, 1)
    t.match(err, /answered 401/)
  })
})
