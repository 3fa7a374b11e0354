/**
 * Judges computed related news by labelled articles, beside two baselines on the same articles in the same run.
 * Usage: npm run bench:related -- DIR [--limit=N] reads every *.ndjson, *.jsonl and *.json file of DIR: one object a line
 * (or one array) with id, language, title, body, publishedAt and group. Without DIR the sets of bench/related-corpus.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open.ts'
import type { ImportItem } from '../src/imports/index.ts'
import { systemActor } from '../src/lib/actor.ts'
import { createNewsroom } from '../src/newsroom.ts'
import { bm25MoreLikeThis, decayedCosine } from './related-baselines.ts'
import type { LabelledArticle } from './related-corpus/events.ts'
import { sets } from './related-corpus/sets.ts'
import { type Measures, measure } from './related-measures.ts'

const publicUrl = 'http://127.0.0.1:3000'
const linesAtOnce = 500
const mostParagraphs = 1000

/** The articles of a file; whole minutes and missing zones of times are understood. Raises an error that names the line. */
function articlesOf(file: string): LabelledArticle[] {
  const text = readFileSync(file, 'utf8').trim()
  const objects = text.startsWith('[')
    ? (JSON.parse(text) as unknown[])
    : text
        .split(/\r?\n/)
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown)
  return objects.map((each, index) => {
    const { id, language, title, body, publishedAt, group } = each as Record<string, unknown>
    const time = new Date(
      typeof publishedAt === 'string' && !/Z$|[+-]\d\d:?\d\d$/.test(publishedAt)
        ? `${publishedAt.length === 10 ? `${publishedAt}T00:00` : publishedAt}Z`
        : (publishedAt as string),
    )
    if (id === undefined || language === undefined || group === undefined || Number.isNaN(time.getTime()))
      throw new Error(`${file}, article ${index + 1}: id, language, publishedAt and group are needed`)
    return {
      id: String(id),
      language: String(language),
      title: String(title ?? ''),
      body: String(body ?? ''),
      publishedAt: `${time.toISOString().slice(0, 19)}Z`,
      group: String(group),
    }
  })
}

/** A text as HTML: a paragraph for each line. */
const htmlOf = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .split(/\s*\n\s*/)
    .filter(Boolean)
    .slice(0, mostParagraphs)
    .map((paragraph) => `<p>${paragraph}</p>`)
    .join('')

const lineOf = ({ id, language, title, body, publishedAt }: LabelledArticle): string =>
  JSON.stringify({
    type: 'article',
    externalId: id,
    state: 'live',
    language,
    title: title.replaceAll(/\s+/g, ' ').trim().slice(0, 300) || '—',
    source: 'corpus',
    publishedAt,
    body: { html: htmlOf(body) || htmlOf(title) },
  })

interface Asked {
  listOf: (id: string) => string[]
  importMilliseconds: number
  /** Milliseconds of each question, ascending. */
  times: number[]
}

/** Imports articles into a newsroom of their own and asks its API for computed related news of each. */
async function ask(articles: readonly LabelledArticle[]): Promise<Asked> {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-related-'))
  const config = loadConfig({
    LOG_LEVEL: 'silent',
    DATABASE_URL: `file:${join(folder, 'bench.db')}`,
    PUBLIC_URL: publicUrl,
  })
  const db = await openDatabase({ url: config.DATABASE_URL })
  const newsroom = createNewsroom({ db, publicUrl, tickSeconds: 60 })
  const app = await buildApp({ config, newsroom })
  const options = { file: null, draft: false, actor: systemActor('bench'), mayChangeSite: true }
  const ids = new Map<string, string>()
  const began = performance.now()
  for (let from = 0; from < articles.length; from += linesAtOnce) {
    const part = articles.slice(from, from + linesAtOnce)
    await newsroom.imports.importLines(part.map(lineOf), options, (item: ImportItem) => {
      if (item.result !== 'created') throw new Error(`${item.externalId} was ${item.result}: ${item.reason}`)
      ids.set(item.externalId as string, item.articleId as string)
    })
  }
  const importMilliseconds = (performance.now() - began) / articles.length
  const labels = new Map([...ids].map(([label, id]) => [id, label]))
  const lists = new Map<string, string[]>()
  const times: number[] = []
  for (const { id } of articles) {
    const start = performance.now()
    const { payload } = await app.inject(`/v1/articles/${ids.get(id)}/related-news?kind=automatic&limit=10`)
    times.push(performance.now() - start)
    const { data } = JSON.parse(payload) as { data: { article: { id: string } }[] }
    lists.set(
      id,
      data.map(({ article }) => labels.get(article.id) as string),
    )
  }
  await app.close()
  await db.close()
  rmSync(folder, { recursive: true })
  return { listOf: (id) => lists.get(id) as string[], importMilliseconds, times: times.sort((a, b) => a - b) }
}

const figure = (value: number): string => value.toFixed(3)

function row(set: string, way: string, measures: Measures): string {
  const { asked, recall, ndcg, mrr, precision, alone, aloneShown, shownPerAlone } = measures
  const ofAlone = alone === 0 ? ['–', '–'] : [figure(aloneShown), shownPerAlone.toFixed(2)]
  return `| ${[set, way, asked, figure(recall), figure(ndcg), figure(mrr), figure(precision), alone, ...ofAlone].join(' | ')} |`
}

/** Judges one set, by language and in all, and prints it. */
async function judge(name: string, articles: readonly LabelledArticle[]): Promise<void> {
  const { listOf, importMilliseconds, times } = await ask(articles)
  const languages = [...new Set(articles.map(({ language }) => language))]
  const parts = languages.map((language) => ({
    part: languages.length > 1 ? `${name} ${language}` : name,
    of: articles.filter((article) => article.language === language),
  }))
  for (const { part, of } of languages.length > 1 ? [...parts, { part: name, of: articles }] : parts) {
    const ways = {
      Masthead: listOf,
      'BM25 more-like-this': bm25MoreLikeThis(of),
      'tf-idf cosine, decay': decayedCosine(of),
    }
    for (const [way, list] of Object.entries(ways)) console.log(row(part, way, measure(of, list)))
  }
  const at = (share: number) => (times[Math.floor((times.length - 1) * share)] as number).toFixed(1)
  console.log(
    `\n${name}: ${articles.length} articles, imported in ${importMilliseconds.toFixed(1)} ms each; asked in p50 ${at(0.5)} ms, p99 ${at(0.99)} ms\n`,
  )
}

const [folder] = process.argv.slice(2)
const named: [string, () => LabelledArticle[]][] =
  folder === undefined
    ? Object.entries(sets)
    : readdirSync(folder)
        .filter((file) => /\.(ndjson|jsonl|json)$/.test(file))
        .sort()
        .map((file) => [basename(file).replace(/\.\w+$/, ''), () => articlesOf(join(folder, file))])
console.log('| set | way | asked | recall@4 | nDCG@4 | MRR | precision@4 | alone | shown anything | shown each |')
console.log('|---|---|---|---|---|---|---|---|---|---|')
for (const [name, articles] of named) await judge(name, articles())
