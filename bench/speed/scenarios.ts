/** What readers ask for, as `npm run bench` measures it. Everything is learnt from the API of the server itself. */
import { instantOf } from '../articles.ts'
import { english } from '../catalogue.ts'
import { fetchAnswers } from '../limits/answers.ts'
import { randomNumbers } from '../numbers.ts'
import type { Goal } from './results.ts'
import type { Ask } from './wrk.ts'

export interface Scenario {
  name: string
  asks: Ask[]
  /** Headers of every request. */
  headers: Record<string, string>
  goal?: Goal
}

interface Listed {
  id: string
  language: string
  slug: string
  source: { slug: string }
  tags: Array<{ slug: string }>
}

interface ListAnswer {
  data: Listed[]
  page: { next: string | null }
}

/** Addresses to rotate over. */
export interface Addresses {
  details: string[]
  filtered: string[]
  deep: string[]
  queries: string[]
}

export const list = '/v1/articles'
export const expandedList = `${list}?include=source,editor,relatedNews`
const slugs = 1000
const filters = 100
const deepPage = 1000
const deepPages = 20
const identity = { 'accept-encoding': 'identity' }

const asksOf = (paths: string[]): Ask[] => paths.map((path) => ({ path }))
export const searchOf = (q: string, more = ''): string => `/v1/search?q=${encodeURIComponent(q)}${more}`

async function get(url: string, path: string): Promise<ListAnswer> {
  const answer = await fetch(`${url}${path}`)
  if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as ListAnswer
}

/** Articles at random times of all ten years. */
export async function sampleArticles(url: string, count: number, seed = 31): Promise<Listed[]> {
  const random = randomNumbers(seed)
  const found = new Map<string, Listed>()
  for (let turn = 0; turn < count / 4 && found.size < count; turn++) {
    const before = instantOf(Date.UTC(2016, 1, 1) + random() * Date.UTC(1979, 10, 25))
    for (const each of (await get(url, `${list}?publishedBefore=${before}`)).data) found.set(each.id, each)
  }
  return [...found.values()].slice(0, count)
}

/** Pages of 20 from page 1,000 on; in a newsroom that has not so many, the last ones. */
async function deepPagesOf(url: string): Promise<string[]> {
  let cursors: string[] = []
  let path: string | undefined = `${list}?limit=200`
  for (let page = 0; page < (deepPage * 20) / 200 - 1 && path !== undefined; page++) {
    const { next }: ListAnswer['page'] = (await get(url, path)).page
    if (next !== null) cursors.push(next)
    path = next === null ? undefined : `${list}?limit=200&cursor=${next}`
  }
  cursors = path === undefined ? cursors.slice(-deepPages) : cursors.slice(-1)
  while (cursors.length < deepPages) {
    const { next } = (await get(url, `${list}?cursor=${cursors.at(-1)}`)).page
    if (next === null) break
    cursors.push(next)
  }
  return cursors.map((cursor) => `${list}?cursor=${cursor}`)
}

export const detailOf = ({ language, slug }: Listed): string =>
  `${list}/by-slug/${language}/${encodeURIComponent(slug)}`

/** Draws the addresses for measuring a newsroom: the same ones for newsrooms that are the same. */
export async function addressesOf(url: string): Promise<Addresses> {
  const articles = await sampleArticles(url, slugs)
  const bySource = articles.map(({ source }) => `${list}?source=${source.slug}`)
  const byTag = articles.flatMap(({ tags }) => tags.slice(0, 3)).map(({ slug }) => `${list}?tag=${slug}`)
  const half = (paths: string[]) => [...new Set(paths)].slice(0, filters / 2)
  return {
    details: articles.map(detailOf),
    filtered: [...half(bySource), ...half(byTag)],
    deep: await deepPagesOf(url),
    queries: [...english.words.slice(0, 40), ...english.grammar.slice(0, 40)],
  }
}

/** The same requests with the entity tags that they would be answered with; none where the server gives no tags. */
async function conditional(url: string, paths: string[]): Promise<Ask[]> {
  const asked = paths.map((path) => ({ path, headers: identity }))
  const answers = await fetchAnswers(url, asked)
  return paths.flatMap((path) => {
    const tag = answers.get(path)?.headers.etag
    return tag === undefined ? [] : [{ path, tag }]
  })
}

const served = (atLeast: number): Goal => ({ of: 'requests', atLeast })
const worked = (atMost: number): Goal => ({ of: 'cpu', atMost })

/** What is answered from the cache. */
export async function cachedScenarios(url: string, addresses: Addresses): Promise<Scenario[]> {
  const { details, filtered, deep, queries } = addresses
  const of = (name: string, asks: Ask[], goal?: Goal, headers: Record<string, string> = identity): Scenario => ({
    ...{ name, asks, headers },
    ...(goal && { goal }),
  })
  const compressed = (coding: string) => ({ 'accept-encoding': coding })
  const scenarios = [
    of('list of 20', asksOf([list]), served(0.85)),
    of('list of 20, expanded', asksOf([expandedList]), served(0.85)),
    of('detail, 1,000 slugs', asksOf(details), served(0.85)),
    of('filtered lists', asksOf(filtered)),
    of('page 1,000', asksOf(deep)),
    of('search', asksOf(queries.map((q) => searchOf(q)))),
    of('304 of the list', await conditional(url, [list]), served(0.95)),
    of('304 of 1,000 slugs', await conditional(url, details), served(0.95)),
    of('list of 20, gzip', asksOf([list]), undefined, compressed('gzip')),
    of('list of 20, br', asksOf([list]), undefined, compressed('br')),
    of('detail, 1,000 slugs, br', asksOf(details), undefined, compressed('br')),
  ]
  return scenarios.filter(({ name, asks }) => {
    if (asks.length === 0) console.error(`left out: ${name}: the server gives no entity tags`)
    return asks.length > 0
  })
}

/** What is asked of a server that keeps no answers. */
export function uncachedScenarios({ details, filtered, deep, queries }: Addresses): Scenario[] {
  const of = (name: string, paths: string[], atMost: number): Scenario => ({
    ...{ name, asks: asksOf(paths), headers: identity, goal: worked(atMost) },
  })
  return [
    of('list of 20, expanded', [expandedList], 6),
    of('detail, 1,000 slugs', details, 3),
    of('filtered lists', filtered, 6),
    of('page 1,000', deep, 7),
    of(
      'search, newest first',
      queries.map((q) => searchOf(q, '&sort=newest')),
      10,
    ),
  ]
}
