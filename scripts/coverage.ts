/**
 * The coverage gate. `npm test` leaves in coverage/ what V8 saw in every process of its own;
 * this sums it up over all of src/, a file that no test loads counting with all its lines, and fails below 95 %.
 *
 * It first proves that the measure tells the truth: on a scratch program with known answers, and on a scratch source
 * that no test loads, which must pull the figure down by exactly its own lines.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type CoverageData, collect, coverLines, type FileCoverage, hash, load, sources } from './coverage-data.ts'

const floor = 95
const src = 'src'
const directory = 'coverage'

await proveOnScratchProgram()

const runs = await readRuns()
const result = await measure(src, runs)
await proveUnloadedFilesCount(result)
report(result)

async function readRuns(): Promise<CoverageData[]> {
  const names = await readdir(directory).catch(() => [])
  const found = names.filter((name) => name.endsWith('.json'))
  if (found.length === 0) fail('nothing measured yet: run "npm test" first')
  return Promise.all(found.map((name) => load(join(directory, name))))
}

/** Lines of every source under `root`, over all runs. A source that changed since a run makes that run worthless. */
async function measure(root: string, data: CoverageData[]): Promise<FileCoverage[]> {
  const files = await sources(root)
  if (files.length === 0) fail(`no sources under ${root}`)
  return Promise.all(
    files.map(async (file) => {
      const source = await readFile(join(root, file), 'utf8')
      const entries = data.flatMap((run) => run.files[file] ?? [])
      if (entries.some((entry) => entry.hash !== hash(source)))
        fail(`${root}/${file} changed after the tests ran: run them again`)
      return coverLines(
        file,
        source,
        entries.flatMap((entry) => entry.runs),
      )
    }),
  )
}

function sum(files: FileCoverage[]) {
  const total = files.reduce((n, file) => n + file.total, 0)
  const missed = files.reduce((n, file) => n + file.missed.length, 0)
  return { total, missed, percent: total === 0 ? 0 : (100 * (total - missed)) / total }
}

function report(files: FileCoverage[]): void {
  for (const file of files.filter((f) => f.missed.length > 0)) {
    const percent = (100 * (file.total - file.missed.length)) / file.total
    console.log(`${percent.toFixed(1).padStart(5)} %  ${src}/${file.file}  not run: ${spans(file.missed)}`)
  }
  const { total, missed, percent } = sum(files)
  console.log(
    `${percent.toFixed(2)} % of lines ran (${total - missed} of ${total}, ${files.length} files; at least ${floor} % wanted)`,
  )
  if (percent < floor) process.exitCode = 1
}

/** 3, 4, 5, 9 → "3-5, 9" */
function spans(lines: number[]): string {
  const result: [number, number][] = []
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = result.at(-1)
    if (last?.[1] === line - 1) last[1] = line
    else result.push([line, line])
  }
  return result.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')
}

/** A scratch program whose lines are known: half of a function runs in the parent, the other half only in its child. */
async function proveOnScratchProgram(): Promise<void> {
  await inScratch(async (root) => {
    const raw = join(root, 'raw')
    await mkdir(join(root, 'code'))
    const program: [text: string, state: 'run' | 'missed' | 'none'][] = [
      ["import { spawnSync } from 'node:child_process'", 'run'],
      ['// a comment', 'none'],
      ['interface Shape {', 'none'],
      ['  side: number', 'none'],
      ['}', 'none'],
      ['function area(shape: Shape): string {', 'run'],
      ['  if (shape.side > 5) {', 'run'],
      ["    return 'large' // only in the child", 'run'],
      ['  }', 'none'],
      ["  if (shape.side < 0) throw new Error('never', {", 'run'],
      ["    cause: 'never'", 'missed'],
      ['  })', 'none'],
      ['  return `small // not a comment`', 'run'],
      ['}', 'none'],
      ['export function never() {', 'run'],
      ['  return area({ side: 1 })', 'missed'],
      ['}', 'none'],
      ["if (process.argv[2] === 'child') area({ side: 9 })", 'run'],
      ["else spawnSync(process.execPath, [import.meta.filename, 'child'])", 'run'],
      ['area({ side: 1 })', 'run'],
    ]
    await writeFile(join(root, 'code/program.ts'), program.map(([text]) => text).join('\n'))
    await promisify(execFile)(process.execPath, [join(root, 'code/program.ts')], {
      env: { ...process.env, NODE_V8_COVERAGE: raw },
    })
    const [file] = await measure(join(root, 'code'), [await collect(raw, join(root, 'code'))])
    const expected = program.flatMap(([, state], index) => (state === 'missed' ? [index + 1] : []))
    const total = program.filter(([, state]) => state !== 'none').length
    if (file?.total !== total || spans(file.missed) !== spans(expected)) {
      fail(`the measure is wrong: expected ${total} lines, not run ${spans(expected)}; got ${JSON.stringify(file)}`)
    }
  })
}

/** As many lines as the whole of src/ in a file that no test loads: all of them must be missing. */
async function proveUnloadedFilesCount(real: FileCoverage[]): Promise<void> {
  await inScratch(async (root) => {
    const before = sum(real)
    const lines = Array.from({ length: before.total }, (_, n) => `export const unused${n} = ${n}`)
    await writeFile(join(root, 'unloaded.ts'), lines.join('\n'))
    const [extra] = await measure(root, runs)
    const after = sum([...real, ...(extra ? [extra] : [])])
    const counted = extra?.total === before.total && extra.missed.length === extra.total
    if (!counted || after.missed !== before.missed + before.total || after.percent >= floor) {
      fail(`a file that no test loads does not count: ${JSON.stringify({ before, after })}`)
    }
    console.log(
      `proved: a scratch file of ${before.total} lines that no test loads is listed with 0 % and takes the whole from ${before.percent.toFixed(2)} % to ${after.percent.toFixed(2)} %`,
    )
  })
}

async function inScratch(work: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'masthead-coverage-'))
  try {
    await work(root)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

function fail(message: string): never {
  console.error(`coverage: ${message}`)
  process.exit(1)
}
