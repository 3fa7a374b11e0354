/** A server to try things on: the demo newsroom on a free port, in a temporary folder that goes with it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

export interface TrialServer {
  url: string
  /** An admin's key. */
  key: string
  /** What the server wrote, the latest part of it. */
  output: () => string
  stop: () => Promise<void>
}

const command = resolve('bin/masthead.js')

/** Starts the demo newsroom and makes an admin key. Waits until the server is ready; raises an error when it ends before. */
export async function startDemo(keyName: string, settings: NodeJS.ProcessEnv = {}): Promise<TrialServer> {
  const folder = await mkdtemp(join(tmpdir(), 'masthead-trial-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: `file:${join(folder, 'masthead.db')}`,
    LOG_LEVEL: 'warn',
    ...settings,
  }
  let output = ''
  const server = spawn(process.execPath, [command, 'demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk).slice(-20_000)
    })
  }
  const stop = async () => {
    await end(server)
    await rm(folder, { recursive: true, force: true })
  }
  // An interrupt ends this program, and the server with it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(130)))
  try {
    await ready(url, server, () => output)
    const made = await promisify(execFile)(
      process.execPath,
      [command, 'keys', 'create', '--role', 'admin', '--name', keyName, '--json'],
      { env },
    )
    const { key } = JSON.parse(made.stdout) as { key: string }
    return { url, key, output: () => output, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function ready(url: string, server: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + 120_000
  for (;;) {
    if (server.exitCode !== null || server.signalCode !== null)
      throw new Error(`the server ended while starting:\n${output()}`)
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined)
    if (answer?.ok) return
    if (Date.now() > deadline) throw new Error(`the server does not get ready:\n${output()}`)
    await sleep(100)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(late)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}
