/** What a newsroom does all day: it publishes, corrects, withdraws, translates, renames, links. */
import { setTimeout as passing } from 'node:timers/promises'
import type { openServer } from './varnish.ts'

/** Numbers from 0 to 1, always the same ones. */
export function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

/** What happens, in every ten transitions. */
const deck = [
  ...(['publish', 'schedule', 'correct', 'withdraw', 'translate'] as const),
  ...(['publish', 'unpublish', 'renameSource', 'renameTag', 'relate'] as const),
]
type Kind = (typeof deck)[number]

/** So many transitions, shuffled within each ten. */
export function transitionsOf(number: number, random: () => number): Kind[] {
  return Array.from({ length: number / deck.length }, () =>
    deck
      .map((kind) => ({ kind, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ kind }) => kind),
  ).flat()
}

type Server = Awaited<ReturnType<typeof openServer>>
type Live = { id: string; slug: string; language: string; translated: boolean }

/** A newsroom at work, always the same one by the numbers of chance. It shows the addresses of what it creates before that is public. */
export function createPress(
  { call, tickSeconds }: Server,
  random: () => number,
  show: (addresses: string[]) => Promise<void>,
) {
  const live: Live[] = []
  let number = 0
  const path = (id: string, rest: string): string => `/v1/newsroom/articles/${id}${rest}`
  const some = (): Live => live[Math.floor(random() * live.length)] as Live
  const another = ({ id }: Live): Live => live.find((each) => each.id !== id) as Live
  const take = (): Live => live.splice(Math.floor(random() * live.length), 1)[0] as Live

  async function draft(input: Record<string, unknown> = {}): Promise<Live> {
    const title = `Story ${++number} of the harbour`
    const body = { title, language: 'en', source: 'desk', tags: ['ports'], body: { html: `<p>${title}</p>` }, ...input }
    const { id, slug, language } = await call('POST', '/v1/newsroom/articles', body)
    await show([`/v1/articles/${id}`, `/v1/articles/by-slug/${language}/${slug}`, `/v1/articles/${id}/related-news`])
    return { id, slug, language, translated: false }
  }
  async function publish(input?: Record<string, unknown>): Promise<undefined> {
    const article = await draft(input)
    await call('PUT', path(article.id, '/publication'), {})
    live.push(article)
  }
  async function schedule(): Promise<number> {
    const article = await draft()
    const tick = Math.ceil((Date.now() + 1000) / 1000 / tickSeconds) * tickSeconds * 1000
    const publishAt = new Date(tick).toISOString().replace('.000', '')
    await call('PUT', path(article.id, '/publication'), { publishAt })
    while ((await call('GET', path(article.id, ''))).state !== 'live') await passing(5)
    live.push(article)
    return tick
  }
  const acts: Record<Kind, () => Promise<number | undefined>> = {
    publish,
    schedule,
    correct: () => call('POST', path(some().id, '/corrections'), { kind: 'correction', notice: `Notice ${++number}.` }),
    withdraw: () => call('PUT', path(take().id, '/withdrawal'), { reason: 'It was wrong.' }),
    unpublish: () => call('DELETE', path(take().id, '/publication')),
    relate() {
      const article = some()
      const data = [{ article: another(article).id }, { title: `Printed title ${++number}` }]
      return call('PUT', path(article.id, '/related-news'), { data })
    },
    renameSource: () => call('PATCH', '/v1/newsroom/sources/desk', { name: `Desk ${++number}` }),
    renameTag: () => call('PATCH', '/v1/newsroom/tags/ports', { labels: { en: `Ports ${++number}` } }),
    async translate() {
      const original = live.find((each) => each.language === 'en' && !each.translated)
      if (original) original.translated = true
      return publish({ language: 'zh', title: `港口新闻 ${++number}`, ...(original && { translationOf: original.id }) })
    },
  }
  return {
    async act(kind: Kind): Promise<number | undefined> {
      const due = await acts[kind]()
      return kind === 'schedule' ? due : undefined
    },
    /** Something to begin with. */
    async open(): Promise<void> {
      await call('POST', '/v1/newsroom/sources', { slug: 'desk', name: 'Desk' })
      await call('POST', '/v1/newsroom/tags', { slug: 'ports', kind: 'topic', labels: { en: 'Ports' } })
      for (let count = 0; count < 6; count++) await publish()
    },
  }
}

/** Addresses that many changes change. */
export const overviews = [
  '/v1/articles?limit=50&include=source,tags,translations',
  '/v1/articles?source=desk&limit=10&count=true',
  '/v1/articles?tag=ports&limit=10',
  '/v1/articles/latest?lists=ports,all',
  '/v1/search?q=harbour',
  '/v1/search?q=港口',
  '/v1/sources/desk',
  '/v1/tags/ports',
  '/feeds/atom',
  '/feeds/json',
  '/sitemap.xml',
  `/sitemaps/${new Date().toISOString().slice(0, 7)}.xml`,
]
