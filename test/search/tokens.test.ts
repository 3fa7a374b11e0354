import fc from 'fast-check'
import t from 'tap'
import { fieldTokens, mostPlaces } from '../../src/search/document.ts'
import { fold } from '../../src/search/fold.ts'
import { pairsOf, piecesOf, singleToken, tokensOf } from '../../src/search/tokens.ts'

t.test('words are words, runs of characters are pairs and the last character', async (t) => {
  t.same(tokensOf('合肥市 opens 5G网络, covid-19.'), ['合肥', '肥市', '市', 'open', '5g', '网络', '络', 'covid', '19'])
  t.same(tokensOf('こんにちは ラーメン'), ['こん', 'んに', 'にち', 'ちは', 'は', 'ラー', 'ーメ', 'メン', 'ン'])
  t.same(tokensOf('한국어 뉴스'), ['한국', '국어', '어', '뉴스', '스'])
  t.same(tokensOf(''), [])
})

t.test('words are cut after 64 characters, the same in texts and queries', async (t) => {
  t.same(tokensOf('x'.repeat(100)), ['x'.repeat(64)])
})

t.test('a run has a shorter one in it when and only when its pairs follow each other', async () => {
  const run = fc.string({ unit: fc.constantFrom('合', '肥', '市', '海', '港'), minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(run, run, (text, part) => {
      const tokens = tokensOf(text)
      const wanted = pairsOf(part, true)
      const singles = fieldTokens({ title: [text], summary: [], body: [] }).title.singles
      const found =
        Array.from(part).length === 1
          ? singles.includes(singleToken(part))
          : tokens.some((_, place) => wanted.every((token, index) => tokens[place + index] === token))
      return found === text.includes(part)
    }),
  )
})

t.test('pieces stand in the original where their tokens come from', async () => {
  const texts = fc
    .array(fc.constantFrom('Ｃａｆés ', '漢語', '，', 'e\u0301te', ' ', 'Ships', '𠀀'))
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(texts, (text) =>
      piecesOf(text).every(({ kind, token, start, end }) => {
        const original = text.slice(start, end)
        return kind === 'cjk' ? fold(original) === token : tokensOf(original).includes(token)
      }),
    ),
  )
})

t.test('an article is searched up to its 15,000th place, title first', async (t) => {
  const body = [Array.from({ length: 20_000 }, (_, index) => `word${index}`).join(' '), 'after']
  const { title, body: found } = fieldTokens({ title: ['One two'], summary: [], body })
  t.same(title.passages, [['one', 'two']])
  t.equal(found.passages.length, 1)
  t.equal(found.passages[0]?.length, mostPlaces - 3)
})
