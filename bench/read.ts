/**
 * Measures every kind of reading request on newsrooms of several sizes, in one run.
 * Usage: npm run bench:read [-- [--fresh] [--postgres] [--only=PATTERN] SIZES], sizes 1000 100000 1000000 by default.
 * Prints a table and the goals that are met, and writes bench/results/read.json.
 *
 * Requests are handed to the server in this process without a socket, one after the other. Sizes and routes take turns,
 * so that what else the machine does falls on all of them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type BenchNewsroom, openKept } from './newsrooms.ts'
import { openOnPostgres } from './newsrooms-postgres.ts'
import { type Goal, type Row, rowsOf } from './routes.ts'
import { createStopwatch, type Times } from './times.ts'

interface Result {
  name: string
  goal: Goal | undefined
  /** By size. */
  times: Record<string, Times & { items: number }>
}

/** A route takes so many turns of so many requests at each size. */
const turns = 10
const requestsInTurn = 120
/** A route that is slow has fewer requests: it ends a turn after this many milliseconds. */
const longestTurn = 4000

const goals = { deep: 1.5, growth: 1.5, search: 30, related: 10 }

/** Raises an error for any answer but 200: what is not answered is not measured. */
async function ask({ app }: BenchNewsroom, url: string): Promise<string> {
  const { statusCode, body } = await app.inject(url)
  if (statusCode !== 200) throw new Error(`${url} was answered ${statusCode}: ${body.slice(0, 300)}`)
  return body
}

interface Measured {
  bench: BenchNewsroom
  row: Row
  watch: ReturnType<typeof createStopwatch>
  asked: number
  /** How many articles its answers have, on average. */
  items: number
}

async function takeTurn(measured: Measured[]): Promise<void> {
  const end = performance.now() + longestTurn * measured.length
  for (let request = 0; request < requestsInTurn && performance.now() < end; request++)
    for (const each of measured) {
      const url = each.row.urls[each.asked++ % each.row.urls.length] as string
      await each.watch.time(() => ask(each.bench, url))
    }
}

/** Asks for every value once, and sees how much is answered. */
async function warmUp(measured: Measured): Promise<void> {
  const end = performance.now() + longestTurn
  const counts: number[] = []
  for (const url of measured.row.urls) {
    if (performance.now() > end) break
    const { data } = JSON.parse(await ask(measured.bench, url)) as { data?: unknown[] }
    counts.push(data?.length ?? 1)
  }
  measured.items = counts.reduce((sum, count) => sum + count, 0) / counts.length
}

async function measureAll(benches: BenchNewsroom[], only: string): Promise<Result[]> {
  const rows = await Promise.all(benches.map(rowsOf))
  const names = rows[0]?.map(({ name }) => name).filter((name) => new RegExp(only).test(name)) ?? []
  const table = names.map((name) =>
    benches.flatMap((bench, index): Measured[] => {
      const row = rows[index]?.find((each) => each.name === name)
      return row ? [{ bench, row, watch: createStopwatch(), asked: 0, items: 0 }] : []
    }),
  )
  for (const each of table.flat()) await warmUp(each)
  for (let turn = 0; turn < turns; turn++) for (const row of table) await takeTurn(row)
  return table.map((row, index) => ({
    name: names[index] as string,
    goal: row[0]?.row.goal,
    times: Object.fromEntries(row.map(({ bench, watch, items }) => [bench.articles, { ...watch.times(), items }])),
  }))
}

interface Growth {
  since: number
  ratio: number
}

/**
 * How many times longer a request takes in the largest newsroom than in the smallest one that has as much to answer:
 * where a rare tag has two articles, a page of it is not compared with one of twenty.
 */
function growthOf({ times }: Result, sizes: number[]): Growth | undefined {
  const largest = sizes.at(-1) as number
  const last = times[largest]
  const since = sizes.find((size) => last && (times[size]?.items ?? 0) >= last.items * 0.9)
  const first = since === undefined ? undefined : times[since]
  if (since === undefined || since === largest || !first || !last) return undefined
  return { since, ratio: last.p50 / first.p50 }
}

