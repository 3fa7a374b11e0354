import t from 'tap'
import { everything } from '../../src/lib/viewer.ts'
import { parseQuery } from '../../src/search/query.ts'
import { searchLimits } from '../../src/search/retrieval.ts'
import { createSearch, type SearchRequest } from '../../src/search/search.ts'
import { openNewsroom } from '../support/newsroom.ts'

t.test('what is too common to rank stands newest first', async (t) => {
  const { article, clock, db } = await openNewsroom(t)
  const titles = ['Common port', 'Common rail', 'Common port again', 'Common rare', 'Uncommon harbour', 'Common portal']
  for (const title of titles) {
    clock.forward(60)
    await article({ title }, { publish: true })
  }
  const now = () => clock.at
  const limits = { ...searchLimits, ranked: 2, ofSentence: 2, measured: 1, beginning: 1, words: 1 }
  const search = createSearch({ db, now, limits })
  const list = async (q: string) => {
    const request: SearchRequest = {
      query: parseQuery(q),
      filters: { language: [], source: [], tag: [] },
      viewer: everything,
      first: 0,
      last: Number.MAX_SAFE_INTEGER,
      sort: 'relevance',
      limit: 10,
      position: undefined,
    }
    return db.snapshot(async (queries) => {
      const { ranking, hits } = await search.list(queries, request)
      const found = await search.store.titles(
        queries,
        hits.rows.map(({ ordinal }) => ordinal),
      )
      return [ranking, ...found.map(({ title }) => title)]
    })
  }

  t.test('when every term is', async (t) => {
    t.same(await list('common'), [
      'newest',
      'Common portal',
      'Common rare',
      'Common port again',
      'Common rail',
      'Common port',
    ])
  })

  t.test('but not when one term is rare', async (t) => {
    t.same(await list('common rare'), ['relevance', 'Common rare'])
    t.same(await list('common port'), ['relevance', 'Common port again', 'Common port'])
  })

  t.test('nor when common terms have no article in common: then those with some are ranked', async (t) => {
    const [ranking, ...found] = await list('common title:uncommon -rail')
    t.equal(ranking, 'relevance')
    t.same(found, ['Uncommon harbour'])
    t.equal((await list('first common nowhere'))[0], 'relevance')
  })

  t.test('a sentence is ranked however common its terms are', async (t) => {
    const [ranking, first] = await list('the first ship docked common rail')
    t.equal(ranking, 'relevance')
    t.equal(first, 'Common rail')
  })

  t.test('a beginning of many words stands for the most frequent ones', async (t) => {
    t.same(await list('po*'), ['relevance', 'Common port again', 'Common port'], 'the word is port, not portal')
    t.same((await list('rar*')).slice(1), ['Common rare'])
  })
})
