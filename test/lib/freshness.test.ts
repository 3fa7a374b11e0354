import fc from 'fast-check'
import t from 'tap'
import { createFreshness } from '../../src/changes/index.ts'
import { type Freshness, keep, type Ledger } from '../../src/lib/freshness.ts'

const tags = ['live', 'site', 'article-a', 'article-b'] as const
type Tag = (typeof tags)[number]

/** A log in memory: each row touches tags; the counter also moves for commits without rows. */
function createLog(isImmediate: boolean) {
  const rows: Tag[][] = []
  let commits = 0
  let looks = 0
  const freshness = createFreshness({
    db: {
      commits: {
        isImmediate,
        counter: () => (isImmediate ? commits : Promise.resolve(commits)),
        look: async (work) => {
          looks++
          return work(undefined as never)
        },
      },
    },
    touchedTags: async (_queries, after) => ({
      seq: rows.length,
      tags: new Set(rows.slice(after).flat()),
      everything: rows.length - after > 5,
    }),
  })
  return {
    freshness,
    append(touched: Tag[]) {
      rows.push(touched)
      commits++
    },
    saveDraft() {
      commits++
    },
    looks: () => looks,
    rows,
  }
}

t.test('a ledger knows of every row that touches a tag, and of no other', async (t) => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('append' as const), tags: fc.uniqueArray(fc.constantFrom(...tags), { minLength: 1 }) }),
    fc.record({ do: fc.constant('draft' as const) }),
    fc.record({ do: fc.constant('keep' as const), tags: fc.uniqueArray(fc.constantFrom(...tags)) }),
  )
  for (const isImmediate of [true, false]) {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const log = createLog(isImmediate)
        const kept: Array<{ seq: number; tags: Tag[] }> = []
        for (const each of steps) {
          if (each.do === 'append') log.append(each.tags)
          else if (each.do === 'draft') log.saveDraft()
          else kept.push({ seq: (await log.freshness.current()).seq, tags: each.tags })
          const ledger = await log.freshness.current()
          for (const { seq, tags: its } of kept) {
            const touched = log.rows.slice(seq).some((row) => row.some((tag) => its.includes(tag)))
            if (touched && ledger.holds(seq, its)) throw new Error(`what was kept at ${seq} for ${its} is not true`)
          }
        }
      }),
    )
  }
  const log = createLog(true)
  await log.freshness.current()
  log.append(['article-a'])
  log.append(['live'])
  const { seq } = await log.freshness.current()
  log.append(['article-a'])
  const ledger = await log.freshness.current()
  t.equal(ledger.holds(seq, ['article-a']), false, 'touched')
  t.equal(ledger.holds(seq, ['article-b', 'live']), true, 'others hold')
})

t.test(
  'the log is looked at once for those who come together, and not at all when nothing was committed',
  async (t) => {
    const log = createLog(true)
    await Promise.all([log.freshness.current(), log.freshness.current(), log.freshness.current()])
    t.equal(log.looks(), 1)
    t.notOk(log.freshness.current() instanceof Promise, 'at once')
    log.saveDraft()
    const looking = log.freshness.current()
    t.ok(looking instanceof Promise, 'a commit has to be looked at')
    await looking
    t.equal(log.looks(), 2)
    t.notOk(log.freshness.current() instanceof Promise)
  },
)

t.test('whoever comes while a look is under way gets one that began later', async (t) => {
  const log = createLog(false)
  const first = await log.freshness.current()
  const early = log.freshness.current()
  log.append(['site'])
  const late = (await log.freshness.current()) as Ledger
  t.equal(late.holds(0, ['site']), false)
  t.equal(late.seq, 1)
  t.equal(await early, first, 'it is one ledger')
})

t.test('a database that does not answer is said so, and asked again', async (t) => {
  let answers = false
  const freshness: Freshness = createFreshness({
    db: {
      commits: {
        isImmediate: false,
        counter: async () => {
          if (!answers) throw new Error('gone')
          return 1
        },
        look: (work) => work(undefined as never),
      },
    },
    touchedTags: async () => ({ seq: 3, tags: new Set(), everything: false }),
  })
  await t.rejects(Promise.resolve(freshness.current()), { message: 'gone' })
  await t.rejects(Promise.all([freshness.current(), freshness.current()]), { message: 'gone' })
  answers = true
  t.equal((await freshness.current()).seq, 3)
})

t.test('a kept value is read once until its tags are touched', async (t) => {
  const log = createLog(true)
  let reads = 0
  const value = keep(log.freshness, ['site'], async () => ++reads)
  t.same(await Promise.all([value(), value(), value()]), [1, 1, 1], 'those who come together share one read')
  log.append(['live'])
  t.equal(await value(), 1, 'something else was touched')
  log.append(['site'])
  t.equal(await value(), 2)
  t.equal(value(), 2, 'at once')
})

t.test('a read that began before a change is not taken for one after it', async (t) => {
  const log = createLog(true)
  await log.freshness.current()
  let state = 'before'
  const gates: Array<() => void> = []
  const value = keep(log.freshness, ['site'], async () => {
    const seen = state
    await new Promise<void>((resolve) => gates.push(resolve))
    return seen
  })
  const first = value()
  state = 'after'
  log.append(['site'])
  await log.freshness.current()
  const second = value()
  for (const open of gates) open()
  t.equal(await first, 'before')
  t.equal(await second, 'after')
})
