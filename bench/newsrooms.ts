/** Newsrooms of any size to measure on: made once, and kept in BENCH_DIR, else in the system's temporary folder. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config.ts'
import type { Db } from '../src/db/db.ts'
import { openDatabase } from '../src/db/open.ts'
import type { ImportItem } from '../src/imports/index.ts'
import { systemActor } from '../src/lib/actor.ts'
import { createNewsroom, type Newsroom } from '../src/newsroom.ts'
import { newsroomLines } from './articles.ts'
import { openBulk } from './bulk-database.ts'
import { loadNewsroom } from './loader.ts'

export const publicUrl = 'http://127.0.0.1:3000'

/** Up to this size articles come in by the real import, and more of them through the stores alone. */
const imported = 2000

export interface BenchNewsroom {
  articles: number
  newsroom: Newsroom
  app: FastifyInstance
  close(): Promise<void>
}

/** Imports a whole newsroom. Answers how many lines came in a second; raises an error when one was refused. */
export async function importNewsroom(newsroom: Newsroom, count: number): Promise<number> {
  const started = performance.now()
  const items: ImportItem[] = []
  const options = { file: null, draft: false, actor: systemActor('bench'), mayChangeSite: true }
  await newsroom.imports.importLines(newsroomLines(count), options, (item) => void items.push(item))
  const faults = items.filter(({ reason }) => reason !== null)
  if (faults.length > 0) throw new Error(`${faults.length} lines had faults: ${faults[0]?.reason}`)
  return Math.round((items.length / (performance.now() - started)) * 1000)
}

const newsroomOn = (db: Db): Newsroom => createNewsroom({ db, publicUrl, tickSeconds: 60 })

/** Fills the database at the address. Says on stderr how far it is. */
export async function fill(url: string, articles: number): Promise<void> {
  const byImport = articles <= imported
  const isFile = url.startsWith('file:')
  const newsroom = newsroomOn(
    isFile && !byImport ? await openBulk(url.replace('file:', '')) : await openDatabase({ url }),
  )
  const started = performance.now()
  const rate = (loaded: number) => Math.round((loaded / (performance.now() - started)) * 1000)
  if (byImport) await importNewsroom(newsroom, articles)
  else
    await loadNewsroom(newsroom, articles, (loaded) => {
      if (loaded % 50_000 === 0) console.error(`${loaded} of ${articles} articles, ${rate(loaded)} a second`)
    })
  console.error(`${articles} articles made in ${Math.round((performance.now() - started) / 1000)} s`)
  await newsroom.db.close()
}

/** Changes with the tables and with the generator: what was kept of others is of no use. */
export function kind(): string {
  const digest = createHash('sha256')
  const migrations = join(import.meta.dirname, '../migrations/sqlite')
  const generator = ['numbers', 'vocabulary', 'catalogue', 'writer', 'articles', 'loader'].map((name) =>
    join(import.meta.dirname, `${name}.ts`),
  )
  const tables = readdirSync(migrations).filter((name) => name.endsWith('.sql'))
  for (const file of [...generator, ...tables.sort().map((name) => join(migrations, name))])
    digest.update(readFileSync(file))
  return digest.digest('hex').slice(0, 8)
}

/** Where newsrooms are kept. */
export function keptFolder(): string {
  const folder = process.env.BENCH_DIR || join(tmpdir(), 'masthead-bench')
  mkdirSync(folder, { recursive: true })
  return folder
}

/** The file of a newsroom of this size; it is made if it is not there, or if `fresh`. */
export async function keptFile(articles: number, fresh: boolean): Promise<string> {
  const folder = keptFolder()
  const name = `newsroom-${articles}-`
  const file = join(folder, `${name}${kind()}.db`)
  if (existsSync(file) && !fresh) return file
  for (const old of readdirSync(folder)) if (old.startsWith(name)) rmSync(join(folder, old))
  const unfinished = file.replace(/\.db$/, '.unfinished')
  await fill(`file:${unfinished}`, articles)
  renameSync(unfinished, file)
  return file
}

/** Serves the newsroom in a database. */
export async function serve(url: string, articles: number): Promise<BenchNewsroom> {
  const newsroom = newsroomOn(await openDatabase({ url }))
  const config = loadConfig({ LOG_LEVEL: 'silent', DATABASE_URL: url, PUBLIC_URL: publicUrl })
  const app = (await buildApp({ config, newsroom })) as unknown as FastifyInstance
  const close = async () => {
    await app.close()
    await newsroom.db.close()
  }
  return { articles, newsroom, app, close }
}

/** Serves a newsroom of this size on SQLite. */
export async function openKept(articles: number, fresh: boolean): Promise<BenchNewsroom & { megabytes: number }> {
  const file = await keptFile(articles, fresh)
  return { ...(await serve(`file:${file}`, articles)), megabytes: Math.round(statSync(file).size / 1e6) }
}
