/** Everything that comes in from outside: pages, and newsrooms as NDJSON. */
import type { Lifecycle, Publication, Recall } from '../articles/index.ts'
import type { Catalogue } from '../catalogue/index.ts'
import type { Db } from '../db/db.ts'
import type { RelatedNewsService } from '../related-news/index.ts'
import type { SiteStore } from '../site/index.ts'
import { createLineImport, type LineImport } from './import-lines.ts'
import { createPageImport, type PageImport } from './import-pages.ts'
import type { ProvenanceStore } from './provenance-store.ts'
import type { ImportItem } from './schema.ts'

interface Dependencies {
  db: Db
  catalogue: Catalogue
  site: SiteStore
  relatedNews: RelatedNewsService
  lifecycle: Lifecycle
  publication: Publication
  recall: Recall
  provenance: ProvenanceStore
  now: () => Date
  publicUrl: string
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

/** The operations of imports. */
export function createImports(dependencies: Dependencies) {
  const { provenance } = dependencies
  const importPage = createPageImport(dependencies)

  /** Imports pages; `tell` is called with each result, in order. */
  const importPages = (
    pages: AsyncIterable<PageImport> | Iterable<PageImport>,
    tell: (item: ImportItem) => void,
  ): Promise<void> => inBatches(pages, importPage, tell)

  /**
   * Imports the lines of one NDJSON file, blank ones left out. `tell` is called with each result, in order, when all
   * lines are in: what a line names may come later.
   */
  async function importLines(
    lines: AsyncIterable<string> | Iterable<string>,
    options: Omit<LineImport, 'line'>,
    tell: (item: ImportItem) => void,
  ): Promise<void> {
    const items: ImportItem[] = []
    const importer = createLineImport(dependencies)
    let number = 0
    async function* requests() {
      for await (const line of lines) {
        number++
        if (line.trim() !== '') yield { ...options, line, file: `${options.file ?? 'line'}:${number}` }
      }
    }
    await inBatches(requests(), importer.importLine, (item) => void items.push(item))
    await importer.finish()
    items.forEach(tell)
  }

  return { importPages, importLines, provenance }
}

export type Imports = ReturnType<typeof createImports>
