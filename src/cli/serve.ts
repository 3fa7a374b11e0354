import { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { closeOnSignals, openNewsroom, startServer } from '../main.ts'
import { withPort } from './port.ts'

/** `masthead serve`: serves an existing newsroom, migrated if need be. */
export const serveCommand = () =>
  new Command('serve').description('Serve the newsroom in DATABASE_URL.').action(async () => {
    const config = await withPort(loadConfig())
    const newsroom = await openNewsroom(config)
    const server = await startServer(config, newsroom)
    closeOnSignals(server)
    const [article] = await newsroom.lifecycle.store.listById(newsroom.db.read, '', 1)
    if (!article) {
      process.stdout.write(
        'This newsroom has no articles yet. Load the demo with `npm run demo`, import pages with `npx masthead import FILE|DIR`,\nor make a key with `npx masthead keys create --role admin --name me` and POST /v1/newsroom/articles.\n',
      )
    }
    process.stdout.write(`Masthead serves ${server.url} – explore it at ${server.url}/docs\n`)
  })
