/**
 * Writes the next migration for both databases from the table definitions: `npm run migration -- NAME`. For statements
 * that drizzle-kit does not know (full-text tables), `npm run migration -- NAME --custom` makes empty files to fill.
 */
import { spawnSync } from 'node:child_process'

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
