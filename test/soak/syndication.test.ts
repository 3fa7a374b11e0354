/**
 * Equality under fire: eight writers on two servers, which are killed again and again, while three mirrors with different
 * profiles follow, and profiles and sources change. In the end each mirror has exactly what its profile sees.
 */
import { join } from 'node:path'
import { setTimeout as passing } from 'node:timers/promises'
import { asc } from 'drizzle-orm'
import t from 'tap'
import { openDatabase } from '../../src/db/open.ts'
import type { Profile } from '../../src/lib/viewer.ts'
import { type Copy, type Kept, mirror, openFile, openFolder, type Way } from '../../src/mirror/index.ts'
import { createNewsroom } from '../../src/newsroom.ts'
import { wholeProfile } from '../../src/profiles/index.ts'
import { type Cli, openCli, type Running } from '../cli/run-cli.ts'
import { actor } from '../support/newsroom.ts'

const soak = process.env.MASTHEAD_SOAK !== undefined
const operations = soak ? 10_000 : 1000
const kills = soak ? 20 : 2
const writers = 8
const ready = /serves http\S+/

const sourceSlugs = ['alpha', 'beta', 'gamma']
const tagSlugs = ['north', 'south']

type Json = ReturnType<typeof JSON.parse>
type Random = (below: number) => number

/** Numbers that look like chance and are the same every time (an LCG with the constants of Numerical Recipes). */
function randomOf(seed: number): Random {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const pick = <T>(random: Random, values: readonly T[]): T => values[random(values.length)] as T

interface Asked {
  method?: string
  body?: unknown
  ifMatch?: string
}

/** Asks a server; undefined when it is away. */
async function ask(url: string, path: string, key: string, { method = 'GET', body, ifMatch }: Asked = {}) {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
  try {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': type }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      etag: answer.headers.get('etag') ?? '',
      body: text === '' ? undefined : (JSON.parse(text) as Json),
    }
  } catch {
    return undefined
  }
}

/** Two servers on one database, one of which is killed from time to time and comes back at its address. */
async function openServers(cli: Cli) {
  const env = { RATE_LIMIT: '0', FAILED_KEY_LIMIT: '0' }
  const servers: Running[] = [await cli.start(['serve'], ready, env), await cli.start(['serve'], ready, env)]
  const urls = servers.map(({ url }) => url)
  async function kill(index: number): Promise<void> {
    const url = urls[index] as string
    await servers[index]?.stop('SIGKILL')
    servers[index] = await cli.start(['serve'], ready, { ...env, PORT: new URL(url).port })
  }
  return { urls, kill }
}

const choices = { content: ['full', 'full', 'summary'], rights: [null, ['open'], ['open', 'licensed']] } as const

const randomProfile = (random: Random): object => ({
  ...(random(2) === 0 && {
    sources: [pick(random, sourceSlugs), pick(random, sourceSlugs)].filter((a, i, all) => all.indexOf(a) === i),
  }),
  ...(random(3) === 0 && { tags: [pick(random, tagSlugs)] }),
  ...(random(4) === 0 && { languages: [pick(random, ['en', 'zh-Hans'])] }),
  rights: pick(random, choices.rights),
  content: pick(random, choices.content),
  images: random(4) > 0,
})

const articleOf = (random: Random, number: number, ids: string[]) => ({
  title: `Report ${number} of the day`,
  language: pick(random, ['en', 'zh-Hans', 'fr']),
  source: pick(random, sourceSlugs),
  tags: tagSlugs.filter(() => random(2) === 0),
  body: { html: `<p>What happened, told for the ${number}th time.</p>` },
  ...(random(3) === 0 && { rights: { syndication: pick(random, ['open', 'licensed', 'none']) } }),
  ...(random(4) === 0 && ids.length > 0 && { translationOf: pick(random, ids) }),
})

interface Scene {
  urls: string[]
  key: string
  partners: string[]
  ids: string[]
  done: number
}

