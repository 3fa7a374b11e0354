import t from 'tap'
import { isSentence, loosened } from '../../src/search/loosening.ts'
import { nearestQuery } from '../../src/search/nearest-query.ts'
import { parseQuery } from '../../src/search/query.ts'
import { wordsOf } from '../../src/search/vocabulary.ts'

const parts = (q: string): string[] => loosened(parseQuery(q)).map(({ text }) => text)

t.test('a query of more than four terms, or seven characters in a row, is a sentence', async (t) => {
  for (const q of ['one two three four', '新能源汽车市', '"新能源汽车市场发展"']) t.notOk(isSentence(parseQuery(q)), q)
  for (const q of ['one two three four five', '新能源汽车市场']) t.ok(isSentence(parseQuery(q)), q)
})

t.test('runs are cut into words of two characters and more, words that are written together into each', async (t) => {
  const cut = parts('我们的汽车为什么增长')
  for (const word of ['我们', '汽车', '增长']) t.ok(cut.includes(word), word)
  t.ok(
    cut.every((word) => word.length > 1),
    'the particle between is none',
  )
  t.same(parts('covid-19 港'), ['covid', '19', '港'])
  t.same(parts('海雁 海雁'), ['海雁'])
})

t.test('what is meant exactly is not taken apart', async (t) => {
  t.same(parts('"new port" title:haiyan tea'), ['tea'])
})

t.test('the vocabulary has the words of titles, folded, each once', async (t) => {
  t.same(wordsOf('Ports and PORTS: a Café'), ['ports', 'and', 'cafe'])
  t.ok(wordsOf('漢語圖書館').every((word) => /^[\p{Script=Han}]{2,}$/u.test(word)))
})

t.test('the nearest query sets words right first, and is tried before it is offered', async (t) => {
  const asked: string[] = []
  const nearest = (q: string, unknown: string[], found: string[], hasSome = false) => {
    const query = parseQuery(q)
    return nearestQuery(query, {
      unknown: query.units.filter(({ text }) => unknown.includes(text)),
      hasSome,
      nearestWord: async (word) => (word === 'harbuor' ? 'harbour' : undefined),
      finds: async ({ units }) => {
        const text = units.map((unit) => unit.text).join(' ')
        asked.push(text)
        return found.includes(text)
      },
    })
  }
  t.equal(await nearest('harbuor tea', ['harbuor'], ['harbour tea', 'tea']), 'harbour tea')
  t.equal(await nearest('harbuor tea', ['harbuor'], ['tea']), 'tea', 'which finds nothing, so the other word alone')
  t.equal(await nearest('title:harbuor -tea', ['harbuor'], ['harbour']), 'title:harbour -tea')
  t.equal(await nearest('qqqq tea', ['qqqq'], ['tea'], true), null, 'some hits are better than fewer words')
  t.equal(await nearest('qqqq', ['qqqq'], []), null)
  t.notOk(
    asked.some((text) => /qqqq|harbuor/.test(text)),
    'what no article has is not asked for',
  )
})
