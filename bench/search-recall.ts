/**
 * Holds search against a plain scan of all texts with the same folding, on random queries, through the API and all pages:
 * npm run bench:search -- [ARTICLES] [QUERIES] [--postgres]; 100,000 articles and 1,000 queries by default. Prints recall,
 * precision and times; ends with 1 when a hit is missing, is too much, or stands in the wrong place.
 */
import { parseArgs } from 'node:util'
import { createScan, randomQueries, type ScannedArticle } from '../test/search/scan.ts'
import { madeArticles } from './articles.ts'
import { type BenchNewsroom, openKept } from './newsrooms.ts'
import { openOnPostgres } from './newsrooms-postgres.ts'
import { randomNumbers } from './numbers.ts'
import { percentile } from './times.ts'

interface Page {
  data: Array<{ match: string; article: { id: string } }>
  page: { next: string | null }
}

/** After so many hits a query is taken for compared: newest first, what follows is the same walk. */
const mostCompared = 2000

const options = { postgres: { type: 'boolean', default: false } } as const
const { values, positionals } = parseArgs({ options, allowPositionals: true })
const [articles = 100_000, queries = 1000] = positionals.map(Number)

function scanned(count: number): ScannedArticle[] {
  return Array.from(madeArticles(count), ({ id, title, summary, paragraphs, publishedAt }) => ({
    id,
    publishedAt: new Date(publishedAt).toISOString(),
    passages: [title, summary, ...paragraphs],
  }))
}

const times: number[] = []

async function pageOf({ app }: BenchNewsroom, url: string): Promise<Page> {
  const started = performance.now()
  const answer = await app.inject(url)
  times.push(performance.now() - started)
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}: ${answer.body}`)
  return JSON.parse(answer.body) as Page
}

/** The newest hits of a query, over as many pages as it takes. */
async function hitsOf(bench: BenchNewsroom, q: string): Promise<string[]> {
  const url = `/v1/search?q=${encodeURIComponent(q)}&sort=newest&limit=200`
  const ids: string[] = []
  let next: string | null = null
  do {
    const page: Page = await pageOf(bench, next === null ? url : `${url}&cursor=${next}`)
    ids.push(...page.data.map(({ article }) => article.id))
    next = page.page.next
  } while (next !== null && ids.length < mostCompared)
  return ids
}

const bench = values.postgres ? await openOnPostgres(articles) : await openKept(articles, false)
const corpus = scanned(articles)
const scan = createScan(corpus)
const totals = { expected: 0, found: 0, right: 0, misplaced: 0 }
for (const q of randomQueries(randomNumbers(11), corpus, queries)) {
  const all = scan.find(q)
  const found = await hitsOf(bench, q)
  const expected = all.length > mostCompared ? all.slice(0, found.length) : all
  const wanted = new Set(expected)
  const right = found.filter((id) => wanted.has(id)).length
  totals.expected += expected.length
  totals.found += found.length
  totals.right += right
  const isSame = found.length === expected.length && found.every((id, place) => id === expected[place])
  if (!isSame) totals.misplaced++
  if (right < expected.length || right < found.length)
    console.error(`${q}: ${right} right, ${expected.length} expected, ${found.length} found`)
}
await bench.close()

const recall = totals.right / totals.expected
const precision = totals.right / totals.found
console.log(
  `${articles} articles on ${values.postgres ? 'PostgreSQL' : 'SQLite'}, ${queries} queries, ${totals.expected} hits`,
)
console.log(
  `recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}, ${totals.misplaced} queries in another order`,
)
console.log(`a page of 200 in ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`)
if (recall < 1 || precision < 1 || totals.misplaced > 0) process.exitCode = 1