/** Reads something of the newsroom and changes it; a refusal or a server that is away is part of the game. */
async function change(scene: Scene, url: string, path: string, method: string, body: unknown, at = path) {
  const found = await ask(url, at, scene.key)
  if (found?.status !== 200) return undefined
  return ask(url, path, scene.key, { method, body, ifMatch: found.etag })
}

type Act = (scene: Scene, url: string, random: Random, number: number) => Promise<unknown>

const onArticle =
  (method: string, part: string, bodyOf: (random: Random, number: number, scene: Scene) => unknown): Act =>
  async (scene, url, random, number) => {
    if (scene.ids.length === 0) return
    const path = `/v1/newsroom/articles/${pick(random, scene.ids)}`
    await change(scene, url, path + part, method, bodyOf(random, number, scene), path)
  }

const create: Act = async (scene, url, random, number) => {
  const body = articleOf(random, number, scene.ids)
  const made = await ask(url, '/v1/newsroom/articles', scene.key, { method: 'POST', body })
  if (made?.status !== 201) return
  scene.ids.push(made.body.id)
  const path = `/v1/newsroom/articles/${made.body.id}/publication`
  await ask(url, path, scene.key, { method: 'PUT', body: {}, ifMatch: made.etag })
}

const publish = onArticle('PUT', '/publication', () => ({}))

/** What happens, as often as it stands here. */
const acts: Act[] = [
  ...[create, create, create, publish, publish, publish],
  ...Array.from({ length: 4 }, () =>
    onArticle('PATCH', '', (random, number) => ({
      title: `Report ${number}, rewritten`,
      source: pick(random, sourceSlugs),
      tags: tagSlugs.filter(() => random(2) === 0),
    })),
  ),
  onArticle('POST', '/corrections', () => ({ kind: 'correction', notice: 'A name was wrong.' })),
  onArticle('DELETE', '/publication', () => undefined),
  onArticle('PUT', '/withdrawal', () => ({ reason: 'It was not true.' })),
  onArticle('PUT', '/related-news', (random, _, { ids }) => ({ data: [{ article: pick(random, ids) }] })),
  async (scene, url, random, number) => {
    await change(scene, url, `/v1/newsroom/sources/${pick(random, sourceSlugs)}`, 'PATCH', {
      name: `Agency ${number}`,
      ...(random(2) === 0 && { rights: { syndication: pick(random, ['open', 'licensed', 'none']) } }),
    })
  },
  async (scene, url, random, number) => {
    const label = { en: `Wind ${number}` }
    await change(scene, url, `/v1/newsroom/tags/${pick(random, tagSlugs)}`, 'PATCH', { labels: label })
  },
  async (scene, url, random) => {
    const path = `/v1/newsroom/profiles/${pick(random, scene.partners)}`
    await change(scene, url, path, 'PUT', randomProfile(random))
  },
]

/** One writer: does what comes, until all of them have done enough. */
async function write(scene: Scene, seed: number): Promise<void> {
  const random = randomOf(seed)
  while (scene.done < operations) {
    const number = ++scene.done
    const act = number < 20 ? create : pick(random, acts)
    await act(scene, pick(random, scene.urls), random, number)
  }
}

interface Mirror {
  id: string
  key: string
  copy: Copy
  ended: Promise<void>
}

/** What a key sees, asked directly: everything that its mirror should have. */
async function seenBy(url: string, key: string): Promise<Map<string, Json>> {
  const seen = new Map<string, Json>()
  for (const resource of ['article', 'source', 'editor', 'tag']) {
    for (let next = ''; ; ) {
      const body = resource === 'article' ? '&body=blocks' : ''
      const page = await ask(url, `/v1/${resource}s?limit=100${body}${next}`, key)
      for (const value of page?.body.data ?? []) {
        if (resource !== 'article') delete value.articles
        seen.set(`${resource} ${value.id}`, value)
      }
      if (page?.body.page.next == null) break
      next = `&cursor=${page.body.page.next}`
    }
  }
  return seen
}

async function keptBy(copy: Copy): Promise<Map<string, Kept>> {
  const kept = new Map<string, Kept>()
  for await (const each of copy.all()) kept.set(`${each.resource} ${each.id}`, each)
  return kept
}

