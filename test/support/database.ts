/** A fresh database for a test file: SQLite in a temporary folder, or one of the PostgreSQL that TEST_DATABASE_URL names. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Test } from 'tap'

/** Its address; the database goes when the test ends. */
export async function freshDatabaseUrl(t: Test): Promise<string> {
  const administration = process.env.TEST_DATABASE_URL
  if (!administration) {
    const folder = mkdtempSync(join(tmpdir(), 'masthead-test-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    return `file:${join(folder, 'newsroom.db')}`
  }
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(administration, `CREATE DATABASE ${name}`)
  t.teardown(() => administer(administration, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  const url = new URL(administration)
  url.pathname = `/${name}`
  return url.href
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}
