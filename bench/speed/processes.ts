/** Servers as processes of their own: started, watched (CPU and memory) and ended. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { watched } from './leftovers.ts'

const root = resolve(import.meta.dirname, '../..')
/** A newsroom that is not served after so long is a fault. */
const longestStart = 120_000

interface Process {
  parent: number
  /** Microseconds of all its threads. */
  cpu: number
  /** Megabytes in memory. */
  memory: number
}

/** A program that serves. */
export interface Running {
  url: string
  pid: number
  /** Milliseconds from its start until it said that it serves. */
  startedIn: number
  /** Microseconds of CPU that it and its processes have used. */
  cpu(): number
  /** Megabytes in memory, of it and its processes. */
  memory(): number
  /** Its processes: itself, and those that it has started. */
  pids(): number[]
  stop(): Promise<void>
}

let tick: number | undefined

/** Microseconds of one tick of the clock in /proc. */
const microsecondsOfTick = (): number => {
  tick ??= 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return tick
}

function processInProc(pid: string): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name of the program stands in brackets and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const resident = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return {
      parent: Number(fields[1]),
      cpu: (Number(fields[11]) + Number(fields[12])) * microsecondsOfTick(),
      memory: Number(resident ?? 0) / 1024,
    }
  } catch {
    // It has ended since the folder was read.
    return undefined
  }
}

/** Minutes and seconds, and maybe days and hours, as ps says them. */
function microsecondsOf(time: string): number {
  const [days, clock] = time.includes('-') ? time.split('-') : ['0', time]
  const seconds = (clock as string).split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return (Number(days) * 86_400 + seconds) * 1e6
}

/** All processes by their number. */
function processes(): Map<number, Process> {
  const found = new Map<number, Process>()
  if (existsSync('/proc/self/stat')) {
    for (const pid of readdirSync('/proc')) {
      const each = /^\d+$/.test(pid) ? processInProc(pid) : undefined
      if (each) found.set(Number(pid), each)
    }
    return found
  }
  for (const line of execFileSync('ps', ['-axo', 'pid=,ppid=,cputime=,rss='], { encoding: 'utf8' }).split('\n')) {
    const [pid, parent, time, memory] = line.trim().split(/\s+/)
    if (time)
      found.set(Number(pid), { parent: Number(parent), cpu: microsecondsOf(time), memory: Number(memory) / 1024 })
  }
  return found
}

/** A process and all that come from it. */
function familyOf(pid: number): Map<number, Process> {
  const all = processes()
  const family = new Map<number, Process>()
  const add = (each: number) => {
    const found = all.get(each)
    if (!found || family.has(each)) return
    family.set(each, found)
    for (const [child, { parent }] of all) if (parent === each) add(child)
  }
  add(pid)
  return family
}

const sum = (pid: number, of: 'cpu' | 'memory'): number =>
  [...familyOf(pid).values()].reduce((total, each) => total + each[of], 0)

/** Microseconds of CPU of a process and of all that come from it. */
export const cpuOf = (pid: number): number => sum(pid, 'cpu')

/** The parent of a process. */
export const parentOf = (pid: number): number | undefined => processes().get(pid)?.parent

/** Ends a process of ours, by force when it does not within ten seconds. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(force)
}

/** Starts a program of Node that prints its address when it serves. Raises an error with its output when it ends first. */
export async function start(args: string[], env: Record<string, string>): Promise<Running> {
  const began = performance.now()
  const child = watched(spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'pipe' }))
  let output = ''
  const url = await new Promise<string>((found, fail) => {
    const limit = setTimeout(() => fail(new Error(`${args.join(' ')} does not serve: ${output}`)), longestStart)
    const hear = (chunk: Buffer) => {
      output = `${output}${chunk}`.slice(-10_000)
      const address = /serves (http:\/\/[^\s/]+)/.exec(output)?.[1]
      if (address) found(address)
      if (address) clearTimeout(limit)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => fail(new Error(`${args.join(' ')} ended with ${code}: ${output}`)))
  })
  const pid = child.pid as number
  return {
    ...{ url, pid, startedIn: performance.now() - began },
    cpu: () => sum(pid, 'cpu'),
    memory: () => sum(pid, 'memory'),
    pids: () => [...familyOf(pid).keys()],
    stop: () => end(child),
  }
}

const program = join(root, 'bin/masthead.js')

/** Runs `masthead` with these arguments to its end. Answers what it printed. */
export const masthead = (args: string[], env: Record<string, string>): string =>
  execFileSync(process.execPath, [program, ...args], { cwd: root, env: { ...process.env, ...env }, encoding: 'utf8' })

/** Starts `masthead serve` on a free port. */
export const serve = (env: Record<string, string>, args: string[] = []): Promise<Running> =>
  start([program, 'serve', ...args], { PORT: '0', LOG_LEVEL: 'error', RATE_LIMIT: '0', ...env })

/** Starts `masthead` with these arguments, and lets it run. */
export const spawnMasthead = (args: string[], env: Record<string, string>): ChildProcess =>
  watched(spawn(process.execPath, [program, ...args], { cwd: root, env: { ...process.env, ...env }, stdio: 'ignore' }))
