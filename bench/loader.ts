/**
 * Fills a newsroom with made articles as readers see them: the live tables and everything derived from them, through the
 * stores that publication uses. What only the newsroom sees (working copies, editions, audit) is left out.
 */
import type { LiveRow } from '../src/articles/index.ts'
import { type Block, measure } from '../src/body/index.ts'
import type { Db, Queries } from '../src/db/db.ts'
import { systemActor } from '../src/lib/actor.ts'
import type { Instant } from '../src/lib/instant.ts'
import { titleKey } from '../src/lib/title-key.ts'
import type { Newsroom } from '../src/newsroom.ts'
import { correctionsOf, imagesOf, instantOf, type MadeArticle, madeArticles } from './articles.ts'
import { benchCatalogue } from './catalogue.ts'

type LiveArticle = Omit<LiveRow, 'ordinal' | 'title' | 'day' | 'rendered'>

/** So many articles are put in one transaction: pages of indexes that are not in order of time are written once for many. */
const together = 5000
/** So many of them are shown with one pass over each table. */
const shownTogether = 500
/** PostgreSQL and SQLite take so many values in one statement without complaint. */
const rowsAtOnce = 1000

const absent = { originalTitle: null, subtitle: null, dateline: null, rights: null, originalUrl: null }

export const blocksOf = ({ paragraphs }: MadeArticle): Block[] =>
  paragraphs.map((html, index) => ({ type: 'paragraph', id: `paragraph${index}`, html }))

export function liveOf(article: MadeArticle, blocks: Block[], clusterId: string): LiveArticle {
  const { id, language, slug, title, summary, authors, translationOf } = article
  const publishedAt = instantOf(article.publishedAt) as Instant
  return {
    ...{ id, language, slug, titleKey: titleKey(title), publishedAt, clusterId, translationOfId: translationOf },
    updatedAt: instantOf(article.updatedAt) as Instant,
    version: article.isCorrected ? 2 : 1,
    sourceId: article.source.id,
    editorId: article.editor.id,
    ...{ expiresAt: null, rightsEndAt: null },
    document: {
      ...{ title, summary, authors, ...absent, coEditors: [], originalSource: null, images: imagesOf(article) },
      firstPublishedAt: publishedAt,
      tagIds: article.tags.map((tag) => tag.id),
      corrections: correctionsOf(article) as LiveArticle['document']['corrections'],
      ...measure(blocks, language),
    },
  }
}

/** Inserts rows, a thousand with each statement. */
export async function insertAll(
  queries: Queries,
  table: Db['tables'][keyof Db['tables']],
  rows: object[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await queries.insert(table as never).values(rows.slice(from, from + rowsAtOnce) as never)
}

const linksOf = ({ id, language, related }: MadeArticle) =>
  related.map((targetId, index) => ({
    ...{ articleId: id, position: index + 1, kind: 'editorial', language, targetId },
    ...{ url: null, title: null, unresolvedKey: null },
  }))

async function putTogether(newsroom: Newsroom, articles: MadeArticle[], timeZone: string): Promise<void> {
  const { slugs, relatedLinks } = newsroom.db.tables
  await newsroom.db.write(async (queries) => {
    const { live } = newsroom.lifecycle
    for (let start = 0; start < articles.length; start += shownTogether) {
      const shown = articles.slice(start, start + shownTogether).map((each) => {
        const blocks = blocksOf(each)
        const article = liveOf(each, blocks, each.translationOf ?? each.id)
        return { article, blocks, analyses: live.analyse({ ...article, ...article.document }, blocks) }
      })
      await live.putNew(queries, shown, timeZone)
    }
    const rows = articles.map(({ language, slug, id }) => ({ language, slug, articleId: id }))
    await insertAll(queries, slugs, rows)
    await insertAll(queries, relatedLinks, articles.flatMap(linksOf))
  })
}

/** Puts in the catalogue: all of it is on the reading surface. */
export async function loadCatalogue({ db, catalogue }: Newsroom): Promise<void> {
  const actor = systemActor('bench')
  await db.write(async (queries) => {
    for (const { type, ...fields } of benchCatalogue().entries) await catalogue.put(queries, type, fields, actor)
  })
}

/** Loads `count` live articles into an empty newsroom. `tell` hears how many are in, now and then. */
export async function loadNewsroom(newsroom: Newsroom, count: number, tell: (loaded: number) => void): Promise<void> {
  await loadCatalogue(newsroom)
  const { timeZone } = (await newsroom.site.find(newsroom.db.read)).document
  let articles: MadeArticle[] = []
  let loaded = 0
  for (const article of madeArticles(count)) {
    articles.push(article)
    if (articles.length < together && loaded + articles.length < count) continue
    await putTogether(newsroom, articles, timeZone)
    loaded += articles.length
    articles = []
    tell(loaded)
  }
}
