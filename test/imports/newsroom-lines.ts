/** Newsrooms as lines: out of one, and into another. */
import { exportLines, type ImportItem } from '../../src/imports/index.ts'
import type { Newsroom } from '../../src/newsroom.ts'
import { actor } from '../support/newsroom.ts'

export const options = { file: null, draft: false, actor, mayChangeSite: true }

/** What an export writes. */
export async function linesOf(newsroom: Newsroom): Promise<string[]> {
  const lines: string[] = []
  for await (const line of exportLines(newsroom)) lines.push(line)
  return lines
}

/** Imports lines, and answers what became of each. */
export async function importInto(newsroom: Newsroom, lines: Iterable<string>): Promise<ImportItem[]> {
  const items: ImportItem[] = []
  await newsroom.imports.importLines(lines, options, (item) => void items.push(item))
  return items
}
