/** What readers ask for, as `npm run bench:read` measures it: each row is a route with many values to ask it for. */
import type { BenchNewsroom } from './newsrooms.ts'
import { chineseRuns, placeNames, placesBefore, type Sample, sampleOf, slugs } from './sample.ts'

/** Which goal a row is held to: growth with the newsroom, or a time at its largest size. */
export type Goal = 'growth' | 'search' | 'related'

export interface Row {
  name: string
  goal: Goal | undefined
  urls: string[]
}

/** How far from the newest article page 10,000 of 20 begins. */
const deep = 9999 * 20

const list = '/v1/articles'
const query = (parameters: Record<string, string>): string => `?${new URLSearchParams(parameters)}`
const listed = (parameters: Record<string, string>): string => `${list}${query(parameters)}`
const growth = (name: string, urls: string[]): Row => ({ name, goal: 'growth', urls })

/** The list's own cursor, moved to other places. */
async function cursorsAt({ app }: BenchNewsroom, url: string, places: Array<{ key: string; id: string }>) {
  const { page } = (await app.inject(url)).json<{ page: { next: string } }>()
  const [version, hash, direction] = JSON.parse(Buffer.from(page.next, 'base64url').toString()) as unknown[]
  return places.map(({ key, id }) =>
    Buffer.from(JSON.stringify([version, hash, direction, key, id])).toString('base64url'),
  )
}

/** Pages around page 10,000; where there are not so many, the last ones. */
async function deepPages(bench: BenchNewsroom, parameters: Record<string, string>): Promise<string[]> {
  const order = parameters.sort === undefined ? 'publishedAt' : 'updatedAt'
  const from = Math.max(0, Math.min(deep, bench.articles - 21))
  const places = await placesBefore(bench, order, Math.max(0, from - 200), 200)
  const cursors = await cursorsAt(bench, listed(parameters), places)
  return cursors.map((cursor) => listed({ ...parameters, cursor }))
}

function singleRows({ articles }: Sample): Row[] {
  const bySlug = articles.map(({ language, slug }) => `${list}/by-slug/${language}/${encodeURIComponent(slug)}`)
  return [
    growth('by slug', bySlug),
    growth(
      'by id, with related news and translations',
      articles.map(({ id }) => `${list}/${id}?include=relatedNews,translations`),
    ),
  ]
}

async function pageRows(bench: BenchNewsroom): Promise<Row[]> {
  const include = 'source,editor,tags,relatedNews'
  const updated = { sort: '-updatedAt' }
  return [
    growth('page 1', [list]),
    growth('page 10,000', await deepPages(bench, {})),
    growth('page 1, expanded', [listed({ include })]),
    growth('page 10,000, expanded', await deepPages(bench, { include })),
    growth('page 1 by update', [listed(updated)]),
    growth('page 10,000 by update', await deepPages(bench, updated)),
  ]
}

function filterRows({ articles, months }: Sample): Row[] {
  const { sources, sections, provinces, persons } = slugs()
  const of = (name: string, values: string[]) => values.map((value) => listed({ [name]: value }))
  return [
    growth('a source', of('source', sources)),
    growth(
      'a source, expanded',
      of('source', sources).map((url) => `${url}&include=source,editor,tags,relatedNews`),
    ),
    growth('a rare tag', of('tag', persons.slice(-20))),
    growth('a common tag', of('tag', sections)),
    growth('a language', of('language', ['en', 'zh-Hans', 'zh-Hant'])),
    growth(
      'an author',
      of(
        'author',
        articles.flatMap(({ authors }) => authors),
      ),
    ),
    growth(
      'two tags',
      articles.map(({ tags }) => listed({ tagAll: `${tags[0]},${tags[2]}` })),
    ),
    growth(
      'a tag and a source',
      articles.map(({ tags, source }) => listed({ tag: tags[2] as string, source })),
    ),
    growth('not a tag', of('tagNot', sections)),
    growth(
      'images of a source',
      sources.map((source) => listed({ source, hasImage: 'true' })),
    ),
    growth('a province with its towns', of('place', provinces)),
    growth(
      'a month',
      months.map(({ after, before }) => listed({ publishedAfter: after, publishedBefore: before })),
    ),
    growth(
      'a month of a section',
      months.map(({ after, before }, index) =>
        listed({ publishedAfter: after, publishedBefore: before, tag: sections[index % 12] as string }),
      ),
    ),
  ]
}

/** Routes that give what was published on a day, and what is newest of several sections. */
function archiveRows({ articles }: Sample): Row[] {
  const days = articles.map(({ publishedAt }) => publishedAt.slice(0, 10).replaceAll('-', '/'))
  return [
    growth(
      'archive: a day',
      days.map((day) => `/v1/archive/${day}`),
    ),
  ]
}

function searchRows(sample: Sample): Row[] {
  const of = (name: string, queries: string[], more: Record<string, string> = {}): Row => ({
    ...{ name: `search: ${name}`, goal: 'search' as const },
    urls: queries.map((q) => `/v1/search${query({ q, ...more })}`),
  })
  const { rareWords, commonWords, articles } = sample
  const [one, two, four] = [1, 2, 4].map((length) => chineseRuns(sample, length)) as [string[], string[], string[]]
  const mixed = two.map((run, index) => `${rareWords[index % rareWords.length]} ${run}`)
  const places = placeNames.en.map((place, index) => `${place} ${placeNames.zh[index]}`)
  return [
    of('a rare word', rareWords),
    of('a common word', commonWords),
    of('a common word, newest', commonWords, { sort: 'newest' }),
    of(
      'two words',
      rareWords.map((word, index) => `${commonWords[index % commonWords.length]} ${word}`),
    ),
    of('one Chinese character', one),
    of('two Chinese characters', two),
    of('two Chinese characters, newest', two, { sort: 'newest' }),
    of('four Chinese characters', four),
    of('English and Chinese', [...mixed, ...places]),
    of(
      'a headline',
      articles.map(({ title }) => title),
    ),
  ]
}

function relatedRows({ articles }: Sample): Row[] {
  const urls = articles.map(({ id }) => `${list}/${id}/related-news?kind=automatic`)
  return [{ name: 'related news, computed', goal: 'related', urls }]
}

/** The rows for a newsroom; those of routes that this server does not have are left out. */
export async function rowsOf(bench: BenchNewsroom): Promise<Row[]> {
  const sample = await sampleOf(bench)
  const rows = [
    ...singleRows(sample),
    ...(await pageRows(bench)),
    ...filterRows(sample),
    ...archiveRows(sample),
    ...searchRows(sample),
    ...relatedRows(sample),
  ]
  const there: Row[] = []
  for (const row of rows) {
    const { statusCode, body } = await bench.app.inject(row.urls[0] as string)
    if (statusCode === 200) there.push(row)
    else console.error(`left out: ${row.name} (${statusCode} ${body.slice(0, 200)})`)
  }
  return there
}
