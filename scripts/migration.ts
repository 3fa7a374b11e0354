/**
 * Writes the next migration for both databases from the table definitions: `npm run migration -- NAME`. For statements
 * that drizzle-kit does not know (full-text tables), `npm run migration -- NAME --custom` makes empty files to fill.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [name, ...options] = process.argv.slice(2)
if (!name || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
  console.error('usage: npm run migration -- name-of-the-change [--custom]')
  process.exit(1)
}
for (const dialect of ['sqlite', 'postgres']) {
  // drizzle-kit asks when a column may have been renamed, so it gets the terminal.
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/drizzle-kit/bin.cjs',
      'generate',
      '--config',
      `drizzle.${dialect}.config.ts`,
      '--name',
      name,
      ...options,
    ],
    { stdio: 'inherit' },
  )
  if (status !== 0) process.exit(status ?? 1)
}

/** Tables that are nothing but their key: SQLite keeps them once, not beside an index, when they have no rowid. */
const keyedTables = ['live_postings', 'live_days', 'related_postings']
const folder = 'migrations/sqlite'
for (const file of readdirSync(folder).filter((each) => each.endsWith('.sql'))) {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  const keyed = keyedTables.reduce(
    (sql, table) => sql.replace(new RegExp(`(CREATE TABLE \`${table}\` \\([^;]*?\\n\\));`), '$1 WITHOUT ROWID;'),
    text,
  )
  if (keyed !== text) writeFileSync(path, keyed)
}
