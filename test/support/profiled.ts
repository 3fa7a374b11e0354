/** A newsroom with an article for each thing that a profile may ask for, and keys with profiles. */
import type { Test } from 'tap'
import { underContract } from './contract.ts'
import { type Answer, actor, openNewsroom } from './newsroom.ts'

const picture = { url: 'https://pictures.example/port.jpg', alt: 'The port' }
const body = { html: '<p>Only the body has a nightjar in it.</p>' }

/** Opens it; the articles are known by the names of what they are for. The bodies alone speak of a nightjar. */
export async function openProfiled(t: Test) {
  const newsroom = underContract(await openNewsroom(t))
  const { call, article, clock, db, keys, profiles } = newsroom
  const write = async (method: string, url: string, input?: unknown): Promise<Answer> => {
    const answer = await call(method, url, { as: 'admin', ifMatch: '*', ...(input !== undefined && { body: input }) })
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.text}`)
    return answer
  }
  for (const [slug, syndication] of [
    ['desk', null],
    ['agency', 'licensed'],
    ['free', 'open'],
  ] as const)
    await write('POST', '/v1/newsroom/sources', {
      slug,
      name: `The ${slug}`,
      ...(syndication && { rights: { syndication } }),
    })
  for (const slug of ['ports', 'rail']) await write('POST', '/v1/newsroom/tags', { slug, labels: { en: `On ${slug}` } })
  const ids: Record<string, string> = {}
  const put = async (name: string, input: object) => {
    clock.forward(60)
    ids[name] = (
      await article({ title: `Story of ${name}`, source: 'desk', body, ...input }, { publish: true })
    ).body.id
  }
  await put('old', { tags: ['ports'] })
  clock.set('2026-11-01T12:00:00Z')
  await put('desk', { tags: ['ports'], images: [picture], summary: 'A summary of the desk.' })
  await put('agency', { source: 'agency', tags: ['rail'] })
  await put('free', { source: 'free', tags: ['ports', 'rail'] })
  await put('own right', { source: 'agency', rights: { syndication: 'open' } })
  await put('no right', { source: 'free', rights: { syndication: 'none' } })
  await put('chinese', { language: 'zh-Hans', title: '海雁港新码头启用', translationOf: ids.desk })

  /** A key with a profile, and what its holder is answered. */
  async function partner(profile: object) {
    const { key, text } = await db.write(async (queries) => {
      const wanted = await profiles.read(queries, profile as never)
      return keys.create(queries, { name: 'partner', role: 'partner', profile: wanted }, actor)
    })
    const headers = { authorization: `Bearer ${text}` }
    const get = (url: string) => newsroom.get(url, { headers })
    const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]))
    const listed = async (url = '/v1/articles'): Promise<string[]> =>
      (await get(url)).body.data.map((each: { id: string }) => names.get(each.id) ?? each.id)
    return { id: key.id, get, listed }
  }
  const patch = async (name: string, input: object) => {
    await write('PATCH', `/v1/newsroom/articles/${ids[name]}`, input)
    return write('PUT', `/v1/newsroom/articles/${ids[name]}/publication`, {})
  }
  const withdraw = (name: string, input: object) => write('PUT', `/v1/newsroom/articles/${ids[name]}/withdrawal`, input)
  const link = (name: string, data: object[]) =>
    write('PUT', `/v1/newsroom/articles/${ids[name]}/related-news`, { data })
  return { ...newsroom, ids, put, partner, write, patch, withdraw, link }
}

export type Partner = Awaited<ReturnType<Awaited<ReturnType<typeof openProfiled>>['partner']>>
