/** Newsrooms on a PostgreSQL of their own, which is started for them and goes with the last of them. */
import pg from 'pg'
import { findPostgres, type OwnPostgres, startPostgres } from '../test/support/postgres.ts'
import { type BenchNewsroom, fill, serve } from './newsrooms.ts'

let server: Promise<OwnPostgres> | undefined
let open = 0

async function started(): Promise<OwnPostgres> {
  const programs = findPostgres()
  if (!programs) throw new Error('no PostgreSQL is installed here')
  server ??= startPostgres(programs)
  return server
}

/** Serves a newsroom of this size on PostgreSQL. Raises an error where no PostgreSQL is installed. */
export async function openOnPostgres(articles: number): Promise<BenchNewsroom> {
  const { url: administration, stop } = await started()
  open++
  const url = new URL(administration)
  url.pathname = `/newsroom_${articles}`
  const client = new pg.Client({ connectionString: administration })
  await client.connect()
  await client.query(`CREATE DATABASE newsroom_${articles}`)
  await client.end()
  await fill(url.href, articles)
  const bench = await serve(url.href, articles)
  const close = async () => {
    await bench.close()
    if (--open === 0) await stop()
  }
  return { ...bench, close }
}
