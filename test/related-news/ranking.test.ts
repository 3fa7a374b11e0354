import fc from 'fast-check'
import t from 'tap'
import { decayedCosine } from '../../bench/related-baselines.ts'
import { sets } from '../../bench/related-corpus/sets.ts'
import { measure } from '../../bench/related-measures.ts'
import { firstOrdinalAt } from '../../src/lib/ordinal.ts'
import { analyse } from '../../src/related-news/analysis.ts'
import { type Compared, decayAfter, rank } from '../../src/related-news/ranking.ts'
import { countTerms } from '../../src/related-news/statistics.ts'

interface Article {
  id: string
  language: string
  title: string
  body: string
  publishedAt: string
}

const compared = (article: Article): Compared & { id: string } => ({
  id: article.id,
  ordinal: firstOrdinalAt(article.publishedAt as never),
  ...analyse({ ...article, summary: null, tags: [] }),
})

const article = (id: string, title: string, body: string, publishedAt = '2026-01-05T08:00:00Z'): Article => ({
  ...{ id, title, body, publishedAt },
  language: 'en',
})

t.test('decay falls with the days, from 1 to no less than a half', async () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 40_000, noNaN: true }),
      fc.double({ min: 0, max: 400, noNaN: true }),
      (days, more) => {
        t.ok(decayAfter(days + more) <= decayAfter(days))
        t.ok(decayAfter(days) <= 1 && decayAfter(days) >= 0.5)
      },
    ),
  )
})

const names = [
  'Harton',
  'Linford',
  'Keller',
  'Moreno',
  'Sato',
  'Novak',
  'fire',
  'plant',
  'vote',
  'strike',
  'rain',
  '12',
  '40',
]
const articles = fc.array(fc.array(fc.constantFrom(...names), { minLength: 3, maxLength: 30 }), {
  minLength: 2,
  maxLength: 20,
})

t.test(
  'scores are between 0 and 1, fall along the list, and are what the shared terms contribute times the decay',
  async () => {
    fc.assert(
      fc.property(articles, (texts) => {
        const all = texts.map((text, index) =>
          compared(article(`${index}`, text.slice(0, 3).join(' '), text.join(' '), `2026-01-${10 + index}T08:00:00Z`)),
        )
        const statistics = countTerms(all.map(({ vector }) => vector.terms))
        const [own, ...others] = all as [Compared & { id: string }]
        const ranked = rank(own, others, statistics)
        const scores = ranked.map(({ score }) => score)
        t.same(
          scores,
          [...scores].sort((a, b) => b - a),
        )
        for (const { score, similarity, decay, contributions } of ranked) {
          t.ok(score > 0 && score <= 1)
          t.ok(Math.abs(score - similarity * decay) < 1e-9)
          const sum = contributions().reduce((total, { weight }) => total + weight, 0)
          t.ok(Math.abs(sum - similarity) < 1e-6)
        }
        const again = rank(own, [...others].reverse(), statistics)
        t.same(
          again.map(({ score }) => score),
          scores,
          'whatever the order of the candidates',
        )
      }),
      { numRuns: 60 },
    )
  },
)

t.test('what has nothing in common is not related, nor is anything to an empty text', async (t) => {
  const one = compared(article('one', 'Harvest festival opens', 'Farmers danced in Orchard Lane.'))
  const other = compared(article('other', 'Parliament votes', 'Deputies debated pensions until midnight.'))
  const empty = compared(article('empty', '', ''))
  const statistics = countTerms([one.vector.terms, other.vector.terms])
  t.same(rank(one, [other, empty], statistics), [])
  t.same(rank(empty, [one, other], statistics), [])
  t.same(rank(one, [], statistics), [])
})

t.test('of two articles alike the nearer in time comes first', async (t) => {
  const body = 'The ferry Aurora ran aground off Linford with ninety people on board.'
  const own = compared(article('own', 'Ferry Aurora aground', body, '2026-01-05T08:00:00Z'))
  const near = compared(article('near', 'Aurora still aground', body, '2026-01-07T08:00:00Z'))
  const far = compared(article('far', 'Aurora still aground', body, '2025-10-07T08:00:00Z'))
  const ranked = rank(own, [far, near], countTerms([own, near, far].map(({ vector }) => vector.terms)))
  t.same(
    ranked.map(({ candidate }) => candidate.id),
    ['near', 'far'],
  )
})

t.test('a large group of one event is not hidden because all candidates share its terms', async (t) => {
  const group = Array.from({ length: 40 }, (_, index) =>
    compared(
      article(
        `${index}`,
        `Ferry Aurora aground: report ${index}`,
        `The ferry Aurora ran aground off Linford. Captain Moreno${index} of the coastguard spoke of ${index + 90} aboard.`,
      ),
    ),
  )
  const [own, ...others] = group as [Compared & { id: string }]
  t.equal(rank(own, others, countTerms(group.map(({ vector }) => vector.terms))).length, 39)
})

/** Ranks every article of a set against all others. */
function listsOf(set: readonly Article[]): Map<string, string[]> {
  const all = set.map(compared)
  const statistics = countTerms(all.map(({ vector }) => vector.terms))
  return new Map(
    all.map((own) => {
      const others = all.filter((other) => other !== own)
      return [own.id, rank(own, others, statistics).map(({ candidate }) => candidate.id)]
    }),
  )
}

for (const name of ['hard-en', 'hard-zh']) {
  t.test(`events are told from their siblings, better than by cosine and decay: ${name}`, async (t) => {
    const set = (sets[name] as () => (Article & { group: string })[])()
      // Events of two kinds: enough for siblings, few enough for a test.
      .filter(({ group }) => /^(factory fire|earthquake)/.test(group))
    const lists = listsOf(set)
    const ours = measure(set, (id) => lists.get(id) as string[])
    const baseline = measure(set, decayedCosine(set))
    t.ok(ours.ndcg > baseline.ndcg + 0.05, `${ours.ndcg} against ${baseline.ndcg}`)
    t.ok(ours.mrr > 0.9, `${ours.mrr}`)
  })
}
