/** What the tests of recalls do, in the words of partners and of the newsroom. */
import type { Test } from 'tap'
import type { Viewer } from '../../src/lib/viewer.ts'
import { underContract } from './contract.ts'
import { lifeOf } from './life.ts'
import { type Answer, actor, openNewsroom, type TestNewsroom } from './newsroom.ts'

const everyArticle = {
  sources: null,
  tags: null,
  languages: null,
  publishedSince: null,
  rights: null,
  content: 'full' as const,
  images: true,
}

export interface Partner {
  id: string
  name: string
  viewer: () => Promise<Viewer>
  get: (path: string) => Promise<Answer>
  acknowledge: (recallId: string, body?: unknown) => Promise<Answer>
}

function stage(newsroom: TestNewsroom) {
  const { db, keys, profiles, changes, partners, call, get } = newsroom
  const { served } = partners
  const life = lifeOf(newsroom)

  async function partner(
    name: string,
    narrowed: object = {},
    role: 'partner' | 'reader' = 'partner',
  ): Promise<Partner> {
    const profile = Object.keys(narrowed).length > 0 ? { profile: { ...everyArticle, ...narrowed } } : {}
    const { key, text } = await db.write((queries) => keys.create(queries, { name, role, ...profile }, actor))
    const headers = { authorization: `Bearer ${text}` }
    return {
      id: key.id,
      name,
      viewer: async () => (await keys.viewer(db.read, key.id)) as Viewer,
      get: (path) => get(path, { headers }),
      acknowledge: (recallId, body = {}) => call('POST', `/v1/recalls/${recallId}/acknowledgements`, { body, headers }),
    }
  }
  const narrow = (id: string, narrowed: object) =>
    db.write((queries) => profiles.put(queries, id, { ...everyArticle, ...narrowed }, actor))
  const head = async (): Promise<number> => (await changes.log.head(db.read)).seq
  /** The partner reads the change feed to its end. */
  async function follow(each: Partner): Promise<void> {
    const seq = await head()
    served.position(await each.viewer(), 'change', seq, seq)
  }
  async function snapshot(each: Partner, seq?: number): Promise<void> {
    const newest = await head()
    served.position(await each.viewer(), 'snapshot', seq ?? newest, newest)
  }
  const read = async (each: Partner, id: string, version = 1) => served.read(await each.viewer(), [{ id, version }])
  const publish = async (input: object = {}): Promise<string> =>
    (await newsroom.article({ ...input }, { publish: true })).body.id
  /** Withdraws an article. Answers its recall as the newsroom sees it. */
  async function withdraw(id: string, body: object = { reason: 'It was forged.' }): Promise<Answer['body']> {
    const answer = await life.withdraw(id, body)
    if (answer.status !== 200) throw new Error(`not withdrawn: ${answer.text}`)
    return recallOf(id)
  }
  const recallOf = async (articleId: string): Promise<Answer['body']> =>
    (await get(`/v1/newsroom/recalls?article=${articleId}`, { as: 'editor' })).body.data[0]
  /** How each of these partners had a recalled article. */
  const had = (recall: Answer['body'], among: Partner[]): Record<string, string> =>
    Object.fromEntries(
      recall.partners
        .filter((each: { keyId: string }) => among.some(({ id }) => id === each.keyId))
        .map((each: { name: string; had: string }) => [each.name, each.had]),
    )
  const at = (recall: Answer['body'], { id }: Partner) =>
    recall.partners.find((each: { keyId: string }) => each.keyId === id)
  return {
    ...newsroom,
    served,
    life,
    partner,
    narrow,
    head,
    follow,
    snapshot,
    read,
    publish,
    withdraw,
    recallOf,
    had,
    at,
  }
}

/** A newsroom with partners, whose every answer is held against the document. */
export const openWithPartners = async (t: Test) => stage(underContract(await openNewsroom(t)))

/** A subscription of a partner with one delivery about an article. */
export async function deliver(
  play: TestNewsroom,
  { id: keyId }: Partner,
  articleId: string,
  seq: number,
  state: string,
) {
  const { subscriptions, deliveries } = play.db.tables
  const at = '2026-11-01T10:00:00Z'
  const subscriptionId = `subscription of ${keyId}`
  const nothing = { topic: null, types: null, secret: null, formerSecret: null, formerSecretUntil: null }
  await play.db.write(async (queries) => {
    await queries.insert(subscriptions).values({
      ...{ id: subscriptionId, kind: 'webhook', keyId, url: 'https://portal.example/hook', ...nothing },
      ...{ state: 'active', stateReason: null, position: '0', lastSeq: seq, deliveredAt: at, expiresAt: null },
      ...{ createdAt: at, revision: 1 },
    })
    await queries.insert(deliveries).values({
      ...{ id: `delivery to ${keyId}`, subscriptionId, seq, prevSeq: 0, lane: `article:${articleId}`, document: {} },
      ...{ state, attempts: 1, dueAt: 0, createdAt: at, endedAt: at },
    })
  })
}
