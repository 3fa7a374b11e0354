/** The rows of all tables of a newsroom, as they can be compared with those of another one. */
import Database from 'better-sqlite3'
import { dumpDatabase } from '../support/dump.ts'
import type { TestNewsroom } from '../support/newsroom.ts'

type Row = Record<string, unknown>

/** Numbers and ids that a database or a newsroom gives as it comes, in columns of tables. */
const ownNumbers: Record<string, string[]> = { keys: ['secret_hash'], live_terms: ['id'] }

/** The tokens of the index of SQLite with their places: what its own tables hold depends on when it merged them. */
function indexedTokens(file: string): string[] {
  const database = new Database(file, { readonly: true })
  try {
    database.exec("create virtual table temp.tokens using fts5vocab('main', 'live_search', 'instance')")
    const rows = database.prepare('select term, doc, col, "offset" from temp.tokens').raw().all()
    return rows.map((row) => JSON.stringify(row)).sort()
  } finally {
    database.close()
  }
}

const without = (row: Row, columns: string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name)))

/** Every table's rows as text, in the order of that text; postings name their terms. */
export async function comparableRows({ config }: TestNewsroom): Promise<Map<string, string[]>> {
  const url = config.DATABASE_URL
  const tables = new Map(
    [...(await dumpDatabase(url))].map(([name, text]) => [name.replace(/^.*\./, ''), JSON.parse(text) as Row[]]),
  )
  const terms = new Map(tables.get('live_terms')?.map(({ id, term }) => [id, term]))
  const compared = new Map<string, string[]>()
  for (const [name, rows] of [...tables].sort()) {
    if (/^sqlite_|drizzle/.test(name) || (/^live_search/.test(name) && url.startsWith('file:'))) continue
    const named = rows.map((row) => ('term_id' in row ? { ...row, term_id: terms.get(row.term_id) } : row))
    compared.set(name, named.map((row) => JSON.stringify(without(row, ownNumbers[name] ?? []))).sort())
  }
  if (url.startsWith('file:')) compared.set('live_search', indexedTokens(url.slice('file:'.length)))
  return compared
}