function printTable(results: Result[], sizes: number[]): void {
  const columns = sizes.map((size) => ` ${size.toLocaleString('en')}: p50 | p99 | CPU | articles |`).join('')
  console.log(`| milliseconds |${columns} growth of p50 |`)
  console.log(`|---|${'---|'.repeat(sizes.length * 4)}---|`)
  for (const result of results) {
    const cells = sizes.map((size) => {
      const times = result.times[size]
      if (!times) return ' | | | |'
      const { p50, p99, cpu, items } = times
      return ` ${p50.toFixed(2)} | ${p99.toFixed(2)} | ${cpu.toFixed(2)} | ${items.toFixed(0)} |`
    })
    const growth = growthOf(result, sizes)
    const said = growth && `${growth.ratio.toFixed(2)}${growth.since === sizes[0] ? '' : ` since ${growth.since}`}`
    console.log(`| ${result.name} |${cells.join('')} ${said ?? ''} |`)
  }
}

interface Verdict {
  goal: string
  value: number
  limit: number
}

/** What was reached against each goal, the worst of each kind first. */
function verdictsOf(results: Result[], sizes: number[]): Verdict[] {
  const largest = sizes.at(-1) as number
  const deep = results.flatMap(({ name, times }) =>
    sizes.flatMap((size): Verdict[] => {
      const first = results.find((other) => other.name === name.replace('page 10,000', 'page 1'))?.times[size]
      const at = times[size]
      if (!name.startsWith('page 10,000') || !first || !at) return []
      return [{ goal: `p99 of ${name} ÷ page 1, ${size} articles`, value: at.p99 / first.p99, limit: goals.deep }]
    }),
  )
  const grown = results.flatMap((result): Verdict[] => {
    const growth = result.goal === 'search' ? undefined : growthOf(result, sizes)
    if (!growth) return []
    const goal = `growth of p50 since ${growth.since} articles: ${result.name}`
    return [{ goal, value: growth.ratio, limit: goals.growth }]
  })
  const timed = results.flatMap(({ name, goal, times }): Verdict[] => {
    const value = times[largest]?.p99
    if (value === undefined || (goal !== 'search' && goal !== 'related')) return []
    return [{ goal: `p99 in ms at ${largest}: ${name}`, value, limit: goals[goal] }]
  })
  return [...deep, ...grown, ...timed].sort((a, b) => b.value / b.limit - a.value / a.limit)
}

function printVerdicts(verdicts: Verdict[]): void {
  const missed = verdicts.filter(({ value, limit }) => value > limit)
  console.log(`\nGoals met: ${verdicts.length - missed.length} of ${verdicts.length}.`)
  for (const { goal, value, limit } of missed) console.log(`missed: ${goal}: ${value.toFixed(2)}, goal ${limit}`)
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fresh: { type: 'boolean', default: false },
    postgres: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})
const sizes = (positionals.length > 0 ? positionals : ['1000', '100000', '1000000']).map(Number).sort((a, b) => a - b)
if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 100)) throw new Error('sizes are numbers from 100 on')

const benches: BenchNewsroom[] = []
try {
  for (const size of sizes) benches.push(await (values.postgres ? openOnPostgres(size) : openKept(size, values.fresh)))
  const before = loadavg()[0] as number
  const results = await measureAll(benches, values.only)
  const verdicts = verdictsOf(results, sizes)
  const machine = `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`
  console.log(`${values.postgres ? 'PostgreSQL' : 'SQLite'}, ${machine}, load before the run ${before.toFixed(1)}\n`)
  printTable(results, sizes)
  printVerdicts(verdicts)
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, values.postgres ? 'read-postgres.json' : 'read.json')
  writeFileSync(file, `${JSON.stringify({ machine, load: before, results, verdicts }, null, 2)}\n`)
} finally {
  for (const bench of benches) await bench.close()
}
