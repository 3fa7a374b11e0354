import { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { openDatabase } from '../db/open.ts'

/** `masthead migrate`: creates or migrates the database; several processes may do so at once. */
export const migrateCommand = () =>
  new Command('migrate').description('Create or migrate the database in DATABASE_URL.').action(async () => {
    const db = await openDatabase({ url: loadConfig().DATABASE_URL })
    await db.close()
    process.stdout.write(`The ${db.dialect} database is up to date.\n`)
  })
