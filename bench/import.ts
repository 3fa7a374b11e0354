/**
 * Bulk import, as `masthead import` does it: how many full articles a second come in, what that costs, and whether memory
 * grows. The lines are made in a process of their own, so that nothing but the import is measured. One size by
 * BENCH_ARTICLES (10,000 when absent); BENCH_THREADS for the threads that help (one less than there are processors).
 */
import { execFileSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openDatabase } from '../src/db/open.ts'
import type { ImportItem } from '../src/imports/index.ts'
import { systemActor } from '../src/lib/actor.ts'
import { createNewsroom } from '../src/newsroom.ts'
import { percentile } from './times.ts'

const articles = Number(process.env.BENCH_ARTICLES || 10_000)
const threads = Number(process.env.BENCH_THREADS || Math.max(1, availableParallelism() - 1))

const writer = `
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { newsroomLines } from ${JSON.stringify(new URL('./articles.ts', import.meta.url).href)}
function* lines() { for (const line of newsroomLines(${articles})) yield line + '\\n' }
await pipeline(Readable.from(lines()), createWriteStream(process.argv[1]))
`

interface Sample {
  lines: number
  seconds: number
  /** Of the whole process, in seconds; the threads that help are in it. */
  cpu: number
  megabytes: number
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Imports the file, and answers what was measured every thousand lines, and how long each write held the lock. */
async function measured(file: string, database: string): Promise<{ samples: Sample[]; writes: number[]; own: number }> {
  const db = await openDatabase({ url: `file:${database}` })
  const writes: number[] = []
  const timed: typeof db = {
    ...db,
    write: (work) =>
      db.write(async (queries) => {
        const started = performance.now()
        try {
          return await work(queries)
        } finally {
          writes.push(performance.now() - started)
        }
      }),
  }
  const newsroom = createNewsroom({ db: timed, publicUrl: 'http://127.0.0.1', tickSeconds: 60, importThreads: threads })
  const options = { file: 'bench', draft: false, actor: systemActor('bench'), mayChangeSite: true }
  const [started, cpu, thread] = [performance.now(), cpuSeconds(), process.threadCpuUsage()]
  const sample = (lines: number): Sample => ({
    ...{ lines, seconds: (performance.now() - started) / 1000, cpu: cpuSeconds() - cpu },
    megabytes: process.memoryUsage.rss() / 1e6,
  })
  const samples = [sample(0)]
  let faults = 0
  const tell = ({ reason }: ImportItem): void => {
    if (reason !== null) faults++
  }
  const progress = (lines: number) => {
    if (lines - (samples.at(-1) as Sample).lines >= 1000) samples.push(sample(lines))
  }
  await newsroom.imports.importLines(createInterface({ input: createReadStream(file) }), options, tell, progress)
  samples.push(sample(articles))
  if (faults > 0) throw new Error(`${faults} lines had faults`)
  const { user, system } = process.threadCpuUsage(thread)
  await db.close()
  return { samples, writes, own: (user + system) / 1e6 }
}

const folder = mkdtempSync(join(tmpdir(), 'masthead-import-'))
try {
  const [file, database] = [join(folder, 'lines.ndjson'), join(folder, 'newsroom.db')]
  execFileSync(process.execPath, ['--input-type=module', '-e', writer, file])
  const { samples, writes, own } = await measured(file, database)
  const last = samples.at(-1) as Sample
  const round = (value: number, digits = 0) => Number(value.toFixed(digits))
  const at = (part: number) => samples[Math.floor((samples.length - 1) * part)] as Sample
  console.log(
    JSON.stringify(
      {
        ...{ articles, threads },
        articlesPerSecond: round(articles / last.seconds),
        cpuMicrosecondsPerArticle: round((last.cpu / articles) * 1e6),
        ofThemInTheWritingThread: round((own / articles) * 1e6),
        articlesPerSecondOfItsCpu: round(articles / own),
        writeMilliseconds: { p50: round(percentile(writes, 0.5), 1), p99: round(percentile(writes, 0.99), 1) },
        residentMegabytes: [0.1, 0.25, 0.5, 0.75, 1].map((part) => round(at(part).megabytes)),
        databaseBytesPerArticle: round(statSync(database).size / articles),
      },
      null,
      2,
    ),
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
