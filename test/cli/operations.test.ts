/** masthead migrate, backup and openapi; what is wrong on the command line or in the configuration; .env. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { openCli } from './run-cli.ts'

const onPostgres = process.env.TEST_DATABASE_URL !== undefined

t.test('masthead backup', async (t) => {
  const cli = await openCli(t)
  if (onPostgres) {
    t.same(await cli.run(['backup', 'copy.db']), {
      code: 1,
      out: '',
      err: 'masthead: masthead backup copies a SQLite file; on PostgreSQL use pg_dump\n',
    })
    t.notOk(existsSync(join(cli.folder, 'copy.db')))
    return
  }
  const server = await cli.start(['serve'], /serves http\S+/)
  const { key } = JSON.parse((await cli.run(['keys', 'create', '--role', 'editor', '--name', 'x', '--json'])).out)
  const acknowledged: string[] = []
  let writing = true
  async function write(writer: number): Promise<void> {
    for (let number = 0; writing; number++) {
      const body = JSON.stringify({
        title: `Written ${writer} ${number}`,
        language: 'en',
        source: { name: 'Desk' },
        body: { text: undefined, html: `<p>${'word '.repeat(2000)}</p>` },
      })
      const answer = await fetch(`${server.url}/v1/newsroom/articles`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body,
      })
      if (answer.status !== 201) throw new Error(await answer.text())
      acknowledged.push(((await answer.json()) as { id: string }).id)
    }
  }
  const writers = Promise.all([1, 2, 3, 4].map(write))
  while (acknowledged.length < 100) await pause(5)

  await t.test('0 while others write: the copy has all that was acknowledged before, and is whole', async (t) => {
    const before = [...acknowledged]
    const answer = await cli.run(['backup', 'copy.db'])
    const during = acknowledged.length - before.length
    writing = false
    await writers
    t.match(answer, { code: 0, err: '', out: /^copy\.db: \d+ bytes, checked\n$/ })
    t.ok(during > 0, `${during} were written meanwhile`)
    t.equal(readFileSync(join(cli.folder, 'copy.db')).length, Number(/: (\d+) bytes/.exec(answer.out)?.[1]))
    const exported = await cli.run(['export'], { env: { DATABASE_URL: 'file:copy.db' } })
    const found = new Set(
      exported.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    )
    t.same(
      before.filter((id) => !found.has(id)),
      [],
    )
    const second = await cli.start(['serve'], /serves http\S+/, { DATABASE_URL: 'file:copy.db' })
    const list = await fetch(`${second.url}/v1/newsroom/articles?limit=1`, {
      headers: { authorization: `Bearer ${key}` },
    })
    t.equal(list.status, 200, 'its keys are in the copy, too')
    await second.stop()
  })

  await t.test('1 for a place that cannot be written, or the database itself', async (t) => {
    t.match(await cli.run(['backup', 'no/such/folder/copy.db']), { code: 1, out: '', err: /^masthead: [^\n]+\n$/ })
    const own = await cli.run(['backup', cli.databaseUrl.replace('file:', '')])
    t.match(own, { code: 1, out: '', err: /^masthead: [^\n]+\n$/ })
    t.equal((await fetch(`${server.url}/health/ready`)).status, 200)
  })
  t.equal((await server.stop()).code, 0)
})

t.test('masthead migrate and openapi', async (t) => {
  const cli = await openCli(t)
  await t.test('0 for a new database, for one that is there, and for several processes at once', async (t) => {
    const all = await Promise.all([1, 2, 3].map(() => cli.run(['migrate'])))
    all.push(await cli.run(['migrate']))
    for (const each of all)
      t.same(each, { code: 0, out: `The ${onPostgres ? 'postgres' : 'sqlite'} database is up to date.\n`, err: '' })
  })

  await t.test('0 with the document, whatever the settings', async (t) => {
    const { code, out, err } = await cli.run(['openapi'], {
      env: { DATABASE_URL: 'file:never-made.db', PUBLIC_URL: 'https://api.example' },
    })
    t.match({ code, err }, { code: 0, err: '' })
    const document = JSON.parse(out)
    t.match(document, { openapi: /^3\.1/, paths: { '/v1/articles': { get: { operationId: 'listArticles' } } } })
    t.notOk(existsSync(join(cli.folder, 'never-made.db')))
  })
})

t.test('masthead with what is wrong', async (t) => {
  const cli = await openCli(t)
  await t.test('1 and one line for an unknown command or option', async (t) => {
    const commands = [['publish'], ['serve', '--fast'], ['keys', 'lend'], ['import', '--explode', 'x']]
    for (const { code, out, err } of await Promise.all(commands.map((args) => cli.run(args)))) {
      t.equal(code, 1)
      t.equal(out, '')
      t.match(err, /^error: unknown (command|option) '[\w-]+'\n/)
    }
    const [help, version, none] = await Promise.all([cli.run(['--help']), cli.run(['--version']), cli.run([])])
    t.match(help, { code: 0, out: /serve.*demo.*migrate.*import.*export.*backup.*keys.*openapi/s })
    t.match(version, { code: 0, out: /^\d+\.\d+\.\d+\n$/ })
    t.match(none, { code: 1, err: /Usage: masthead/ })
  })

  await t.test('1 and one line that names the setting', async (t) => {
    const wrong = {
      PORT: 'abc',
      DATABASE_URL: 'mysql://root:secret@db/news',
      TICK_SECONDS: '61',
      LOG_LEVEL: 'loud',
      PUBLIC_URL: 'news.example',
    }
    const answers = await Promise.all(
      Object.entries(wrong).map(
        async ([name, value]) => [name, await cli.run(['serve'], { env: { [name]: value } })] as const,
      ),
    )
    for (const [name, { code, out, err }] of answers) {
      t.match({ code, out }, { code: 1, out: '' })
      t.match(err, new RegExp(`^masthead: [^\\n]*${name} [^\\n]+\\n$`))
      t.notMatch(err, /secret/)
    }
    const broken = await cli.run(['serve'], { env: { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' } })
    t.match(broken, { code: 1, out: '', err: /^masthead: [^\n]*ECONNREFUSED[^\n]*\n$/ })
    t.notMatch(broken.err, /secret/)
  })

  await t.test('.env is read, and the environment wins', async (t) => {
    writeFileSync(join(cli.folder, '.env'), 'DATABASE_URL=file:from-dotenv.db\nLOG_LEVEL=loud\n')
    t.match(await cli.run(['migrate'], { env: { DATABASE_URL: '', LOG_LEVEL: '' } }), { code: 1, err: /LOG_LEVEL/ })
    t.equal((await cli.run(['migrate'], { env: { DATABASE_URL: '' } })).code, 0)
    t.ok(existsSync(join(cli.folder, 'from-dotenv.db')))
    t.equal((await cli.run(['migrate'], { env: { DATABASE_URL: 'file:from-environment.db' } })).code, 0)
    t.ok(existsSync(join(cli.folder, 'from-environment.db')))
  })
})
