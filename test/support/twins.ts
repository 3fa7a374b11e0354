/** Twin newsrooms: the same told of both at the same times under the same ids, but hidden things only of one. */
import { createHash } from 'node:crypto'
import type { Test } from 'tap'
import { underContract } from './contract.ts'
import { type Answer, actor, type Call, openNewsroom, type TestNewsroom } from './newsroom.ts'
import type { Pool, Reader } from './operations.ts'

/** One thing that happens; what is `hidden` happens in one of the twins only. */
export interface Step {
  name: string
  hidden?: boolean
  run(teller: Teller): Promise<unknown>
}

const path = (id: string, rest = '') => `/v1/newsroom/articles/${id}${rest}`

/** Ids that follow from the step and how many it has made before, so that hidden steps shift nothing. */
function createIds() {
  let step = ''
  let number = 0
  return {
    begin(name: string) {
      step = name
      number = 0
    },
    newId(): string {
      const digits = createHash('sha256').update(`${step} ${number++}`).digest('hex')
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-7${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
    },
  }
}

/** What steps do to a newsroom; every write must succeed. */
function createTeller(newsroom: TestNewsroom, hides: boolean) {
  const ids: Record<string, string> = {}
  const slugs = new Set<string>()
  const readerKeys: Record<string, string> = {}

  async function write(method: string, url: string, body?: unknown, call: Call = {}): Promise<Answer> {
    const options = { as: 'editor' as const, ifMatch: '*', ...(body !== undefined && { body }), ...call }
    const answer = await newsroom.call(method, url, options)
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.text}`)
    if (answer.body?.slug) slugs.add(answer.body.slug)
    return answer
  }

  const idOf = (name: string): string => {
    const id = ids[name]
    if (id === undefined) throw new Error(`no article ${name}`)
    return id
  }

  async function create(name: string, input: object, call: Call = {}): Promise<void> {
    const usual = { language: 'en', source: 'desk', body: { html: `<p>What ${name} says.</p>` } }
    ids[name] = (await write('POST', '/v1/newsroom/articles', { ...usual, ...input }, call)).body.id
  }
  /** Makes the key of a partner with a profile. */
  async function reader(name: string, profile: object): Promise<void> {
    const { db, profiles, keys } = newsroom
    const { text } = await db.write(async (queries) => {
      const wanted = await profiles.read(queries, profile as never)
      return keys.create(queries, { name, role: 'partner', profile: wanted }, actor)
    })
    readerKeys[name] = text
  }
  const publish = (name: string, wish: object = {}) => write('PUT', path(idOf(name), '/publication'), wish)
  return {
    newsroom,
    hides,
    ids,
    slugs,
    readerKeys,
    reader,
    idOf,
    write,
    create,
    publish,
    live: async (name: string, input: object) => {
      await create(name, input)
      await publish(name)
    },
    patch: (name: string, body: object) => write('PATCH', path(idOf(name)), body),
    unpublish: (name: string, query = '') => write('DELETE', path(idOf(name), `/publication${query}`)),
    correct: (name: string, body: object) => write('POST', path(idOf(name), '/corrections'), body),
    withdraw: (name: string, body: object) => write('PUT', path(idOf(name), '/withdrawal'), body),
    archive: (name: string) => write('PUT', path(idOf(name), '/archival')),
    unarchive: (name: string) => write('DELETE', path(idOf(name), '/archival')),
    restore: (name: string, revision: number) => write('PUT', path(idOf(name), '/working-copy'), { revision }),
    erase: (name: string, reason: string) => write('PUT', path(idOf(name), '/erasure'), { reason }, { as: 'admin' }),
    link: (name: string, data: object[]) => write('PUT', path(idOf(name), '/related-news'), { data }),
    remove: (name: string) => write('DELETE', path(idOf(name))),
  }
}

export type Teller = ReturnType<typeof createTeller>

const secondsPerStep = 90
const beginning = Date.parse('2026-11-01T10:00:05Z')
const instantAt = (index: number): string =>
  `${new Date(beginning + index * secondsPerStep * 1000).toISOString().slice(0, 19)}Z`

async function tell(t: Test, steps: Step[], hides: boolean): Promise<Teller> {
  const { begin, newId } = createIds()
  begin('keys')
  const newsroom = underContract(await openNewsroom(t, { RATE_LIMIT: '0' }, newId))
  const teller = createTeller(newsroom, hides)
  for (const [index, step] of steps.entries()) {
    newsroom.clock.set(instantAt(index))
    begin(step.name)
    if (hides || !step.hidden) await step.run(teller)
  }
  newsroom.clock.set(instantAt(steps.length + 60))
  return teller
}

/** All names and ids that the newsroom has of its sources, editors and tags. */
async function catalogueOf({ get }: TestNewsroom): Promise<Array<{ id: string; slug: string }>> {
  const pages = await Promise.all(
    ['sources', 'editors', 'tags'].map((plural) => get(`/v1/newsroom/${plural}?limit=200`, { as: 'editor' })),
  )
  return pages.flatMap(({ body }) => body.data)
}

/** Opens the twins: the first has what is hidden. With them comes what a reader may know, or guess, of both. */
export async function openTwins(t: Test, steps: Step[], words: string[]) {
  const [hiding, plain] = [await tell(t, steps, true), await tell(t, steps, false)]
  const entries = await catalogueOf(hiding.newsroom)
  const pool: Pool = {
    ids: [...Object.values(hiding.ids), ...entries.map(({ id }) => id), '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'],
    slugs: [...new Set([...hiding.slugs, ...entries.map(({ slug }) => slug)])],
    languages: ['en', 'zh-Hans', 'fr', 'de'],
    instants: [0, 0.4, 0.6, 0.8, 1].map((part) => instantAt(Math.floor(part * steps.length))),
    words,
  }
  const readers = Object.entries(hiding.readerKeys).map(
    ([name, key]): Reader => ({ name, keys: [key, plain.readerKeys[name] as string] }),
  )
  return { hiding, plain, pool, readers, newsrooms: [hiding.newsroom, plain.newsroom] as [TestNewsroom, TestNewsroom] }
}

/** What both stories begin with: a catalogue, and articles that stay live. */
export const catalogue: Step = {
  name: 'catalogue',
  async run({ write }) {
    await write('PATCH', '/v1/newsroom/site', { name: { en: 'Lakeside News' } }, { as: 'admin' })
    for (const slug of ['desk', 'wire'])
      await write('POST', '/v1/newsroom/sources', { slug, name: `The ${slug}`, language: 'en', country: 'CN' })
    await write('POST', '/v1/newsroom/editors', { slug: 'lin', name: 'Lin Yue' })
    for (const [slug, parent] of [['news'], ['energy', 'news'], ['harbour']])
      await write('POST', '/v1/newsroom/tags', { slug, labels: { en: `On ${slug}` }, ...(parent && { parent }) })
  },
}

export const named = { editor: 'lin', tags: ['energy', 'harbour'] }
export const port = {
  ...named,
  title: 'New port terminal opens in Haiyan',
  summary: 'A terminal opens.',
  body: { html: '<p>The first ship docked.</p><h2>Figures</h2><p>It carried grain.</p><ul><li>One</li></ul>' },
}
const report = { ...named, title: 'The harbour report of the year begins today', slug: 'harbour-report' }

export const shared: Step[] = [
  { name: 'port', run: ({ live }) => live('port', port) },
  { name: 'report', run: ({ live }) => live('report', report) },
  {
    name: 'many of one second',
    async run({ live }) {
      for (let number = 0; number < 6; number++)
        await live(`other ${number}`, { title: `Other news ${number}`, tags: number % 2 ? ['harbour'] : ['energy'] })
    },
  },
]
