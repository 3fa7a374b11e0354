/** Everything that stands in a database, past all code that knows the tables. */
import Database from 'better-sqlite3'
import pg from 'pg'

/** The rows of every table, as text, by the table's name. */
export async function dumpDatabase(url: string): Promise<Map<string, string>> {
  return url.startsWith('file:') ? dumpSqlite(url.slice('file:'.length)) : dumpPostgres(url)
}

/** The tables in which a word stands, in whatever case. */
export async function tablesWith(url: string, word: string): Promise<string[]> {
  const tables = await dumpDatabase(url)
  return [...tables].filter(([, text]) => text.toLowerCase().includes(word.toLowerCase())).map(([name]) => name)
}

function dumpSqlite(file: string): Map<string, string> {
  const database = new Database(file, { readonly: true })
  try {
    const names = database.prepare("select name from sqlite_schema where type = 'table'").pluck().all() as string[]
    return new Map(names.map((name) => [name, JSON.stringify(database.prepare(`select * from "${name}"`).all())]))
  } finally {
    database.close()
  }
}

async function dumpPostgres(url: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      "select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
    )
    const tables = new Map<string, string>()
    for (const { name } of rows) tables.set(name, JSON.stringify((await client.query(`select * from ${name}`)).rows))
    return tables
  } finally {
    await client.end()
  }
}
