/**
 * Measures Masthead against the limits, a bare Fastify and a bare node:http that send the same bytes, in one run.
 * Usage: npm run bench [-- [--only=PATTERN] [--seconds=5] [--rounds=3] [--checks=25000] [--postgres] SIZES], sizes 10000
 * 100000 1000000 by default. PATTERN is looked for in "section: name". Prints tables and the goals that are missed, and
 * writes bench/results/bench.json (bench-postgres.json); with --only, what was measured before of other names stays.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureFreshness } from './speed/freshness.ts'
import { measureImportMeanwhile } from './speed/importing.ts'
import { copyOfNewsroom } from './speed/newsroom.ts'
import { serve } from './speed/processes.ts'
import { measureCached, measureCold, measureMixed, measureUncached } from './speed/reading.ts'
import { createRecorder, type Run } from './speed/recorder.ts'
import { merged, type Results } from './speed/results.ts'
import { type Addresses, addressesOf } from './speed/scenarios.ts'
import { measureInstallation, measureStart } from './speed/starting.ts'
import { tablesOf, verdictsOf } from './speed/table.ts'
import { measureWorkers } from './speed/workers.ts'
import { measureCreating } from './speed/writing.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    checks: { type: 'string', default: '25000' },
    postgres: { type: 'boolean', default: false },
  },
})
const sizes = (positionals.length > 0 ? positionals : ['10000', '100000', '1000000']).map(Number).sort((a, b) => a - b)
const [seconds, rounds, checks] = [values.seconds, values.rounds, values.checks].map(Number) as [number, number, number]
if (![...sizes, seconds, rounds, checks].every((each) => Number.isSafeInteger(each) && each >= 1))
  throw new Error('sizes, seconds, rounds and checks are whole numbers from 1 on')

const recorder = createRecorder(values.only)
let failed = 0

/** Goes on with the next part when one fails: what was measured is not lost. */
async function attempt(name: string, measure: () => Promise<void> | void): Promise<void> {
  try {
    await measure()
  } catch (error) {
    failed++
    console.error(`not measured: ${name}: ${(error as Error).message}`)
  }
  keepResults()
}

async function learnAddresses(run: Run): Promise<Addresses> {
  const server = await serve(run.newsroom.env)
  try {
    return await addressesOf(server.url)
  } finally {
    await server.stop()
  }
}

/** Measures a newsroom of one size. What is written to it comes last. */
async function measure(articles: number): Promise<void> {
  const newsroom = await copyOfNewsroom(articles, values.postgres)
  console.error(`${articles} articles in ${Math.round(newsroom.megabytes)} MB`)
  const run = recorder.over(newsroom, { seconds, rounds }, checks)
  try {
    await attempt('process', () => measureStart(run))
    const addresses = await learnAddresses(run)
    await attempt('cached', () => measureCached(run, addresses))
    await attempt('uncached', () => measureUncached(run, addresses))
    await attempt('cold cache', () => measureCold(run))
    await attempt('workers', () => measureWorkers(run, addresses))
    await attempt('mixed', () => measureMixed(run, addresses))
    await attempt('freshness', () => measureFreshness(run))
    await attempt('import', () => measureImportMeanwhile(run, addresses))
    await attempt('writing', () => measureCreating(run))
  } finally {
    await newsroom.remove()
  }
}

/** Adds up what was checked of all answers. */
function sumChecks(): void {
  const sumOf = (what: string) =>
    recorder.figures.filter(({ name }) => name.endsWith(what)).reduce((sum, { value }) => sum + value, 0)
  const checked = sumOf(': answers checked')
  if (checked === 0) return
  recorder.figure(null, 'freshness', 'answers checked in the whole run', checked, '', { atLeast: 100_000 })
  recorder.figure(null, 'freshness', 'stale answers in the whole run', sumOf(': stale answers'), '', { atMost: 0 })
}

const folder = join(import.meta.dirname, 'results')
mkdirSync(folder, { recursive: true })
const file = join(folder, values.postgres ? 'bench-postgres.json' : 'bench.json')
const before = values.only !== '' && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined

/** Writes down what has been measured so far. */
function keepResults(): Results {
  const fresh: Results = {
    database: values.postgres ? 'PostgreSQL' : 'SQLite',
    machine: `${cpus().length} × ${cpus()[0]?.model}`,
    node: process.version,
    ...{ seconds, rounds, rows: recorder.rows, figures: recorder.figures },
  }
  writeFileSync(file, `${JSON.stringify(merged(before, fresh), null, 2)}\n`)
  return fresh
}

for (const articles of sizes) await attempt(`${articles} articles`, () => measure(articles))
sumChecks()
if (!values.postgres) await attempt('installation', () => measureInstallation(recorder))

const fresh = keepResults()
const { met, missed } = verdictsOf(fresh)
console.log(`${tablesOf(fresh)}\n\nGoals met: ${met} of ${met + missed.length}.`)
for (const each of missed) console.log(`missed: ${each}`)
if (failed > 0) process.exitCode = 1
