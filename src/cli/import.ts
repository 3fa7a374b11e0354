import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { type ImportItem, reportOf } from '../imports/index.ts'
import { systemActor } from '../lib/actor.ts'
import { decodeText } from '../lib/decode-text.ts'
import { openNewsroom } from '../main.ts'
import type { Newsroom } from '../newsroom.ts'
import { showProgress, sizeOf } from './import-progress.ts'
import { isLines, pageFiles, readPage, standardInput } from './pages.ts'

interface Options {
  draft: boolean
  explain: boolean
  report?: string
}

const actor = systemActor('masthead import')

/** Who hears of the import while it goes on. */
interface Listeners {
  tell: (item: ImportItem) => void
  /** Hears how many lines of the present file are in. */
  count: (lines: number) => void
  /** Hears what is read of files of lines. */
  read: (bytes: string | Buffer) => void
}

/** What comes on standard input: lines when the first one is a JSON object, else one page. */
async function importStandardInput(newsroom: Newsroom, options: Options, { tell, count }: Listeners): Promise<void> {
  const text = decodeText(await buffer(process.stdin)) as string
  const shared = { draft: options.draft, actor, file: standardInput }
  if (text.trimStart().startsWith('{'))
    await newsroom.imports.importLines(text.split(/\r?\n/), { ...shared, mayChangeSite: true }, tell, count)
  else await newsroom.imports.importPages([{ ...shared, text }], tell)
}

const isPage = (file: string): boolean => file !== standardInput && !isLines(file)

async function importFiles(newsroom: Newsroom, files: string[], options: Options, listeners: Listeners): Promise<void> {
  const { tell, count } = listeners
  const shared = { draft: options.draft, actor }
  // Files keep their order; pages in a row are handed over together, so that they share commits.
  for (let index = 0; index < files.length; ) {
    const file = files[index] as string
    if (!isPage(file)) {
      if (file === standardInput) await importStandardInput(newsroom, options, listeners)
      else
        await newsroom.imports.importLines(
          createInterface({ input: createReadStream(file).on('data', listeners.read) }),
          { ...shared, file, mayChangeSite: true },
          tell,
          count,
        )
      index++
      continue
    }
    const end = files.findIndex((other, at) => at > index && !isPage(other))
    const pages = files.slice(index, end === -1 ? undefined : end)
    await newsroom.imports.importPages(
      (async function* () {
        for (const page of pages) {
          const text = await readPage(page)
          listeners.read(text.text)
          yield { ...shared, file: page, ...text }
        }
      })(),
      tell,
    )
    index += pages.length
  }
}

/** Every field with its value, the text it came from, and the rule. */
function explain(item: ImportItem): string {
  const rows = item.fields.map(({ name, value, raw, line, rule, assumedZone }) => {
    const zone = assumedZone == null ? '' : `, read in ${assumedZone}`
    return `  ${name.padEnd(16)} ${value ?? '(not readable)'}\n${' '.repeat(19)}line ${line}: ${JSON.stringify(raw)} (${rule}${zone})`
  })
  return [`${item.file}: ${item.result}${item.reason === null ? '' : `, ${item.reason}`}`, ...rows, ''].join('\n')
}

function summarize(items: ImportItem[]): string {
  const { created, updated, unchanged, refused } = reportOf(items).summary
  return `${created} created, ${updated} updated, ${unchanged} unchanged, ${refused} refused`
}

/** `masthead import PATH…`: pages, folders of pages, NDJSON files, or `-` for standard input. Exit code 1 when anything was refused. */
export const importCommand = () =>
  new Command('import')
    .description('Import news pages (text or HTML) and NDJSON: files, folders, or - for standard input.')
    .argument('<path...>', 'files, folders, or -')
    .option('--draft', 'keep new articles drafts', false)
    .option('--explain', 'print every field with the text and the rule it came from', false)
    .option('--report <file>', 'write a JSON report')
    .action(async (paths: string[], options: Options) => {
      const files = await pageFiles(paths)
      const importThreads = Math.max(1, availableParallelism() - 1)
      const newsroom = await openNewsroom(loadConfig(), { importThreads })
      const items: ImportItem[] = []
      const progress = showProgress(await sizeOf(files), process.stderr)
      try {
        await importFiles(newsroom, files, options, { ...progress, tell: (item) => void items.push(item) })
      } finally {
        progress.stop()
        await newsroom.db.close()
      }
      if (options.report !== undefined) await writeFile(options.report, `${JSON.stringify(reportOf(items), null, 2)}\n`)
      if (options.explain) process.stdout.write(items.map(explain).join('\n'))
      for (const item of items.filter(({ reason }) => reason !== null))
        process.stderr.write(`${item.file}: ${item.result}, ${item.reason}\n`)
      process.stdout.write(`${summarize(items)}\n`)
      if (items.some(({ result }) => result === 'refused')) process.exitCode = 1
    })
