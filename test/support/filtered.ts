/** Articles of every kind that filters tell apart, and what each filter means, said plainly over articles as they are read. */
import fc from 'fast-check'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import { createNewsroom } from '../../src/newsroom.ts'
import { lifeOf } from './life.ts'
import { type Answer, answerOf, type TestNewsroom } from './newsroom.ts'

export const sorts = ['-publishedAt', 'publishedAt', '-updatedAt', 'updatedAt'] as const
export type Sort = (typeof sorts)[number]

/** The parameters of a list, as they are sent. */
export type Query = Record<string, string>

export interface ReadTag {
  id: string
  slug: string
  kind: string
}

/** What of an article as it is read filters look at. */
export interface ReadArticle {
  id: string
  language: string
  publishedAt: string
  updatedAt: string
  source: { id: string; slug: string }
  editor: { id: string; slug: string } | null
  authors: string[]
  tags: ReadTag[]
  images: object[]
  corrections: object[]
  rights: { syndication: string | null } | null
}

/** Tags with their kinds and the tags above them; `coast` is no place, but stands below one. */
const tags: Record<string, [kind: string, parent: string | null]> = {
  economy: ['section', null],
  energy: ['topic', 'economy'],
  wind: ['topic', 'energy'],
  sport: ['section', null],
  province: ['place', null],
  city: ['place', 'province'],
  harbour: ['place', 'city'],
  coast: ['topic', 'province'],
  unused: ['person', null],
}
const sources = { lake: null, hill: 'open', coastal: 'none', valley: 'licensed' }
const editors = ['lin', 'zhao']
const authors = ['Zhou Min', 'ZHOU MIN', 'Ai Ruochen', '艾若尘']
const languages = ['en', 'fr', 'zh-Hans']
export const syndications = ['open', 'licensed', 'none']

/** Seconds of publication: some shared, some beside midnights of the site, some on a day on which its clock was put back. */
const published = [
  '2026-04-03T12:00:00Z',
  '2026-04-03T12:59:59Z',
  '2026-04-03T13:00:00Z',
  '2026-04-04T12:59:59Z',
  '2026-04-04T13:00:00Z',
  '2026-04-04T15:10:00Z',
  '2026-04-05T13:29:59Z',
  '2026-04-05T13:30:00Z',
  '2026-04-07T01:00:00Z',
]

const within = (above: string): string[] => [
  above,
  ...Object.keys(tags).flatMap((slug) => (tags[slug]?.[1] === above ? within(slug) : [])),
]

const some = <T>(values: T[], seed: number, many: number): T[] =>
  values.filter((_, index) => (seed * 7 + index * 13 + ((seed * index) % 5)) % many === 0)

