/** Files and folders of pages, as the importer takes them. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Actor } from '../lib/actor.ts'
import { decodeText } from '../lib/decode-text.ts'

const pageEndings = /\.(txt|html?|ndjson|jsonl)$/i

/** How standard input is named among files. */
export const standardInput = '-'

/** The files of pages below these paths, folders walked in the order of their names. Raises an error for a path that is not there. */
export async function pageFiles(paths: string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) {
    if (path === standardInput || !(await stat(path)).isDirectory()) {
      files.push(path)
      continue
    }
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    const inside = entries
      .filter((entry) => entry.isFile() && pageEndings.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
    files.push(...inside.sort())
  }
  return files
}

/** Whether the file holds lines rather than a page. */
export const isLines = (file: string): boolean => /\.(ndjson|jsonl)$/i.test(file)

/** Reads the pages of files and folders, one after the other. */
export async function* readPages(paths: string[], options: { draft: boolean; actor: Actor }) {
  for (const file of await pageFiles(paths)) {
    if (!isLines(file)) yield { ...options, file, ...(await readPage(file)) }
  }
}

/** Reads a page, in whatever charset it is. */
export async function readPage(file: string): Promise<{ text: string; mediaType?: 'text/html' }> {
  const text = decodeText(await readFile(file)) as string
  return { text, ...(/\.html?$/i.test(file) && { mediaType: 'text/html' as const }) }
}
