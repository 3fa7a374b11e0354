/** masthead serve --workers: one port, several processes, and nothing lost when one of them ends. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as passing } from 'node:timers/promises'
import t from 'tap'
import { openDatabase } from '../../src/db/open.ts'
import { createNewsroom } from '../../src/newsroom.ts'
import { actor } from '../support/newsroom.ts'
import { openCli, type Running } from './run-cli.ts'

const ready = /serves http\S+ with 2 workers/

/** The processes of the workers, the oldest first. */
const workersOf = ({ pid }: Running): number[] =>
  execFileSync('ps', ['-A', '-o', 'ppid=,pid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([parent]) => parent === pid)
    .map(([, child]) => child as number)
    .sort((a, b) => a - b)

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await passing(20)
}

/** A client that asks one thing after the other, on one connection as long as that is kept. */
function openClient(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const client = { answers: 0, faults: 0, reused: 0 }
  async function ask(): Promise<void> {
    const asked = request(`${url}/health/live`, { agent }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    await text(answer)
    if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`)
    if (asked.reusedSocket) client.reused++
    client.answers++
  }
  let stopped = false
  async function run(): Promise<void> {
    while (!stopped) {
      await ask().catch(() => client.faults++)
      await passing(10)
    }
    agent.destroy()
  }
  const running = run()
  function stop(): Promise<void> {
    stopped = true
    return running
  }
  return Object.assign(client, { stop })
}

/** Clients that have all asked something, each on a connection of its own; workers get these in turn. */
async function openClients(url: string, number: number) {
  const clients: Array<ReturnType<typeof openClient>> = []
  for (let index = 0; index < number; index++) {
    const client = openClient(url)
    clients.push(client)
    await until(() => client.answers > 0)
  }
  return clients
}

t.test('masthead serve --workers 2', { timeout: 60_000 }, async (t) => {
  const cli = await openCli(t)
  const settings = { TICK_SECONDS: '1', RATE_LIMIT: '0' }
  const server = await cli.start(['serve', '--workers', '2'], ready, settings)
  const db = await openDatabase({ url: cli.databaseUrl, migrate: false })
  t.teardown(() => db.close())
  const newsroom = createNewsroom({ db, publicUrl: 'http://newsroom.test', tickSeconds: 1 })
  const { text: key } = await db.write((queries) =>
    newsroom.keys.create(queries, { name: 'test', role: 'admin' }, actor),
  )

  /** Schedules an article for the next tick but one, and waits until it is live. Answers how often it was published. */
  async function publishAtTick(title: string): Promise<number> {
    const publishAt = new Date(Math.ceil(Date.now() / 1000 + 1) * 1000).toISOString().replace('.000', '')
    const id = await db.write(async (queries) => {
      const input = { title, language: 'en', source: { slug: 'desk', name: 'Desk' } }
      const { row } = await newsroom.lifecycle.create(queries, input, actor)
      await newsroom.publication.publish(queries, row.id, { publishAt, expiresAt: null }, actor, () => undefined)
      return row.id
    })
    await until(async () => (await fetch(`${server.url}/v1/articles/${id}`)).status === 200)
    const page = { limit: 10, position: undefined, count: false }
    return (await newsroom.audit.list(db.read, { resourceId: id, action: ['publish'] }, page)).rows.length
  }

  await t.test('200 at /metrics with what all of them have counted', async (t) => {
    const clients = await openClients(server.url, 4)
    await Promise.all(clients.map((client) => client.stop()))
    const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })
    const counted = /http_request_duration_seconds_count\{[^}]*\/health\/live[^}]*\} (\d+)/.exec(await answer.text())
    t.equal(
      Number(counted?.[1]),
      clients.map(({ answers }) => answers).reduce((a, b) => a + b),
    )
  })

  await t.test('a scheduled article is published once', async (t) => {
    t.equal(await publishAtTick('While both are there'), 1)
  })

  await t.test('a killed worker costs no request of another, and is replaced', async (t) => {
    const before = workersOf(server)
    t.equal(before.length, 2)
    const clients = await openClients(server.url, 8)
    const [eldest] = before as [number]
    process.kill(eldest, 'SIGKILL')
    await until(() => clients.filter(({ faults }) => faults > 0).length === 4)
    const answers = clients.map((client) => client.answers)
    await until(() => clients.every((client, index) => client.answers > (answers[index] as number) + 20))
    await Promise.all(clients.map((client) => client.stop()))
    t.same(clients.map(({ faults }) => faults).sort(), [0, 0, 0, 0, 1, 1, 1, 1], 'each worker had half of them')
    t.match(server.printed(), `"worker":${eldest},"code":null,"signal":"SIGKILL"`)
    // The eldest had the schedule: another has it now.
    t.equal(await publishAtTick('With its successor'), 1)
    await until(() => workersOf(server).length === 2)
    t.notOk(workersOf(server).includes(eldest))
  })

  await t.test('SIGUSR2 puts new workers in their place, and no request is lost', async (t) => {
    const before = workersOf(server)
    const clients = await openClients(server.url, 8)
    process.kill(server.pid, 'SIGUSR2')
    await until(() => /all workers are new|could not start/.test(server.printed()))
    await Promise.all(clients.map((client) => client.stop()))
    t.same(
      clients.map(({ faults }) => faults),
      Array(8).fill(0),
    )
    t.ok(
      clients.every(({ reused }) => reused > 0),
      'connections were kept until then',
    )
    const after = workersOf(server)
    t.equal(after.length, 2)
    t.same(
      after.filter((pid) => before.includes(pid)),
      [],
    )
  })

  await t.test('0 at SIGTERM, after what is being asked is answered', async (t) => {
    const body = JSON.stringify({ title: 'Slowly sent', language: 'en', source: { name: 'Desk' } })
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': body.length,
    }
    const asked = request(`${server.url}/v1/newsroom/articles`, { method: 'POST', headers })
    asked.write(body.slice(0, 10))
    await passing(100)
    const stopped = server.stop('SIGTERM')
    await passing(300)
    asked.end(body.slice(10))
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    t.match(JSON.parse(await text(answer)), { title: 'Slowly sent' })
    t.equal(answer.statusCode, 201)
    t.match(await stopped, { code: 0, err: '' })
    t.same(workersOf(server), [])
    await t.rejects(fetch(server.url))
  })
})

t.test('masthead serve --workers that cannot serve', async (t) => {
  const cli = await openCli(t)
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const { port } = taken.address() as { port: number }

  await t.test('1 when the port is taken: said once, and not tried again', async (t) => {
    const { code, err } = await cli.run(['serve'], { env: { WORKERS: '3', PORT: String(port) } })
    t.equal(code, 1)
    t.match(err, /^masthead: .*EADDRINUSE[^\n]*\n$/)
  })

  await t.test('1 for a number of workers that is none', async (t) => {
    t.match(await cli.run(['serve', '--workers', 'many']), {
      code: 1,
      out: '',
      err: /^masthead: [^\n]*WORKERS[^\n]*\n$/,
    })
  })
})
