/** A server that listens, and a Varnish in front of it with the configuration of the example. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as passing } from 'node:timers/promises'
import type { Test } from 'tap'
import { loadConfig } from '../../src/config.ts'
import { openNewsroom, startServer } from '../../src/main.ts'
import { freshDatabaseUrl } from '../support/database.ts'
import { actor } from '../support/newsroom.ts'

const program = ['/usr/sbin/varnishd', '/usr/local/sbin/varnishd', '/usr/local/bin/varnishd'].find(existsSync)

/** Whether there is a Varnish on this machine. */
export const hasVarnish = program !== undefined

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export interface Varnish {
  url: string
}

/** Says where the server is that the example's configuration leads to. */
function configurationFor(port: number): string {
  const text = readFileSync(new URL('../../examples/varnish/default.vcl', import.meta.url), 'utf8')
  const changed = text.replace('.port = "3000"', `.port = "${port}"`)
  if (changed === text) throw new Error('the example has no port 3000 to replace')
  return changed
}

/** Starts one on a given port, in front of a server on another. It ends with the test. Raises its complaint when it does not start. */
export async function startVarnish(t: Test, port: number, serverPort: number): Promise<Varnish> {
  const folder = t.testdir({ work: {} })
  const file = join(folder, 'default.vcl')
  writeFileSync(file, configurationFor(serverPort))
  const options = ['-F', '-j', 'none', '-n', join(folder, 'work'), '-f', file, '-s', 'malloc,64m']
  const child = spawn(program as string, [...options, '-a', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const listen = (text: Buffer): void => {
    said += text
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const url = `http://127.0.0.1:${port}`
  const isUp = () =>
    fetch(`${url}/health/live`).then(
      (answer) => answer.body?.cancel().then(() => true),
      () => false,
    )
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`varnishd did not start: ${said}`)
    await passing(50)
  }
  return { url }
}

/** A server on a port of its own, by the clock of this machine. It ends with the test. */
export async function openServer(t: Test, settings: Record<string, string>) {
  const config = loadConfig({
    ...{ LOG_LEVEL: 'silent', PORT: '0', PUBLIC_URL: 'http://newsroom.test', RATE_LIMIT: '0', ...settings },
    DATABASE_URL: await freshDatabaseUrl(t),
  })
  const newsroom = await openNewsroom(config)
  const server = await startServer(config, newsroom)
  let ended = false
  t.teardown(() => {
    ended = true
    return server.close()
  })
  const { db, keys, changes } = newsroom
  const made = await db.write((queries) => keys.create(queries, { name: 'press', role: 'admin' }, actor))

  /** Asks as an admin. Answers the body; raises what is no success. */
  async function call(method: string, path: string, body?: unknown): Promise<ReturnType<typeof JSON.parse>> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const answer = await fetch(server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${made.text}`,
        'if-match': '*',
        ...(body !== undefined && { 'content-type': type }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }

  /** Resolves when every cache has acknowledged the purge of all that has happened so far: the first one, or both. */
  async function purged(which: 'purged' | 'settled'): Promise<void> {
    const { seq } = await changes.log.head(db.read)
    while (!ended) {
      const rows = await db.read.select().from(db.tables.subscriptions)
      if (rows.every((row) => (which === 'purged' ? Number(row.position) : row.lastSeq) >= seq)) return
      await passing(5)
    }
  }

  const { port } = new URL(server.url)
  return { url: server.url, port: Number(port), tickSeconds: config.TICK_SECONDS, call, purged }
}

/** A proxy in front of a server that can keep an answer back. */
export async function startHoldingProxy(t: Test, serverPort: number) {
  let heldPath: string | undefined
  let release: () => void = () => undefined
  let released: Promise<unknown> = Promise.resolve()
  let arrived: () => void = () => undefined
  let arrival: Promise<unknown> = Promise.resolve()
  const proxy = createHttpServer(async ({ url = '', headers }, response) => {
    const answer = await fetch(`http://127.0.0.1:${serverPort}${url}`, { headers: { host: headers.host ?? '' } })
    const body = Buffer.from(await answer.arrayBuffer())
    if (url === heldPath) {
      arrived()
      await released
    }
    const kept = ['content-type', 'cache-control', 'surrogate-key', 'vary', 'etag']
    const passed = kept.flatMap((name) =>
      answer.headers.has(name) ? [[name, answer.headers.get(name) as string]] : [],
    )
    response.writeHead(answer.status, Object.fromEntries(passed)).end(body)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.teardown(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  return {
    port: (proxy.address() as AddressInfo).port,
    /** From now on answers to a path are kept back, as the server gave them. Answers how to let them go. */
    hold(path: string): () => void {
      heldPath = path
      released = new Promise<void>((done) => {
        release = done
      })
      arrival = new Promise<void>((done) => {
        arrived = done
      })
      return () => {
        heldPath = undefined
        release()
      }
    },
    /** Resolves when an answer is being kept back. */
    held: () => arrival,
  }
}
