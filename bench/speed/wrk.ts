/** Load from wrk (https://github.com/wg/wrk): a program in C that asks for more than a server of one process answers. */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder, watched } from './leftovers.ts'

/** A request that is sent over and over. */
export interface Ask {
  /** GET when absent. */
  method?: string
  /** Path and query. */
  path: string
  /** If-None-Match. */
  tag?: string
  /** JSON on one line; NUMBER in it becomes the number of the request. */
  body?: string
}

export interface Load {
  /** Address of the server, without a path. */
  url: string
  /** Sent in turn. */
  asks: readonly Ask[]
  /** Headers of every request. */
  headers?: Record<string, string>
  seconds: number
  /** 32 when absent. */
  connections?: number
  /** Whether it ends when each was sent once, before the seconds are over. */
  once?: boolean
  /** Milliseconds that each connection waits before a request; none when absent. */
  pause?: number
}

/** What wrk saw. */
export interface LoadReport {
  requests: number
  seconds: number
  /** Of whole answers, headers included. */
  bytes: number
  /** Milliseconds. */
  p50: number
  p99: number
  max: number
  /** Connections that failed and answers of 400 and more. */
  failures: number
}

export const connectionsOfLoad = 32
/** wrk ends so many seconds after its time at the latest. */
const longestDelay = 30

/** The report out of what wrk prints. Raises an error when there is none. */
export function reportOf(output: string): LoadReport {
  const line = output.split('\n').find((each) => each.startsWith('{"requests":'))
  if (line === undefined) throw new Error(`wrk reported nothing: ${output.slice(0, 500)}`)
  const { requests, microseconds, bytes, p50, p99, max, connect, read, write, status, timeout } = JSON.parse(
    line,
  ) as Record<string, number> & { requests: number; microseconds: number; bytes: number }
  const sum = (...counts: Array<number | undefined>) => counts.reduce<number>((total, each) => total + (each ?? 0), 0)
  return {
    ...{ requests, bytes, seconds: microseconds / 1e6 },
    ...{ p50: (p50 ?? 0) / 1000, p99: (p99 ?? 0) / 1000, max: (max ?? 0) / 1000 },
    failures: sum(connect, read, write, status, timeout),
  }
}

/** The lines that the script of wrk reads. */
export const linesOf = (asks: readonly Ask[]): string =>
  asks.map(({ method = 'GET', path, tag = '', body = '' }) => `${[method, path, tag, body].join('\t')}\n`).join('')

function run(args: string[], seconds: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = watched(spawn('wrk', args, { stdio: ['ignore', 'pipe', 'pipe'] }))
    const limit = setTimeout(() => child.kill(), (seconds + longestDelay) * 1000)
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk
      if (/^over$/m.test(output)) child.kill('SIGINT')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk
    })
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new Error('wrk is not installed: `apt-get install wrk`, `brew install wrk`, or https://github.com/wg/wrk')
          : error,
      ),
    )
    child.on('close', (code) => {
      clearTimeout(limit)
      if (code === 0) resolve(output)
      else reject(new Error(`wrk ended with ${code}: ${errors || output}`))
    })
  })
}

/** Asks a server, and answers when wrk has ended. Raises an error when wrk is not installed or cannot connect. */
export async function load(wish: Load): Promise<LoadReport> {
  const { url, asks, headers = {}, seconds, connections = connectionsOfLoad, once = false, pause = 0 } = wish
  if (asks.length === 0) throw new Error('there is nothing to ask for')
  const { path: folder, remove } = temporaryFolder('masthead-wrk-')
  const file = join(folder, 'requests')
  writeFileSync(file, linesOf(asks))
  const named = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const script = join(import.meta.dirname, 'load.lua')
  const settings = ['-t1', `-c${connections}`, `-d${seconds}`, '--timeout', '10s', ...named, '-s', script]
  try {
    const output = await run([...settings, url, '--', file, once ? 'once' : 'again', String(pause)], seconds)
    return reportOf(output)
  } finally {
    remove()
  }
}
