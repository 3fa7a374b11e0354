/** Everything that comes in from outside: pages, and newsrooms as NDJSON. */
import { toInstant } from '../lib/instant.ts'
import type { Elsewhere, WholeImport } from './elsewhere.ts'
import { createLineImport, type LineImport } from './import-lines.ts'
import { createPageImport, type ImportDependencies, type PageImport } from './import-pages.ts'
import { createPace, fewest, type Line, type PreparedRun, type Run, runsOf } from './line-runs.ts'
import { createPreparing } from './preparing.ts'
import { reportOf } from './report.ts'
import type { ImportItem, ImportReport } from './schema.ts'

interface Options extends ImportDependencies {
  /** How many threads prepare the lines of large imports; none when absent. */
  threads?: number | undefined
}

/** So many pages or lines are handed to the write queue at once: they share commits. */
const together = 50

/** Runs tasks in order, `together` of them at once, and tells of each result in that order. */
async function inBatches<T, R>(
  inputs: AsyncIterable<T> | Iterable<T>,
  work: (input: T) => Promise<R>,
  tell: (result: R) => void,
): Promise<void> {
  let batch: Array<Promise<R>> = []
  const settle = async () => {
    for (const result of await Promise.all(batch)) tell(result)
    batch = []
  }
  for await (const input of inputs) {
    batch.push(work(input))
    if (batch.length === together) await settle()
  }
  await settle()
}

/** So many lines are read and prepared at once. */
const readAtOnce = 256

/** No bulk keeps other writers waiting for longer, in milliseconds. */
const longestWrite = 40

/** Lists of lines that are not blank, each with its number. */
async function* numberedLines(lines: AsyncIterable<string> | Iterable<string>, file: string) {
  let batch: Array<Omit<Line, 'prepared'>> = []
  let number = 0
  for await (const text of lines) {
    number++
    if (text.trim() === '') continue
    batch.push({ text, file: `${file}:${number}` })
    if (batch.length < readAtOnce) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** The operations of imports. */
export function createImports(dependencies: Options) {
  const { provenance, now, newId, tickSeconds, threads = 0 } = dependencies
  const importPage = createPageImport(dependencies)
  const preparation = { tickSeconds, newId, now: () => toInstant(now()) }

  /** Imports pages; `tell` is called with each result, in order. */
  const importPages = (
    pages: AsyncIterable<PageImport> | Iterable<PageImport>,
    tell: (item: ImportItem) => void,
  ): Promise<void> => inBatches(pages, importPage, tell)

  /**
   * Imports the lines of one NDJSON file, blank ones left out. `tell` is called with each result, in order, when all
   * lines are in: what a line names may come later. `progress` hears how many lines are in.
   */
  async function importLines(
    lines: AsyncIterable<string> | Iterable<string>,
    options: Omit<LineImport, 'line'>,
    tell: (item: ImportItem) => void,
    progress: (lines: number) => void = () => undefined,
  ): Promise<void> {
    const items: ImportItem[] = []
    const importer = createLineImport(dependencies)
    const pace = createPace(longestWrite)
    const preparing = createPreparing(preparation, threads)
    const done = (some: ImportItem[]) => {
      items.push(...some)
      progress(items.length)
    }
    const importApart = (apart: Line[]) =>
      inBatches(
        apart,
        ({ text, file }) => importer.importLine({ ...options, line: text, file }),
        (item) => done([item]),
      )
    /** Where one line is not what it seemed, the others still come in together: by halves. */
    async function importTogether(together: PreparedRun): Promise<void> {
      if (together.length < fewest) return importApart(together)
      const started = performance.now()
      const some = await importer.importTogether(together, options)
      pace.took(together.length, performance.now() - started)
      if (some) return done(some)
      const half = Math.ceil(together.length / 2)
      await importTogether(together.slice(0, half))
      await importTogether(together.slice(half))
    }
    const importRun = (run: Run): Promise<void> =>
      'apart' in run ? importApart(run.apart) : importTogether(run.together)
    try {
      const batches = numberedLines(lines, options.file ?? 'line')
      for await (const batch of preparing.prepared(batches, !options.draft))
        for (const run of runsOf(batch, pace.size)) await importRun(run)
      await importer.finish()
    } finally {
      await preparing.close()
    }
    items.forEach(tell)
  }

  const operations = { importPages, importLines, provenance }
  return operations as typeof operations & {
    /** Does large imports elsewhere, where a server has made that. */
    elsewhere?: Elsewhere
  }
}

export type Imports = ReturnType<typeof createImports>

/** Does a whole import, and reports it. */
export async function reportOfImport(
  imports: Imports,
  { mediaType, text, options }: WholeImport,
): Promise<ImportReport> {
  const items: ImportItem[] = []
  const tell = (item: ImportItem) => void items.push(item)
  if (mediaType === 'application/x-ndjson') await imports.importLines(text.split(/\r?\n/), options, tell)
  else await imports.importPages([{ ...options, text, mediaType }], tell)
  return reportOf(items)
}
