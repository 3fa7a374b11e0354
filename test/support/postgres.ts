/** A PostgreSQL of one's own: started from the installed programs in a temporary folder, and gone without a trace. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export interface OwnPostgres {
  /** Administers the server: may create databases. */
  url: string
  stop: () => Promise<void>
}

/** The folder of the installed PostgreSQL's programs: in PATH, else the newest of Debian's. Undefined without one. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ]
  return folders.find((folder) => folder && ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))))
}

/** Starts a server on a free port of 127.0.0.1. It is stopped by `stop`, and at the latest when this process ends. */
export async function startPostgres(programs: string): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-postgres-'))
  const data = join(folder, 'data')
  const owner = ownerOf(folder)
  let server: ChildProcess | undefined
  let errors = ''

  const remove = () => rmSync(folder, { recursive: true, force: true })
  const atExit = () => {
    // Nothing can be awaited any more, so the server is ended the hard way; its data is worth nothing.
    server?.kill('SIGKILL')
    remove()
  }
  process.once('exit', atExit)

  const stop = async () => {
    process.off('exit', atExit)
    if (server && server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((resolve) => server?.once('exit', resolve))
      server.kill('SIGINT') // "fast": open connections are cut
      await Promise.race([ended, sleep(10_000, undefined, { ref: false })])
      server.kill('SIGKILL')
    }
    remove()
  }

  try {
    const init = spawnSync(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { ...owner, cwd: folder, encoding: 'utf8' },
    )
    if (init.status !== 0) throw new Error(`initdb failed: ${init.error ?? init.stderr}`)
    const port = await freePort()
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=200',
      'fsync=off',
      'synchronous_commit=off',
      'full_page_writes=off',
    ]
    server = spawn(join(programs, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...owner,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true, // A Ctrl-C meant for the tests must not take the database away under them.
    })
    server.stderr?.on('data', (chunk: Buffer) => {
      errors = (errors + chunk).slice(-4000)
    })
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`
    await ready(url, server, () => errors)
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or `nobody` where there is none. */
function ownerOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const user = ['postgres', 'nobody'].find((name) => spawnSync('id', ['-u', name]).status === 0)
  if (!user) throw new Error('PostgreSQL cannot run as root, and there is no user postgres or nobody to run it')
  const number = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }))
  const owner = { uid: number('-u'), gid: number('-g') }
  chownSync(folder, owner.uid, owner.gid)
  return owner
}

async function ready(url: string, server: ChildProcess, errors: () => string): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return
    } catch (error) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended while starting: ${errors()}`)
      if (Date.now() > deadline) throw new Error(`PostgreSQL does not answer: ${errors()}`, { cause: error })
      await sleep(100)
    } finally {
      await client.end().catch(() => {})
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