t.test('mirrors have exactly what their profiles see', { timeout: soak ? 3_000_000 : 170_000 }, async (t) => {
  const cli = await openCli(t)
  const db = await openDatabase({ url: cli.databaseUrl })
  t.teardown(() => db.close())
  const newsroom = createNewsroom({ db, publicUrl: 'http://newsroom.test', tickSeconds: 60 })
  const key = async (role: 'admin' | 'partner', profile?: Profile) =>
    db.write((queries) => newsroom.keys.create(queries, { name: 'fire', role, profile }, actor))
  const { text: admin } = await key('admin')
  for (const slug of sourceSlugs)
    await db.write((queries) => newsroom.catalogue.create(queries, 'source', { slug, name: slug }, actor))
  for (const slug of tagSlugs)
    await db.write((queries) =>
      newsroom.catalogue.create(queries, 'tag', { slug, kind: 'topic', labels: { en: slug } }, actor),
    )
  const { urls, kill } = await openServers(cli)
  const stopped = new AbortController()
  const mirrors: Mirror[] = []
  const start = async (way: Way, copy: Copy, profile?: Profile) => {
    const { key: made, text } = await key('partner', profile)
    const url = urls[mirrors.length % 2] as string
    const ended = mirror({ url, key: text, copy, way, signal: stopped.signal }).catch((error) => {
      if (!stopped.signal.aborted) throw error
    })
    mirrors.push({ id: made.id, key: text, copy, ended })
  }
  const en = { ...wholeProfile, languages: ['en'], rights: ['open' as const, 'unknown' as const] }
  await start('poll', await openFolder(join(cli.folder, 'poll')), en)
  await start('long-poll', await openFile(join(cli.folder, 'long-poll.db')), { ...wholeProfile, content: 'summary' })
  await start('stream', await openFile(join(cli.folder, 'stream.db')))

  const scene: Scene = { urls, key: admin, partners: mirrors.map(({ id }) => id), ids: [], done: 0 }
  const writing = Promise.all(Array.from({ length: writers }, (_, index) => write(scene, 17 + index)))
  for (let count = 1; count <= kills; count++) {
    while (scene.done < (operations * count) / (kills + 1)) await passing(20)
    await kill(count % 2)
  }
  await Promise.race([writing, Promise.all(mirrors.map(({ ended }) => ended))])
  await writing

  const { seq: head } = await newsroom.changes.log.head(db.read)
  const log = await db.read.select().from(db.tables.changes).orderBy(asc(db.tables.changes.seq))
  t.strictSame(
    log.map(({ seq }) => seq),
    Array.from({ length: head }, (_, index) => index + 1),
    `the log has no gap in ${head} rows`,
  )
  t.ok(
    log.every(({ at }, index) => index === 0 || at >= (log[index - 1]?.at ?? '')),
    'and no inversion',
  )

  stopped.abort()
  for (const { key: text, copy, ended } of mirrors) {
    await ended
    // The last stretch is followed to its end, which proves the digest too.
    const url = urls[0] as string
    const proofs: object[] = []
    await mirror({ url, key: text, copy, way: 'poll', once: true, onProved: (proof) => void proofs.push(proof) })
    const digest = await ask(url, '/v1/changes/digest', text)
    t.strictSame(proofs.at(-1), digest?.body, 'the digest of the copy is that of the newsroom')
    const [kept, seen] = [await keptBy(copy), await seenBy(url, text)]
    t.strictSame([...kept.keys()].filter((name) => !name.startsWith('site')).sort(), [...seen.keys()].sort())
    const different = [...seen].filter(
      ([name, value]) => JSON.stringify(kept.get(name)?.value) !== JSON.stringify(value),
    )
    t.strictSame(
      different.slice(0, 2).map(([name, value]) => [name, kept.get(name)?.value, value]),
      [],
      `all ${seen.size} resources are the same`,
    )
    await copy.close()
  }
  t.ok(log.length > operations / 4, `${log.length} changes of ${operations} operations`)
})
