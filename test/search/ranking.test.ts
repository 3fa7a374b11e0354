import fc from 'fast-check'
import t from 'tap'
import { firstOrdinalAt } from '../../src/lib/ordinal.ts'
import { compareRanked, rank, rankedAsOf, recency, weightOf } from '../../src/search/ranking.ts'

const at = '2026-11-01T10:00:00Z'

t.test('recency falls smoothly from one to a half', async (t) => {
  t.equal(recency(at, at), 1)
  t.equal(recency('2027-01-01T00:00:00Z', at), 1, 'what is newer than new is new')
  t.ok(recency('1990-01-01T00:00:00Z', at) > 0.5)
  const days = fc.integer({ min: 0, max: 20_000 })
  const factor = (age: number) => recency(new Date(Date.parse(at) - age * 86_400_000).toISOString(), at)
  fc.assert(fc.property(days, days, (one, other) => one >= other || factor(one) > factor(other)))
})

t.test('recency is counted as of the full hour', async (t) => {
  t.equal(rankedAsOf(new Date('2026-11-01T10:59:59.999Z')), at)
})

t.test('rare units say more than common ones, and none says nothing', async () => {
  const articles = fc.integer({ min: 0, max: 1000 })
  fc.assert(
    fc.property(articles, articles, (one, other) => {
      const weights = [weightOf(one, 1000), weightOf(other, 1000)] as const
      return weights[0] > 0 && (one >= other || weights[0] > weights[1])
    }),
  )
})

t.test('full matches stand first, then scores decide, then the newer one; nothing stands twice', async (t) => {
  const [old, young] = [firstOrdinalAt('2024-01-01T00:00:00Z'), firstOrdinalAt('2026-10-01T00:00:00Z')]
  const ranked = rank(
    [
      { ordinal: old, score: 1 },
      { ordinal: young, score: 1 },
    ],
    [
      { ordinal: young, score: 100 },
      { ordinal: old - 1, score: 50 },
    ],
    at,
  )
  t.same(
    ranked.map(({ ordinal, match }) => [ordinal, match]),
    [
      [young, 'all'],
      [old, 'all'],
      [old - 1, 'some'],
    ],
  )
})

t.test('the order is total', async () => {
  const hit = fc.record({
    ordinal: fc.integer({ min: 1, max: 3 }),
    score: fc.constantFrom(1, 2),
    match: fc.constantFrom('all' as const, 'some' as const),
  })
  fc.assert(
    fc.property(hit, hit, hit, (a, b, c) => {
      const [ab, bc, ac] = [compareRanked(a, b), compareRanked(b, c), compareRanked(a, c)]
      return Math.sign(ab) === -Math.sign(compareRanked(b, a)) && !(ab <= 0 && bc <= 0 && ac > 0)
    }),
  )
})
