/** The primary of `masthead serve --workers`: keeps so many workers running. It answers no request and opens no database. */
import cluster from 'node:cluster'
import { hostname } from 'node:os'
import { setTimeout as passing } from 'node:timers/promises'
import { createCrew, type End, type Member } from './crew.ts'
import type { Report } from './worker-messages.ts'

interface Options {
  /** How many workers. */
  workers: number
  /** What workers find in their environment beside that of the primary. */
  environment: Record<string, string>
  /** Told once, when all of them answer requests. */
  onServing: (report: Report & { type: 'ready' }) => void
}

/** A worker that ends sooner after its start than this has failed; the next one waits, longer each time. */
const settledMilliseconds = 10_000
const shortestWait = 100
const longestWait = 5000
/** How long workers have to end: they give up themselves after ten seconds. */
const endMilliseconds = 15_000

const levels = { info: 30, warn: 40, error: 50 }

/** A line of the log, in the form of those that workers write. */
function log(level: keyof typeof levels, fields: object, msg: string): void {
  const line = { level: levels[level], time: Date.now(), pid: process.pid, hostname: hostname(), ...fields, msg }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

const ends: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP']

/** Keeps workers: starts them, and others in the place of those that end unasked. */
function createKeeping({ workers, environment, onServing }: Options) {
  const stopping = new AbortController()
  let failures = 0
  let faults = 0
  let renewing = false

  function onEnd({ state, since }: Member, { pid, code, signal }: End): void {
    if (state === 'ending') {
      if (code !== 0 && signal !== 'SIGTERM') faults++
      return
    }
    failures = performance.now() - since < settledMilliseconds ? failures + 1 : 0
    log('error', { worker: pid, code, signal }, 'a worker has ended')
    // One that had not answered yet is missed by whoever started it.
    if (state === 'ready' && !stopping.signal.aborted) void replace()
  }

  const crew = createCrew({ environment, onEnd })

  /** Waits if workers fail one after the other. */
  async function pause(): Promise<void> {
    const wait = failures === 0 ? 0 : Math.min(shortestWait * 2 ** (failures - 1), longestWait)
    await passing(wait, undefined, { signal: stopping.signal }).catch(() => undefined)
  }

  /** Starts a worker, and another when that one fails, until one answers requests. */
  async function replace(): Promise<void> {
    for (let running = false; !running; ) {
      await pause()
      if (stopping.signal.aborted) return
      running = (await crew.start()) !== undefined
    }
  }

  /** Puts a new worker in the place of a present one. Answers whether it could start. */
  async function renewOne(member: Member): Promise<boolean> {
    if ((await crew.start()) === undefined) return false
    await crew.end(member)
    return true
  }

  /** Puts new workers in the place of the present ones, one after the other; once at a time. */
  async function renew(): Promise<void> {
    if (renewing) return
    renewing = true
    let renewed = true
    for (const member of crew.present()) {
      renewed = renewed && !stopping.signal.aborted && (await renewOne(member))
    }
    renewing = false
    if (renewed) log('info', {}, 'all workers are new')
    else if (!stopping.signal.aborted) log('error', {}, 'a new worker could not start; the present ones stay')
  }

  /**
   * Starts the first one alone: it migrates the database, and what keeps it from starting would keep the others, too.
   * Answers whether it could; resolves when all run.
   */
  async function start(): Promise<boolean> {
    const first = await crew.start()
    if (!first) return stopping.signal.aborted
    await Promise.all(Array.from({ length: workers - 1 }, replace))
    if (!stopping.signal.aborted) onServing(first)
    return true
  }

  /** Ends all workers; asked for a second time, at once. Answers whether all ended as they should. */
  async function end(): Promise<boolean> {
    if (stopping.signal.aborted) crew.kill()
    stopping.abort()
    const timer = setTimeout(crew.kill, endMilliseconds)
    await Promise.all(crew.present().map(crew.end))
    clearTimeout(timer)
    return faults === 0
  }

  return { start, renew, end }
}

/**
 * Starts the workers and keeps them running until SIGTERM, SIGINT or SIGHUP, by which all end after their requests in
 * hand; SIGUSR2 renews them one after the other. Answers the exit code: 1 when the first one could not start, or one
 * ended badly.
 */
export async function keepWorkers(options: Options): Promise<number> {
  cluster.schedulingPolicy = cluster.SCHED_RR
  const keeping = createKeeping(options)
  process.on('SIGUSR2', () => void keeping.renew())
  const ended = new Promise<boolean>((resolve, reject) => {
    for (const signal of ends) process.on(signal, () => void keeping.end().then(resolve, reject))
  })
  if (!(await keeping.start())) return 1
  return (await ended) ? 0 : 1
}
