/** Processes that share a port: what a second one costs, and what the end of one costs the other. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { measureLoad, warmUp } from './measure.ts'
import { type Running, serve } from './processes.ts'
import type { Run } from './recorder.ts'
import { median } from './results.ts'
import { type Addresses, list } from './scenarios.ts'

const headers = { 'accept-encoding': 'identity' }
const two = ['--workers', '2']
const connections = 32
const secondsAround = 2

/** Requests of one connection, one after the other, each answered whole or not. */
interface Client {
  /** Its own port, as the server's process sees it. */
  port: number
  answered: number
  failed: boolean
  stop(): void
}

/** Asks over one connection until it is stopped or the connection breaks. */
function openClient(url: string, path: string): Promise<Client> {
  const { hostname, port, host } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: hostname, port: Number(port) })
    const client: Client = { port: 0, answered: 0, failed: false, stop: () => socket.destroy() }
    let isStopped = false
    client.stop = () => {
      isStopped = true
      socket.destroy()
    }
    let received = ''
    const ask = () => socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      received += chunk
      const head = received.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(received.slice(0, head))?.[1])
      if (head < 0 || received.length < head + 4 + length) return
      if (!received.startsWith('HTTP/1.1 200')) client.failed = true
      client.answered++
      received = ''
      ask()
    })
    socket.on('connect', () => {
      client.port = socket.localPort as number
      ask()
      resolve(client)
    })
    socket.on('error', (error) => (client.port === 0 ? reject(error) : undefined))
    socket.on('close', () => {
      if (!isStopped) client.failed = true
    })
  })
}

/** Ports of the peers of a process' TCP connections (Linux). */
function peersOf(pid: number): Set<number> {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return [/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1] ?? '']
      } catch {
        // It was closed since the folder was read.
        return []
      }
    }),
  )
  const rows = ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, 'latin1').split('\n'))
  const fields = rows.map((row) => row.trim().split(/\s+/)).filter((row) => inodes.has(row[9] ?? '-'))
  return new Set(fields.map((row) => Number.parseInt((row[2] as string).split(':')[1] as string, 16)))
}

/** Waits until the server has as many processes as before, none of them the killed one. Answers milliseconds. */
async function untilRestarted(server: Running, before: number, killed: number): Promise<number> {
  const began = performance.now()
  for (;;) {
    const pids = server.pids()
    if (pids.length >= before && !pids.includes(killed)) return performance.now() - began
    if (performance.now() - began > 30_000) throw new Error('the killed worker was not started again')
    await sleep(50)
  }
}

/** Kills one of two workers under load, and counts what the clients of the other one lost. */
async function measureKill(run: Run, path: string): Promise<void> {
  const name = 'a worker is killed'
  if (!run.isWanted('workers', name) || !existsSync('/proc/self/net/tcp')) return
  const server = await serve(run.newsroom.env, two)
  const clients: Client[] = []
  try {
    for (let count = 0; count < connections; count++) clients.push(await openClient(server.url, path))
    await sleep(secondsAround * 1000)
    const workers = server.pids().map((pid) => ({ pid, peers: peersOf(pid) }))
    const serving = workers.filter(({ peers }) => clients.some(({ port }) => peers.has(port)))
    const [victim] = serving.toSorted((a, b) => a.peers.size - b.peers.size)
    if (!victim || serving.length < 2) throw new Error(`${serving.length} processes share the connections, not two`)
    const processes = server.pids().length
    process.kill(victim.pid, 'SIGKILL')
    const restarted = await untilRestarted(server, processes, victim.pid)
    const later = await openClient(server.url, path)
    clients.push(later)
    await sleep(secondsAround * 1000)
    const others = clients.filter(({ port }) => !victim.peers.has(port))
    run.figure('workers', `${name}: its connections`, clients.length - others.length, '')
    run.figure('workers', `${name}: connections of others`, others.length, '')
    run.figure(
      'workers',
      `${name}: answers to others`,
      others.reduce((sum, { answered }) => sum + answered, 0),
      '',
    )
    run.figure('workers', `${name}: others that lost one`, others.filter(({ failed }) => failed).length, '', {
      atMost: 0,
    })
    run.figure('workers', `${name}: started again after`, restarted, 'ms')
  } finally {
    for (const client of clients) client.stop()
    await server.stop()
  }
}

/** CPU per request with two workers, against one process. */
async function measureCost(run: Run, name: string, paths: string[]): Promise<void> {
  if (!run.isWanted('workers', name)) return
  const { env, databasePid } = run.newsroom
  const load = { asks: paths.map((path) => ({ path })), headers }
  const one = await serve(env)
  const several = await serve(env, two).catch(async (error: unknown) => {
    await one.stop()
    throw error
  })
  try {
    for (const server of [one, several]) await warmUp(server, load)
    const cpu: number[] = []
    const requests: number[] = []
    for (let round = 0; round < run.effort.rounds; round++) {
      const alone = await measureLoad({ server: one, databasePid }, load, run.effort.seconds)
      const shared = await measureLoad({ server: several, databasePid }, load, run.effort.seconds)
      cpu.push(shared.cpu / alone.cpu)
      requests.push(shared.requestsPerSecond / alone.requestsPerSecond)
    }
    run.figure('workers', `${name}: CPU per request ÷ one process`, median(cpu), '×', { atMost: 1.3 })
    run.figure('workers', `${name}: requests ÷ one process`, median(requests), '×')
  } finally {
    await one.stop()
    await several.stop()
  }
}

/** Measures two workers. Raises an error where `serve` has no workers. */
export async function measureWorkers(run: Run, { details }: Addresses): Promise<void> {
  await measureCost(run, 'list of 20', [list])
  await measureCost(run, 'detail, 1,000 slugs', details)
  await measureKill(run, details[0] as string)
}
