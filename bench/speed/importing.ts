/** What a running import does to reading: p99 of cached answers with and without one, at a load that a server can bear. */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newsroomLines } from '../articles.ts'
import { temporaryFolder } from './leftovers.ts'
import { warmUp } from './measure.ts'
import { end, masthead, type Running, serve, spawnMasthead } from './processes.ts'
import type { Run } from './recorder.ts'
import { median } from './results.ts'
import { type Addresses, list } from './scenarios.ts'
import { load } from './wrk.ts'

/** Articles that are made; copies of them with other names are what is imported. */
const madeArticles = 2000
/** Copies in the file of the command: more than it imports while a measurement lasts. */
const copiesInFile = 20
const linesInRequest = 1000
/** Sixteen connections that wait 20 ms between requests: at most 800 requests a second. */
const bearable = { connections: 16, pause: 20 }
const headers = { 'accept-encoding': 'identity' }
/** What an import does before its first line counts as starting. */
const importStarts = 1500

let copies = 0

/** Lines of an import, as articles that the newsroom does not have yet. */
function copyOf(lines: readonly string[]): string[] {
  const copy = `${process.pid}-${++copies}`
  return lines.map((line) => {
    const {
      id: _,
      translationOf: __,
      relatedNews: ___,
      corrections: ____,
      version: _____,
      ...article
    } = JSON.parse(line)
    const named = { externalId: `${article.externalId}-${copy}`, slug: `${article.slug}-${copy}` }
    return JSON.stringify({ ...article, ...named })
  })
}

type Importing = () => Promise<void>

/** Imports a file by the command. What it answers ends that. */
async function importByCommand(env: Record<string, string>, lines: readonly string[]): Promise<Importing> {
  const { path: folder, remove } = temporaryFolder('masthead-import-')
  const file = join(folder, 'articles.ndjson')
  const descriptor = openSync(file, 'w')
  for (let copy = 0; copy < copiesInFile; copy++) writeSync(descriptor, `${copyOf(lines).join('\n')}\n`)
  closeSync(descriptor)
  const child = spawnMasthead(['import', file], env)
  await sleep(importStarts)
  return async () => {
    const isRunning = child.exitCode === null
    const code = child.exitCode
    await end(child)
    remove()
    if (!isRunning && code !== 0) throw new Error(`the import ended with ${code}`)
    if (!isRunning) console.error('the import was over before the measurement was')
  }
}

/** Imports batch after batch through the API of the server that is measured. What it answers ends that. */
async function importByApi(server: Running, key: string, lines: readonly string[]): Promise<Importing> {
  let isOver = false
  const importAll = async () => {
    for (let from = 0; !isOver; from = (from + linesInRequest) % lines.length) {
      const body = copyOf(lines.slice(from, from + linesInRequest)).join('\n')
      const sent = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' }
      const answer = await fetch(`${server.url}/v1/newsroom/imports`, { method: 'POST', headers: sent, body })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`the import was answered ${answer.status}: ${text.slice(0, 500)}`)
    }
  }
  const going = importAll()
  going.catch(() => undefined)
  await sleep(importStarts)
  return async () => {
    isOver = true
    await going
  }
}

/**
 * Ways to import. An import into another newsroom takes the same CPU and nothing else of the server: what that does to
 * p99 is the machine's doing, where processors are few.
 */
const goals = {
  'by the command': { atMost: 2 },
  'through the API': { atMost: 2 },
  'elsewhere, for comparison': {},
}
type Way = keyof typeof goals

type StartImport = (server: Running) => Promise<Importing>

/** Makes a newsroom with the same catalogue and no articles. Answers what the command needs in its environment for it. */
function newsroomElsewhere(env: Record<string, string>, folder: string, catalogue: string[]): Record<string, string> {
  const elsewhere = { ...env, DATABASE_URL: `file:${join(folder, 'newsroom.db')}` }
  const file = join(folder, 'catalogue.ndjson')
  writeFileSync(file, `${catalogue.join('\n')}\n`)
  masthead(['import', file], elsewhere)
  return elsewhere
}

async function measureWay(run: Run, way: Way, details: string[], startImport: StartImport): Promise<void> {
  const asks = details.slice(0, 100).flatMap((path) => [{ path }, { path: list }])
  const server = await serve(run.newsroom.env)
  const ask = () => load({ url: server.url, asks, headers, ...bearable, seconds: run.effort.seconds })
  const found = { without: [] as number[], during: [] as number[], ratios: [] as number[] }
  try {
    await warmUp(server, { asks, headers })
    for (let round = 0; round < run.effort.rounds; round++) {
      const { p99: without } = await ask()
      const stop = await startImport(server)
      const { p99: during } = await ask().finally(stop)
      found.without.push(without)
      found.during.push(during)
      found.ratios.push(during / without)
    }
  } finally {
    await server.stop()
  }
  const name = nameOf(way)
  run.figure('import', `${name}: p99 without`, median(found.without), 'ms')
  run.figure('import', `${name}: p99 during`, median(found.during), 'ms')
  run.figure('import', `${name}: p99 during ÷ without`, median(found.ratios), '×', goals[way])
}

const nameOf = (way: Way): string => `reading while one runs ${way}`

/** p99 of cached reads during imports, against without. */
export async function measureImportMeanwhile(run: Run, { details }: Addresses): Promise<void> {
  const { env, key } = run.newsroom
  const ways = (Object.keys(goals) as Way[]).filter((way) => run.isWanted('import', nameOf(way)))
  if (ways.length === 0) return
  const all = [...newsroomLines(madeArticles)]
  const articles = all.filter((line) => line.startsWith('{"type":"article"'))
  const { path: folder, remove } = temporaryFolder('masthead-elsewhere-')
  const elsewhere = newsroomElsewhere(env, folder, all.slice(0, -articles.length))
  const starts: Record<Way, StartImport> = {
    'by the command': () => importByCommand(env, articles),
    'through the API': (server) => importByApi(server, key, articles),
    'elsewhere, for comparison': () => importByCommand(elsewhere, articles),
  }
  try {
    for (const way of ways) await measureWay(run, way, details, starts[way])
  } finally {
    remove()
  }
}
