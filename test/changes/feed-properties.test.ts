/**
 * The change feed against a model: whatever happens to articles, profiles and the rights of sources, whoever follows in
 * whatever pages, now all of the history and now the last of each, ends with exactly what the profile shows.
 */
import fc from 'fast-check'
import t from 'tap'
import {
  addToDigest,
  type Change,
  type ChangePosition,
  createChangeFeed,
  createDigests,
  createLog,
  emptyDigest,
  removals,
  termOfDigest,
} from '../../src/changes/index.ts'
import { openDatabase } from '../../src/db/open.ts'
import { everything, type Profile, type Right, type Scope, sees, type Viewer } from '../../src/lib/viewer.ts'
import { wholeProfile } from '../../src/profiles/index.ts'
import { freshDatabaseUrl } from '../support/database.ts'

const at = '2026-11-01T10:00:00Z'
const sources = ['s1', 's2']
const rights: Right[] = ['open', 'licensed', 'none', 'unknown']

type Act =
  | { kind: 'show'; article: number; scope: Scope }
  | { kind: 'hide'; article: number; type: 'unpublished' | 'withdrawn' | 'expired' }
  | { kind: 'profile'; profile: Profile | null }
  | { kind: 'right'; source: string; right: Right }

const scope: fc.Arbitrary<Scope> = fc.record({
  source: fc.constantFrom(...sources),
  tags: fc.subarray(['t1', 't2']),
  language: fc.constantFrom('en', 'zh-Hans'),
  publishedAt: fc.constantFrom('2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z'),
  right: fc.option(fc.constantFrom(...rights)),
})
const article = fc.nat({ max: 5 })
const profile: fc.Arbitrary<Profile> = fc.record({
  sources: fc.option(fc.subarray(sources, { minLength: 1 })),
  tags: fc.option(fc.subarray(['t1', 't2'], { minLength: 1 })),
  languages: fc.option(fc.subarray(['en', 'zh-Hans'], { minLength: 1 })),
  publishedSince: fc.option(fc.constant('2026-03-01T00:00:00Z')),
  rights: fc.option(fc.subarray(rights, { minLength: 1 })),
  content: fc.constantFrom('full', 'summary'),
  images: fc.boolean(),
})
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('show' as const), article, scope }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('hide' as const),
      article,
      type: fc.constantFrom('unpublished', 'withdrawn', 'expired'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('profile' as const), profile: fc.option(profile) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('right' as const),
      source: fc.constantFrom(...sources),
      right: fc.constantFrom(...rights),
    }),
  },
)

/** A copy as somebody who follows keeps it: the number of the last change of each resource. */
type Copy = Map<string, number>

function take(copy: Copy, changes: Change[]): void {
  for (const { resource, id, type, seq } of changes) {
    if (removals.includes(type)) copy.delete(`${resource}:${id}`)
    else copy.set(`${resource}:${id}`, seq)
  }
}

const digestOf = (copy: Copy): string =>
  [...copy].reduce((digest, [name, seq]) => {
    const [resource = '', id = ''] = name.split(':')
    return addToDigest(digest, termOfDigest(resource, id, seq))
  }, emptyDigest)

const sorted = (copy: Copy) => [...copy].sort(([a], [b]) => (a < b ? -1 : 1))

/** What happens in an empty log. */
function createStory(db: Awaited<ReturnType<typeof openDatabase>>) {
  const log = createLog(db)
  const keyId = 'key'
  const scopes = new Map<string, Scope>()
  const given = new Map<string, Right>()
  let present: Profile | null = null

  async function perform(each: Act): Promise<void> {
    await db.write(async (queries) => {
      if (each.kind === 'show') {
        const id = `a${each.article}`
        const type = scopes.has(id) ? 'updated' : 'published'
        await log.append(queries, { resource: 'article', id, type, version: 1, at, after: each.scope })
        scopes.set(id, each.scope)
      } else if (each.kind === 'hide') {
        const id = `a${each.article}`
        const evenIfGone = each.type === 'withdrawn'
        await log.append(queries, { resource: 'article', id, type: each.type, version: 1, at, after: null, evenIfGone })
        scopes.delete(id)
      } else if (each.kind === 'profile') {
        const [before, after] = [{ profile: present }, { profile: each.profile }]
        await log.append(queries, { resource: 'profile', id: keyId, type: 'updated', at, before, after })
        present = after.profile
      } else {
        const id = each.source
        const before = { right: given.get(id) ?? 'unknown' }
        await log.append(queries, { resource: 'rights', id, type: 'updated', at, before, after: { right: each.right } })
        given.set(id, each.right)
      }
    })
  }

  const viewer = (): Viewer => ({ ...everything, term: `profile:${keyId}`, keyId, profile: present ?? undefined })
  /** What the model says is there: by the rule of sight alone, without any log. */
  const shown = (): string[] =>
    [...scopes]
      .filter(([, its]) => sees(present ?? wholeProfile, its, given.get(its.source) ?? 'unknown'))
      .map(([id]) => `article:${id}`)
      .sort()
  return { log, perform, viewer, shown }
}

t.test('whoever follows ends with what the profile shows, and the digest says so at every point', async (t) => {
  const db = await openDatabase({ url: await freshDatabaseUrl(t) })
  t.teardown(() => db.close())
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 1, maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
      fc.nat(),
      async (acts, limits, choice) => {
        await db.write(async (queries) => void (await queries.delete(db.tables.changes)))
        const story = createStory(db)
        for (const each of acts) await story.perform(each)
        const feed = createChangeFeed(story.log)
        const digests = createDigests(story.log)
        const viewer = story.viewer()
        const { seq: head } = await story.log.head(db.read)

        /** Follows to the end, or to a number, in pages of these sizes. */
        async function follow(
          copy: Copy,
          from: ChangePosition,
          history: boolean,
          upTo = head,
        ): Promise<ChangePosition> {
          let after = from
          for (let page = 0; ; page++) {
            const limit = limits[page % limits.length] as number
            const read = await feed.since(db.read, viewer, { after, limit, history })
            const beyond = read.changes.findIndex(({ seq }) => seq > upTo)
            take(copy, beyond === -1 ? read.changes : read.changes.slice(0, beyond))
            if (beyond !== -1) return { seq: upTo, within: undefined }
            if (!read.more) return read.next
            after = read.next
          }
        }
        const whole: Copy = new Map()
        const start = { seq: 0, within: undefined }
        await follow(whole, start, true)
        t.strictSame([...whole.keys()].sort(), story.shown(), 'the history leads to what is shown')
        const compacted: Copy = new Map()
        await follow(compacted, start, false)
        t.strictSame(sorted(compacted), sorted(whole), 'so do the last changes alone, with the same numbers')

        const cut = choice % (head + 1)
        const parted: Copy = new Map()
        const middle = await follow(parted, start, true, cut)
        const { digest, count } = await digests.at(db.read, viewer, cut)
        t.same([digest, count], [digestOf(parted), parted.size], 'the digest of any point is that of the copy')
        await follow(parted, middle, false)
        t.strictSame(sorted(parted), sorted(whole), 'who comes back later misses nothing')
      },
    ),
    { seed: 20261122, numRuns: process.env.MASTHEAD_SOAK ? 1000 : 60, endOnFailure: true },
  )
})
