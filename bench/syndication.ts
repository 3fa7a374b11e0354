/**
 * Measures what a partner's first copy and its catching up cost: the snapshot, thin and whole, and the change feed, from a
 * server of its own. Usage: npm run bench:syndication [-- ARTICLES], 100,000 by default.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ordinalsAt } from '../src/lib/ordinal.ts'
import { createNewsroom } from '../src/newsroom.ts'
import { type MadeArticle, madeArticles } from './articles.ts'
import { openBulk } from './bulk-database.ts'
import { blocksOf, insertAll, liveOf, loadCatalogue } from './loader.ts'

const articles = Number(process.argv[2] ?? 100_000)
const together = 5000

/** Puts in articles as readers see them, and the log of their publication; search and related news are left out. */
async function fill(file: string): Promise<void> {
  const db = await openBulk(file)
  const newsroom = createNewsroom({ db, publicUrl: 'http://127.0.0.1', tickSeconds: 60 })
  const { liveArticles, liveBodies, liveTerms, livePostings } = db.tables
  await loadCatalogue(newsroom)
  const places = new Map<number, number>()
  const placeOf = (publishedAt: string): number => {
    const { first } = ordinalsAt(publishedAt)
    const taken = places.get(first) ?? 0
    places.set(first, taken + 1)
    return first + taken
  }
  const put = (some: MadeArticle[]) =>
    db.write(async (queries) => {
      const rows = some.map((article) => {
        const blocks = blocksOf(article)
        const live = liveOf(article, blocks, article.id)
        const { publishedAt, document } = live
        return {
          blocks,
          row: { ...live, title: document.title, day: publishedAt.slice(0, 10), ordinal: placeOf(publishedAt) },
        }
      })
      await insertAll(
        queries,
        liveArticles,
        rows.map(({ row }) => row),
      )
      await insertAll(
        queries,
        liveBodies,
        rows.map(({ row: { id }, blocks }) => ({ id, blocks })),
      )
      await insertAll(
        queries,
        livePostings,
        rows.map(({ row: { ordinal } }) => ({ ordinal, termId: 1 })),
      )
      for (const { row } of rows)
        await newsroom.changes.log.append(queries, {
          ...{ resource: 'article', id: row.id, type: 'published', version: row.version, at: row.publishedAt },
          after: {
            source: row.sourceId,
            tags: row.document.tagIds,
            language: row.language,
            publishedAt: row.publishedAt,
            right: null,
          },
        })
    })
  await db.write(async (queries) => void (await queries.insert(liveTerms).values({ id: 1, term: 'all', articles })))
  let some: MadeArticle[] = []
  for (const article of madeArticles(articles)) {
    some.push(article)
    if (some.length < together) continue
    await put(some)
    some = []
  }
  if (some.length > 0) await put(some)
  await db.close()
}

/** Starts a server of its own process. */
async function serve(file: string) {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../bin/masthead.js'), 'serve'], {
    env: { ...process.env, DATABASE_URL: `file:${file}`, PORT: '0', LOG_LEVEL: 'warn', RATE_LIMIT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((done) => {
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk
      const found = /http:\S+/.exec(out)
      if (found) done(found[0])
    })
  })
  /** The most memory that the process has had, in MB (Linux). */
  const mostMemory = (): number => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024)
  }
  return { url, mostMemory, stop: () => child.kill() }
}

/** Reads a whole snapshot and lets it go. Answers how many lines it had, and how many seconds it took. */
async function readSnapshot(url: string) {
  const started = performance.now()
  const answer = await fetch(url, { headers: { 'accept-encoding': 'identity' } })
  let lines = 0
  let bytes = 0
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length
    for (const byte of chunk) if (byte === 10) lines++
  }
  return { lines: lines - 2, bytes, seconds: (performance.now() - started) / 1000 }
}

async function readChanges(url: string) {
  const started = performance.now()
  let changes = 0
  for (let after = '0'; ; ) {
    const page = (await (await fetch(`${url}/v1/changes?limit=1000&after=${after}`)).json()) as {
      data: unknown[]
      page: { next: string }
    }
    changes += page.data.length
    if (page.page.next === after) break
    after = page.page.next
  }
  return { lines: changes, bytes: 0, seconds: (performance.now() - started) / 1000 }
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number

async function measure(name: string, work: () => Promise<{ lines: number; bytes: number; seconds: number }>) {
  const rates: number[] = []
  let lines = 0
  const before = server.mostMemory()
  for (let round = 0; round < 3; round++) {
    const found = await work()
    lines = found.lines
    rates.push(found.lines / found.seconds)
  }
  return { name, lines, 'a second': Math.round(median(rates)), 'MB at most': `${before} → ${server.mostMemory()}` }
}

const folder = mkdtempSync(join(tmpdir(), 'masthead-bench-'))
const file = join(folder, 'newsroom.db')
const started = performance.now()
await fill(file)
console.error(`${articles} articles made in ${Math.round((performance.now() - started) / 1000)} s`)
const server = await serve(file)
try {
  const rows = [
    await measure('snapshot, thin', () => readSnapshot(`${server.url}/v1/snapshot`)),
    await measure('snapshot, whole', () => readSnapshot(`${server.url}/v1/snapshot?include=resource`)),
    await measure('changes, caught up', () => readChanges(server.url)),
  ]
  console.table(rows)
} finally {
  server.stop()
  rmSync(folder, { recursive: true, force: true })
}
