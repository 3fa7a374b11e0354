/**
 * Measures reading against the limit: a bare Fastify server that sends the same bytes, in the same process and run.
 * Usage: npm run bench [-- ARTICLES], 1,000 by default. Prints a table and writes bench/results.json.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open.ts'
import { createNewsroom } from '../src/newsroom.ts'
import { importNewsroom, publicUrl } from './newsrooms.ts'
import { percentile } from './times.ts'

interface Measurement {
  name: string
  p50: number
  p99: number
  /** CPU microseconds per request. */
  cpu: number
  /** How many times the CPU of bare Fastify sending the same bytes. */
  ratio: number
}

const rounds = 300
const articles = Number(process.argv[2] ?? 1000)

/** Fetches an address over and over, one request after the other, over a real socket. */
async function time(url: string): Promise<{ p50: number; p99: number; cpu: number }> {
  for (let index = 0; index < 30; index++) await (await fetch(url)).arrayBuffer()
  const times: number[] = []
  const before = process.cpuUsage()
  for (let index = 0; index < rounds; index++) {
    const start = performance.now()
    await (await fetch(url)).arrayBuffer()
    times.push(performance.now() - start)
  }
  const { user, system } = process.cpuUsage(before)
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), cpu: (user + system) / rounds }
}

/** The same bytes from a server that does nothing else. */
async function timeBare(bytes: Buffer): Promise<number> {
  const bare = fastify()
  bare.get('/', (_request, reply) => reply.type('application/json').send(bytes))
  const address = await bare.listen({ host: '127.0.0.1', port: 0 })
  const { cpu } = await time(address)
  await bare.close()
  return cpu
}

async function measure(name: string, url: string): Promise<Measurement> {
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer())
  const { p50, p99, cpu } = await time(url)
  return { name, p50, p99, cpu, ratio: cpu / (await timeBare(bytes)) }
}

const folder = mkdtempSync(join(tmpdir(), 'masthead-bench-'))
const config = loadConfig({
  LOG_LEVEL: 'silent',
  DATABASE_URL: `file:${join(folder, 'bench.db')}`,
  PUBLIC_URL: publicUrl,
})
const db = await openDatabase({ url: config.DATABASE_URL })
const newsroom = createNewsroom({ db, publicUrl, tickSeconds: 60 })
const perSecond = await importNewsroom(newsroom, articles)

const app = await buildApp({ config, newsroom })
const address = await app.listen({ host: '127.0.0.1', port: 0 })
const first = (await (await fetch(`${address}/v1/articles?limit=1`)).json()) as {
  data: Array<{ id: string; language: string; slug: string }>
}
const { id, language, slug } = first.data[0] as { id: string; language: string; slug: string }
const measurements = [
  await measure('list of 20', `${address}/v1/articles`),
  await measure('list of 20, expanded', `${address}/v1/articles?include=source,editor,relatedNews`),
  await measure('list of a source', `${address}/v1/articles?source=source-1`),
  await measure('list of a tag', `${address}/v1/articles?tag=section-0-topic-1`),
  await measure('one by id', `${address}/v1/articles/${id}`),
  await measure('one by slug', `${address}/v1/articles/by-slug/${language}/${encodeURIComponent(slug)}`),
]
await app.close()
await db.close()
rmSync(folder, { recursive: true })

console.log(`${articles} articles on SQLite, imported at ${perSecond} a second (client and server in one process)\n`)
console.log('| request | p50 ms | p99 ms | CPU µs | × bare Fastify |\n|---|---|---|---|---|')
for (const { name, p50, p99, cpu, ratio } of measurements) {
  console.log(`| ${name} | ${p50.toFixed(2)} | ${p99.toFixed(2)} | ${cpu.toFixed(0)} | ${ratio.toFixed(1)} |`)
}
writeFileSync(
  join(import.meta.dirname, 'results.json'),
  `${JSON.stringify({ articles, importedPerSecond: perSecond, measurements }, null, 2)}\n`,
)
