import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Command } from 'commander'
import { publicUrlOf } from '../app.ts'
import { type Config, loadConfig } from '../config.ts'
import type { ImportItem } from '../imports/index.ts'
import { reportOf } from '../imports/index.ts'
import { systemActor } from '../lib/actor.ts'
import { closeOnSignals, openNewsroom, startServer } from '../main.ts'
import type { Newsroom } from '../newsroom.ts'
import { readPages } from './pages.ts'
import { withPort } from './port.ts'

const actor = systemActor('masthead demo')

const folder = resolve(import.meta.dirname, '../../demo')

/** Loads the demo newsroom through the same importers that everybody uses; again it changes nothing. */
async function loadDemo(newsroom: Newsroom): Promise<ImportItem[]> {
  const items: ImportItem[] = []
  const tell = (item: ImportItem) => void items.push(item)
  const lines = createInterface({ input: createReadStream(resolve(folder, 'newsroom.ndjson')) })
  await newsroom.imports.importLines(lines, { file: 'newsroom.ndjson', draft: false, actor, mayChangeSite: true }, tell)
  await newsroom.imports.importPages(readPages([resolve(folder, 'pages')], { draft: false, actor }), tell)
  return items
}

function tellWhere(config: Config, url: string, articleId: string | undefined, key: string): void {
  const base = config.PUBLIC_URL || url
  const rows = [
    ['API', `${base}/v1/articles`],
    ['Swagger UI', `${base}/docs`],
    ['One article', `${base}/v1/articles/${articleId}`],
    ['Admin key', key],
  ]
  process.stdout.write(`\n${rows.map(([name, value]) => `  ${name?.padEnd(12)} ${value}`).join('\n')}\n\n`)
}

/** `masthead demo`: creates the database, loads the demo newsroom, makes an admin key, and serves. */
export const demoCommand = () =>
  new Command('demo').description('Load the demo newsroom and serve it.').action(async () => {
    const images = process.env.MEDIA_DIR || resolve(folder, 'images')
    const config = await withPort(loadConfig({ ...process.env, MEDIA_DIR: images }))
    const newsroom = await openNewsroom({ ...config, PUBLIC_URL: publicUrlOf(config) })
    const items = await loadDemo(newsroom)
    const { created, unchanged, refused } = reportOf(items).summary
    process.stdout.write(`Demo newsroom: ${created} loaded, ${unchanged} there already, ${refused} refused.\n`)
    for (const item of items.filter(({ result }) => result === 'refused'))
      process.stderr.write(`${item.file}: ${item.reason}\n`)
    const { text } = await newsroom.db.write((queries) =>
      newsroom.keys.create(queries, { name: 'demo', role: 'admin' }, actor),
    )
    const server = await startServer(config, newsroom)
    closeOnSignals(server)
    const article = items.findLast((item) => item.articleId !== null && item.fields.length > 0)
    tellWhere(config, server.url, article?.articleId ?? undefined, text)
  })
