/** masthead serve, demo and keys: processes that listen, and what keys do to them. */
import { createServer } from 'node:net'
import t from 'tap'
import { openCli } from './run-cli.ts'

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

const ready = /serves http\S+/

t.test('masthead serve and keys', async (t) => {
  const cli = await openCli(t)
  const server = await cli.start(['serve'], ready)
  const json = async (path: string, key?: string) => {
    const answer = await fetch(`${server.url}${path}`, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    })
    return { status: answer.status, body: (await answer.json()) as { data?: unknown[] } }
  }

  await t.test('0 articles: it says how to get some, and serves on the free port that it names', async (t) => {
    t.match(server.printed(), /no articles yet.*npm run demo.*masthead import.*masthead keys create/s)
    t.match(server.url, /^http:\/\/127\.0\.0\.1:[1-9]\d+$/)
    t.ok(server.printed().includes(`${server.url}/docs`))
    t.same((await json('/v1/articles')).body.data, [])
    t.equal((await fetch(`${server.url}/health/ready`)).status, 200)
  })

  await t.test('a key made, listed without its secret, and refused at once when revoked', async (t) => {
    const made = await cli.run(['keys', 'create', '--role', 'admin', '--name', 'night desk', '--json'])
    t.match(made, { code: 0, err: '' })
    const { id, key, ...rest } = JSON.parse(made.out)
    t.same(rest, {})
    t.match(key, /^mh_[\w-]{43}$/)
    t.equal((await json('/v1/newsroom/articles', key)).status, 200)
    const shown = await cli.run(['keys', 'create', '--role', 'reader', '--name', 'for reading'])
    t.match(shown, { code: 0, out: /^mh_[\w-]{43}\n.*shown this once/ })
    t.equal((await json('/v1/newsroom/articles', shown.out.split('\n')[0])).status, 403)
    const listed = await cli.run(['keys', 'list'])
    t.match(listed, {
      code: 0,
      out: new RegExp(` reader +valid +no end +for reading\\n${id} +admin +valid +no end +night desk\\n$`),
    })
    t.notMatch(listed.out, /mh_/)
    t.match(await cli.run(['keys', 'revoke', id]), { code: 0, out: 'night desk is revoked.\n' })
    t.equal((await json('/v1/newsroom/articles', key)).status, 401)
    t.match((await cli.run(['keys', 'list'])).out, /revoked +no end +night desk/)
    const [nobody, boss, nameless] = await Promise.all([
      cli.run(['keys', 'revoke', 'nobody']),
      cli.run(['keys', 'create', '--role', 'boss', '--name', 'x']),
      cli.run(['keys', 'create', '--role', 'admin']),
    ])
    t.match(nobody, { code: 1, out: '', err: /^masthead: [^\n]*\bkey\b[^\n]*\n$/ })
    t.match(boss, { code: 1, out: '', err: /admin, editor, contributor/ })
    t.match(nameless, { code: 1, out: '', err: /--name/ })
  })

  await t.test('0 at SIGTERM, and nothing listens any more', async (t) => {
    t.match(await server.stop('SIGTERM'), { code: 0, err: '' })
    await t.rejects(fetch(server.url))
  })

  await t.test('the HOST and PORT that it is told, and nothing about articles when there are some', async (t) => {
    const page = 'A Bridge Opens\n\nPub Date:24-06-21 16:53 Source:news.example\n\nFirst words.\n'
    t.equal((await cli.run(['import', '-'], { input: page })).code, 0)
    const port = await freePort()
    const second = await cli.start(['serve'], ready, { HOST: 'localhost', PORT: String(port) })
    t.match(second.printed(), `:${port}`)
    t.notMatch(second.printed(), /no articles yet/)
    const { data } = (await (await fetch(`http://localhost:${port}/v1/articles`)).json()) as { data: object[] }
    t.equal(data.length, 1)
    const third = await cli.run(['serve'], { env: { PORT: String(port), HOST: 'localhost' } })
    t.match(third, { code: 1, err: /^masthead: .*EADDRINUSE.*\n$/ }, 'a port that is taken')
    t.equal((await second.stop('SIGINT')).code, 0)
  })
})

t.test('masthead demo', async (t) => {
  const cli = await openCli(t)
  const PORT = String(await freePort())
  for (const [run, loaded] of [
    ['first', /: 110 loaded, 0 there already, 0 refused/],
    ['second', /: 0 loaded, 110 there already, 0 refused/],
  ] as const) {
    await t.test(`the ${run} time`, async (t) => {
      const server = await cli.start(['demo'], /Admin key.*\n/, { PORT })
      t.match(server.printed(), loaded)
      const said = (name: string) => new RegExp(`${name} +(\\S+)`).exec(server.printed())?.[1] ?? ''
      t.equal(said('API'), `http://127.0.0.1:${PORT}/v1/articles`)
      const list = (await (await fetch(`${said('API')}?count=true`)).json()) as { page: { total: number } }
      t.equal(list.page.total, 66)
      t.match(await (await fetch(said('Swagger UI'))).text(), /swagger-ui/)
      const article = (await (await fetch(said('One article'))).json()) as { title: string; state: string }
      t.match(article, { state: 'live', title: /./ })
      const key = { headers: { authorization: `Bearer ${said('Admin key')}` } }
      t.equal((await fetch(`http://127.0.0.1:${PORT}/metrics`, key)).status, 200)
      const { data } = (await (await fetch(`${said('API')}?limit=200`)).json()) as {
        data: Array<{ images: Array<{ url: string }> }>
      }
      const image = data.find(({ images }) => images.length > 0)?.images[0]?.url ?? ''
      t.match(await fetch(image), { status: 200 }, `its images are served: ${image}`)
      t.equal((await server.stop()).code, 0)
    })
  }

  await t.test('on a free port, with addresses that lead there', async (t) => {
    const server = await cli.start(['demo'], /Admin key.*\n/)
    const article = (await (await fetch(/One article +(\S+)/.exec(server.printed())?.[1] ?? '')).json()) as {
      state: string
    }
    t.equal(article.state, 'live')
    const list = await fetch(`${server.url}/v1/articles?limit=1`)
    t.ok(
      list.headers.get('link')?.includes(`<${server.url}/v1/articles`),
      `links lead there too: ${list.headers.get('link')}`,
    )
    t.equal((await server.stop()).code, 0)
  })
})
