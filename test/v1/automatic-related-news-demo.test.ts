import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { readPages } from '../../src/cli/pages.ts'
import type { ImportItem } from '../../src/imports/index.ts'
import { actor, openNewsroom } from '../support/newsroom.ts'

const demo = resolve(import.meta.dirname, '../../demo')

t.test('computed related news of the demo', async (t) => {
  const { imports, get } = await openNewsroom(t)
  const items: ImportItem[] = []
  const lines = createInterface({ input: createReadStream(resolve(demo, 'newsroom.ndjson')) })
  await imports.importLines(lines, { file: null, draft: false, actor, mayChangeSite: true }, () => {})
  await imports.importPages(readPages([resolve(demo, 'pages')], { draft: false, actor }), (item) => items.push(item))
  const nameOf = new Map(items.map(({ articleId, file }) => [articleId, file?.match(/(en|zh)\/\d+/)?.[0]]))
  const idOf = new Map([...nameOf].map(([id, name]) => [name, id]))
  const scored = async (name: string): Promise<{ article: { id: string }; score: number }[]> =>
    (await get(`/v1/articles/${idOf.get(name)}/related-news?kind=automatic`)).body.data
  const related = async (name: string): Promise<(string | undefined)[]> =>
    (await scored(name)).map(({ article }) => nameOf.get(article.id))

  const first: [string, string[]][] = [
    ['en/10', ['en/11']],
    ['en/11', ['en/10']],
    ['en/06', ['en/05', 'en/07', 'en/08']],
    ['en/08', ['en/05', 'en/06', 'en/07']],
    ['en/16', ['en/17', 'en/18']],
    ['en/17', ['en/16', 'en/18']],
    ['en/02', ['en/22']],
    ['en/22', ['en/02']],
    ['zh/02', ['zh/19']],
    ['zh/06', ['zh/07']],
  ]
  t.test('200 with the same event before its look-alikes', async (t) => {
    for (const [name, expected] of first)
      t.same((await related(name)).slice(0, expected.length).toSorted(), expected, name)
  })

  t.test('200 with nothing, or a few of little score, where nothing is related', async (t) => {
    t.same(await related('en/01'), [])
    for (const name of ['en/19', 'zh/29', 'zh/30']) {
      const found = await scored(name)
      t.ok(found.length < 5 && found.every(({ score }) => score < 0.04), name)
    }
  })
})
