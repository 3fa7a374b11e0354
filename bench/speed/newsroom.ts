/** The newsroom that a run measures: a copy of a kept one, so that what a run writes is gone with it. */
import { constants, copyFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { keptFile, publicUrl } from '../newsrooms.ts'
import { temporaryFolder } from './leftovers.ts'
import { openCopyOnPostgres } from './postgres.ts'
import { masthead } from './processes.ts'

export interface MeasuredNewsroom {
  articles: number
  database: 'sqlite' | 'postgres'
  /** What a server of it needs in its environment. */
  env: Record<string, string>
  /** A key that may do everything. */
  key: string
  /** Of the database. */
  megabytes: number
  /** The process of a database server, whose CPU counts beside Masthead's. */
  databasePid: number | undefined
  remove(): Promise<void>
}

const keyOf = (env: Record<string, string>): string =>
  (JSON.parse(masthead(['keys', 'create', '--role', 'admin', '--name', 'bench', '--json'], env)) as { key: string }).key

async function copyOfFile(articles: number): Promise<MeasuredNewsroom> {
  const kept = await keptFile(articles, false)
  const folder = temporaryFolder('run-', dirname(kept))
  const file = join(folder.path, 'newsroom.db')
  const remove = async () => folder.remove()
  try {
    copyFileSync(kept, file, constants.COPYFILE_FICLONE)
    const env = { DATABASE_URL: `file:${file}`, PUBLIC_URL: publicUrl }
    const megabytes = Math.round(statSync(file).size / 1e6)
    return { articles, database: 'sqlite', env, key: keyOf(env), megabytes, databasePid: undefined, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function copyOnPostgres(articles: number): Promise<MeasuredNewsroom> {
  const { url, megabytes, pid, close } = await openCopyOnPostgres(articles)
  const env = { DATABASE_URL: url, PUBLIC_URL: publicUrl }
  return { articles, database: 'postgres', env, key: keyOf(env), megabytes, databasePid: pid, remove: close }
}

/** A newsroom of this size to measure and to write to. */
export const copyOfNewsroom = (articles: number, onPostgres: boolean): Promise<MeasuredNewsroom> =>
  onPostgres ? copyOnPostgres(articles) : copyOfFile(articles)
