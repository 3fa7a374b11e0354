import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { buildApp } from '../app.ts'
import { loadConfig } from '../config.ts'
import { openDatabase } from '../db/open.ts'
import { createNewsroom } from '../newsroom.ts'

/** The OpenAPI document of this version, made without a server or a newsroom of one's own. */
async function openapiDocument(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'masthead-'))
  const config = loadConfig({
    LOG_LEVEL: 'silent',
    DATABASE_URL: `file:${join(folder, 'openapi.db')}`,
    PUBLIC_URL: 'http://127.0.0.1:3000',
  })
  const db = await openDatabase({ url: config.DATABASE_URL })
  try {
    const app = await buildApp({
      config,
      newsroom: createNewsroom({ db, publicUrl: config.PUBLIC_URL, tickSeconds: config.TICK_SECONDS }),
    })
    const document = JSON.stringify(app.swagger(), null, 2)
    await app.close()
    return `${document}\n`
  } finally {
    await db.close()
    await rm(folder, { recursive: true })
  }
}

/** `masthead openapi`: writes the document to standard output. */
export const openapiCommand = () =>
  new Command('openapi').description('Print the OpenAPI document.').action(async () => {
    process.stdout.write(await openapiDocument())
  })