/** Fills a newsroom with articles. Their clock is that of Lord Howe Island: half hours, and half an hour of summer time. */
export async function openFiltered(newsroom: TestNewsroom, articles: number) {
  const { call, get, article, clock } = newsroom
  const { correct, patch, publish, link } = lifeOf(newsroom)
  const make = async (plural: string, body: object): Promise<string> => {
    const made = await call('POST', `/v1/newsroom/${plural}`, { as: 'editor', body })
    if (made.status !== 201) throw new Error(made.text)
    return made.body.id
  }
  await call('PATCH', '/v1/newsroom/site', { as: 'admin', body: { timeZone: 'Australia/Lord_Howe' }, ifMatch: '*' })
  const idOf: Record<string, string> = {}
  for (const [slug, syndication] of Object.entries(sources))
    idOf[slug] = await make('sources', { slug, name: slug, ...(syndication && { rights: { syndication } }) })
  for (const slug of editors) idOf[slug] = await make('editors', { slug, name: slug })
  for (const [slug, [kind, parent]] of Object.entries(tags))
    idOf[slug] = await make('tags', { slug, kind, labels: { en: slug }, ...(parent && { parent }) })

  /** In the order of publication. */
  const ids: string[] = []
  for (let index = 0; index < articles; index++) {
    clock.set(published[(index * 5) % published.length] as string)
    const input = {
      title: `Story ${index}`,
      source: Object.keys(sources)[(index * 3) % 4],
      ...(index % 3 !== 0 && { editor: editors[index % 2] }),
      authors: some(authors, index, 3),
      tags: some(Object.keys(tags).slice(0, -1), index, 4),
      language: languages[(index + (index >> 2)) % 3],
      images: index % 4 === 0 ? [{ url: 'https://images.example/a.jpg', alt: 'A' }] : [],
      ...(index % 5 === 1 && { rights: { syndication: syndications[index % 3] } }),
      ...(index % 11 === 7 && { rights: { usageTerms: 'Ask.' } }),
    }
    ids.push((await article(input, { publish: true })).body.id)
  }
  for (const [index, id] of ids.entries()) {
    clock.set(`2026-04-0${5 + (index % 4)}T13:30:00Z`)
    if (index % 6 === 2) await correct(id, { kind: 'clarification', notice: 'A name.', blocks: [] })
    if (index % 7 === 3) {
      await patch(id, { summary: 'New' })
      await publish(id)
    }
  }
  const links = [
    [0, [3, 4, 9]],
    [5, [0, 6]],
    [8, [8 + 1]],
  ] as const
  const linked: [string, string][] = []
  for (const [from, targets] of links) {
    const data = targets.map((target) => ({ article: ids[target] }))
    const put = await link(ids[from] as string, { data })
    if (put.status !== 200) throw new Error(put.text)
    for (const target of targets) linked.push([ids[from] as string, ids[target] as string])
  }
  clock.set('2026-11-01T10:00:00Z')
  const draft = (await article({ source: 'lake', tags: ['sport'] })).body.id as string

  const read = (): Promise<ReadArticle[]> =>
    Promise.all(ids.map(async (id) => (await get(`/v1/articles/${id}`)).body as ReadArticle))

  return { ids, idOf, linked, draft, read }
}

export type Filtered = Awaited<ReturnType<typeof openFiltered>>

/** The date on the clock of a zone. */
const dateIn = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant))

const isNamed = (thing: { id: string; slug: string } | null, names: string[]): boolean =>
  thing !== null && (names.includes(thing.id) || names.includes(thing.slug))

/** Whether an article fits a query, by the words of the documentation. */
export function fits(article: ReadArticle, query: Query, { idOf, linked }: Filtered, timeZone: string): boolean {
  const list = (name: string): string[] | undefined => query[name]?.split(',')
  const descendants = query.descendants === 'true'
  const slugOf = Object.fromEntries(Object.entries(idOf).map(([slug, id]) => [id, slug]))
  const hasTag = (names: string[], below: boolean): boolean => {
    const wanted = names.map((name) => slugOf[name] ?? name).flatMap((slug) => (below ? within(slug) : [slug]))
    return article.tags.some(({ slug }) => wanted.includes(slug))
  }
  const fold = (name: string) => name.toLowerCase()
  const places = list('place')?.filter((name) => tags[slugOf[name] ?? name]?.[0] === 'place')
  const related = ({ id }: ReadArticle, to: string) =>
    linked.some(([from, target]) => (from === id && target === to) || (from === to && target === id))
  const from = (text: string, instant: string): boolean =>
    text.length === 10 ? dateIn(instant, timeZone) >= text : Date.parse(instant) >= Date.parse(text)
  const rules: Record<string, (value: string) => boolean> = {
    source: () => isNamed(article.source, list('source') ?? []),
    sourceNot: () => !isNamed(article.source, list('sourceNot') ?? []),
    editor: () => isNamed(article.editor, list('editor') ?? []),
    author: () => article.authors.some((name) => (list('author') ?? []).map(fold).includes(fold(name))),
    tag: () => hasTag(list('tag') ?? [], descendants),
    tagAll: () => (list('tagAll') ?? []).every((name) => hasTag([name], descendants)),
    tagNot: () => !hasTag(list('tagNot') ?? [], descendants),
    tagKind: () => article.tags.some(({ kind }) => list('tagKind')?.includes(kind)),
    place: () => hasTag(places ?? [], true),
    language: () => (list('language') ?? []).map(fold).includes(fold(article.language)),
    hasImage: (value) => article.images.length > 0 === (value === 'true'),
    hasCorrection: (value) => article.corrections.length > 0 === (value === 'true'),
    syndication: () => list('syndication')?.includes(article.rights?.syndication ?? 'unknown') ?? false,
    ids: () => list('ids')?.includes(article.id) ?? false,
    relatedTo: (value) => related(article, value),
    publishedAfter: (value) => from(value, article.publishedAt),
    publishedBefore: (value) => !from(value, article.publishedAt),
    updatedAfter: (value) => from(value, article.updatedAt),
    updatedBefore: (value) => !from(value, article.updatedAt),
  }
  return Object.entries(query).every(([name, value]) => rules[name]?.(value) ?? true)
}

