/** The command line as its users have it: a process of its own, in a folder of its own, with a database of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'
import { ConfigSchema } from '../../src/config.ts'
import { freshDatabaseUrl } from '../support/database.ts'

const program = resolve(import.meta.dirname, '../../bin/masthead.js')

export interface Outcome {
  code: number | null
  out: string
  err: string
}

export interface Running {
  /** The address that it says it serves. */
  url: string
  pid: number
  /** All that it has printed so far. */
  printed: () => string
  /** Sends the signal and waits for its end. */
  stop: (signal?: NodeJS.Signals) => Promise<Outcome>
}

export interface Cli {
  folder: string
  databaseUrl: string
  /** Runs a command to its end. */
  run: (args: string[], options?: { env?: Record<string, string>; input?: string | Buffer }) => Promise<Outcome>
  /** Kills the command that `run` started last, as a power cut would. */
  kill: () => void
  /** Starts a command that serves; resolves when it has printed a line that the pattern matches. */
  start: (args: string[], ready: RegExp, env?: Record<string, string>) => Promise<Running>
}

/** Settings of whoever runs the tests must not reach the commands. */
const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !(name in ConfigSchema.properties)))

/** Makes a folder with the means to run commands in it. All goes when the test ends. */
export async function openCli(t: Test): Promise<Cli> {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-cli-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const databaseUrl = await freshDatabaseUrl(t)
  const settings = { DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn', PORT: '0' }

  const launch = (args: string[], env: Record<string, string> = {}): ChildProcess => {
    const set = Object.entries({ ...settings, ...env }).filter(([, value]) => value !== '')
    return spawn(process.execPath, [program, ...args], { cwd: folder, env: { ...outside, ...Object.fromEntries(set) } })
  }

  async function outcome(child: ChildProcess): Promise<Outcome> {
    const [out, err, [code]] = await Promise.all([
      text(child.stdout as never),
      text(child.stderr as never),
      once(child, 'close'),
    ])
    return { code, out, err }
  }

  let latest: ChildProcess | undefined
  const run: Cli['run'] = async (args, { env, input } = {}) => {
    const child = launch(args, env)
    latest = child
    child.stdin?.end(input)
    return outcome(child)
  }

  const start: Cli['start'] = async (args, ready, env) => {
    const child = launch(args, env)
    t.teardown(() => child.kill('SIGKILL'))
    let out = ''
    const end = outcome(child)
    await new Promise<void>((done, fail) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        out += chunk
        if (ready.test(out)) done()
      })
      end.then(({ code, err }) => fail(new Error(`it ended with ${code}: ${out}${err}`)), fail)
    })
    const url = /https?:\/\/[\w.:[\]]+/.exec(out)?.[0] ?? ''
    return {
      url,
      pid: child.pid as number,
      printed: () => out,
      stop(signal = 'SIGTERM') {
        child.kill(signal)
        return end
      },
    }
  }

  return { folder, databaseUrl, run, kill: () => void latest?.kill('SIGKILL'), start }
}
