import { pipeline } from 'node:stream/promises'
import { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { exportLines } from '../imports/index.ts'
import { openNewsroom } from '../main.ts'

/** `masthead export`: the whole newsroom as NDJSON on standard output, as `masthead import -` reads it. */
export const exportCommand = () =>
  new Command('export').description('Write the newsroom as NDJSON to standard output.').action(async () => {
    const newsroom = await openNewsroom(loadConfig())
    try {
      await pipeline(
        (async function* () {
          for await (const line of exportLines(newsroom)) yield `${line}\n`
        })(),
        process.stdout,
      )
    } finally {
      await newsroom.db.close()
    }
  })