/** The articles that fit, in the order of the query; `articles` are in the order in which they were published. */
export function expectedOf(articles: ReadArticle[], query: Query, filtered: Filtered, timeZone: string): string[] {
  const sort = query.sort ?? '-publishedAt'
  const updated = sort.endsWith('updatedAt')
  const places = new Map(articles.map((article, place) => [article.id, `${article.publishedAt} ${1000 + place}`]))
  const keyOf = (article: ReadArticle) => `${updated ? article.updatedAt : ''} ${places.get(article.id)}`
  const ascending = articles
    .filter((article) => fits(article, query, filtered, timeZone))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map(({ id }) => id)
  return sort.startsWith('-') ? ascending.reverse() : ascending
}

/** A query as it is sent. */
export const stringOf = (query: Query): string =>
  Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

/** Any combination of filters and sorts, with names that exist and names that do not. */
export function anyQuery({ ids, idOf, draft }: Filtered, instants: string[]): fc.Arbitrary<Query> {
  const listOf = (values: string[], most = 3) =>
    fc.subarray(values, { minLength: 1, maxLength: most }).map((each) => each.join(','))
  const named = (slugs: string[]) => listOf([...slugs, ...slugs.map((slug) => idOf[slug] as string), 'nobody'])
  const when = fc.constantFrom(
    ...instants,
    ...instants.map((instant) => instant.slice(0, 10)),
    '2026-04-03T23:30:00%2B10:30',
    '2026-04-05',
    '2026-04-06',
  )
  const flag = fc.constantFrom('true', 'false')
  const slugs = Object.keys(tags)
  const filters: Record<string, fc.Arbitrary<string>> = {
    source: named(Object.keys(sources)),
    sourceNot: named(Object.keys(sources)),
    editor: named(editors),
    author: listOf([...authors, 'zhou min', 'Nobody']),
    tag: named(slugs),
    tagAll: named(slugs),
    tagNot: named(slugs),
    tagKind: listOf(['section', 'topic', 'place', 'person', 'series']),
    place: named(['province', 'city', 'harbour', 'coast']),
    language: listOf([...languages, 'EN', 'zh-hans', 'de']),
    hasImage: flag,
    hasCorrection: flag,
    syndication: listOf(syndications),
    ids: listOf([...ids, draft], 12),
    relatedTo: fc.constantFrom(...[0, 3, 5, 9, 10].map((index) => ids[index] as string), draft),
    publishedAfter: when,
    publishedBefore: when,
    updatedAfter: when,
    updatedBefore: when,
  }
  const names = fc.subarray(Object.keys(filters), { maxLength: 4 })
  return names.chain((chosen) =>
    fc
      .record({
        ...Object.fromEntries(chosen.map((name) => [name, filters[name] as fc.Arbitrary<string>])),
        descendants: flag,
        sort: fc.constantFrom(...sorts),
      })
      .map((query) => query as Query),
  )
}

/** Reads from a second server over the same database, whose pages and counts look at fewer rows, until the test ends. */
export async function openBounded(t: Test, newsroom: TestNewsroom, examined: { page: number; count: number }) {
  const { db, config, clock } = newsroom
  const bounded = createNewsroom({
    db,
    publicUrl: config.PUBLIC_URL,
    tickSeconds: config.TICK_SECONDS,
    now: () => clock.at,
    examined,
  })
  const app = await buildApp({ config, newsroom: bounded })
  t.teardown(() => app.close())
  return async (url: string): Promise<Pick<Answer, 'status' | 'body' | 'text'>> => {
    return answerOf(await app.inject(url))
  }
}
