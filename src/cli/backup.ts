import { resolve } from 'node:path'
import { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { openDatabase } from '../db/open.ts'

/** `masthead backup FILE`: a consistent copy of the SQLite database while it is in use, checked after it was made. */
export const backupCommand = () =>
  new Command('backup')
    .description('Copy the SQLite database while it is in use, and check the copy.')
    .argument('<file>', 'the copy')
    .action(async (file: string) => {
      const { DATABASE_URL: url } = loadConfig()
      if (resolve(url.replace(/^file:(\/\/)?/, '')) === resolve(file)) throw new Error(`${file} is the database itself`)
      const db = await openDatabase({ url, migrate: false })
      try {
        const bytes = await db.backup(file)
        process.stdout.write(`${file}: ${bytes} bytes, checked\n`)
      } finally {
        await db.close()
      }
    })
