/**
 * A newsroom on PostgreSQL to measure: on the server that BENCH_POSTGRES names, else on an installed one that is started
 * for it. What was made once is kept as a dump beside the SQLite newsrooms.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { findPostgres, startPostgres } from '../../test/support/postgres.ts'
import { fill, keptFolder, kind } from '../newsrooms.ts'
import { parentOf } from './processes.ts'

export interface PostgresNewsroom {
  url: string
  megabytes: number
  /** The server's first process; undefined when it does not run on this machine. */
  pid: number | undefined
  close(): Promise<void>
}

/** A program of PostgreSQL, beside its server or in PATH. */
function programOf(name: string): string {
  const beside = join(findPostgres() ?? '', name)
  return existsSync(beside) ? beside : name
}

async function query<T>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows as T[]
  } finally {
    await client.end()
  }
}

/** Fills a new database from the kept dump; makes both where there is none. */
async function fillOrRestore(url: string, articles: number): Promise<void> {
  const folder = keptFolder()
  const name = `postgres-${articles}-`
  const dump = join(folder, `${name}${kind()}.dump`)
  if (existsSync(dump)) {
    execFileSync(programOf('pg_restore'), ['--no-owner', '--jobs=2', '-d', url, dump], { stdio: 'inherit' })
    return
  }
  for (const old of readdirSync(folder)) if (old.startsWith(name)) rmSync(join(folder, old))
  await fill(url, articles)
  const unfinished = dump.replace(/\.dump$/, '.unfinished')
  execFileSync(programOf('pg_dump'), ['-Fc', '-Z1', '-f', unfinished, url], { stdio: 'inherit' })
  renameSync(unfinished, dump)
}

/** The first process of the server behind a connection: CPU of all its processes counts. */
async function serverPidOf(url: string): Promise<number | undefined> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const [row] = (await client.query('SELECT pg_backend_pid() AS pid')).rows as Array<{ pid: number }>
    return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
      ? parentOf(row?.pid as number)
      : undefined
  } finally {
    await client.end()
  }
}

/** Makes a database with so many articles. Raises an error where there is no PostgreSQL. */
export async function openCopyOnPostgres(articles: number): Promise<PostgresNewsroom> {
  const given = process.env.BENCH_POSTGRES
  const programs = findPostgres()
  if (!given && !programs) throw new Error('no PostgreSQL is installed here; BENCH_POSTGRES may name a server')
  const own = given ? undefined : await startPostgres(programs as string)
  const administration = given ?? (own?.url as string)
  const name = `masthead_bench_${process.pid}_${articles}`
  const url = new URL(administration)
  url.pathname = `/${name}`
  const close = async () => {
    if (own) await own.stop()
    else await query(administration, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  }
  try {
    await query(administration, `CREATE DATABASE ${name}`)
    await query(administration, `ALTER DATABASE ${name} SET synchronous_commit = on`)
    await fillOrRestore(url.href, articles)
    await query(url.href, 'VACUUM ANALYZE')
    const [size] = await query<{ bytes: string }>(url.href, 'SELECT pg_database_size(current_database()) AS bytes')
    const [sync] = await query<{ fsync: string }>(url.href, 'SHOW fsync')
    if (sync?.fsync !== 'on') console.error('this PostgreSQL has fsync off: its writes are not durable')
    return { url: url.href, megabytes: Number(size?.bytes) / 1e6, pid: await serverPidOf(url.href), close }
  } catch (error) {
    await close()
    throw error
  }
}
