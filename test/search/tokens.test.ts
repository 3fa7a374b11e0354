import fc from 'fast-check'
import t from 'tap'
import { fieldOfText, fieldTexts, mostPlaces } from '../../src/search/document.ts'
import { fold } from '../../src/search/fold.ts'
import { pairsOf, piecesOf, singleToken, tokensOf, wordToken } from '../../src/search/tokens.ts'

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
      const singles = fieldOfText(fieldTexts({ title: [text], summary: [], body: [] }).title).singles
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
  const texts = fieldTexts({ title: ['One two'], summary: [], body })
  const [title, found] = [fieldOfText(texts.title), fieldOfText(texts.body)]
  t.same(title.passages, [['one', 'two']])
  t.equal(found.passages.length, 1)
  t.equal(found.passages[0]?.length, mostPlaces - 3)
})

t.test('what is written for an index is what cutting with expressions gives', async () => {
  const cjk = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}ー'
  const runs = new RegExp(`([${cjk}]+)|((?:(?![${cjk}])[\\p{L}\\p{N}](?:(?![${cjk}])\\p{M})*)+)`, 'gu')
  const plain = (passage: string): string[] =>
    [...fold(passage).matchAll(runs)].flatMap(([, run, word]) => (run ? pairsOf(run) : wordToken(word as string)))
  const singles = (passages: string[][]): string[] => [
    ...new Set(
      passages
        .flat()
        .filter((token) => new RegExp(`^[${cjk}]`, 'u').test(token))
        .flatMap((token) => [...token]),
    ),
  ]
  const parts = fc.constantFrom(
    ...[
      'Ships',
      'boxes',
      'movies',
      'news',
      'glass',
      'x'.repeat(70),
      'Straße',
      'ﬁres',
      'e\u0301te',
      'ｶﾞ',
      'ー',
      '5G',
      '½',
    ],
    ...[
      '漢語',
      '合肥市',
      '𠀀𠀁火',
      'ラーメン',
      '한국어',
      '々',
      ' ',
      ' ',
      '. ',
      '…',
      '👍',
      '\u0301',
      '\ud800',
      '\u3099',
    ],
  )
  const passages = fc.array(
    fc.array(parts, { maxLength: 30 }).map((all) => all.join('')),
    { maxLength: 6 },
  )
  fc.assert(
    fc.property(passages, (body) => {
      const found = fieldOfText(fieldTexts({ title: [], summary: [], body }).body)
      const wanted = body.map(plain).filter((tokens) => tokens.length > 0)
      t.same(found, { passages: wanted, singles: singles(wanted).map(singleToken) })
    }),
    { numRuns: 400 },
  )
})
