import fc from 'fast-check'
import t from 'tap'
import { analyse, withTags } from '../../src/related-news/analysis.ts'
import { resemblance, sameWording, sharedPart } from '../../src/related-news/sketch.ts'
import { countTerms, weightiest } from '../../src/related-news/statistics.ts'
import { comparedWords, tagOf, termsOf, textOf } from '../../src/related-news/terms.ts'
import { features, packVector, unpackVector } from '../../src/related-news/vector.ts'
import { plainAnalysis } from './plain-analysis.ts'

const text = (title: string, body: string, language = 'en', tags: string[] = []) => ({
  ...{ language, title, body, tags },
  summary: null,
})
function terms(title: string, body: string, language = 'en', tags: string[] = []) {
  const found = termsOf(comparedWords(text(title, body, language, tags)), tags)
  const has = (place: number, feature: number): boolean => ((found.features[place] ?? 0) & feature) !== 0
  return new Map(
    found.frequencies.map((frequency, place) => [
      textOf(found, place),
      { frequency, inTitle: has(place, features.title), isName: has(place, features.name) },
    ]),
  )
}
const vector = (title: string, body: string, language = 'en') => analyse(text(title, body, language)).vector

t.test('what the terms of a text are', async (t) => {
  t.test('words are folded: case, width, accents, and in English the ending of the plural', async (t) => {
    const found = terms('', 'The café, the CAFES and ＣＡＦＥ’s companies passed the glass bus.')
    t.match([...found.keys()], ['the', 'cafe', 'and', 'company', 'passed', 'glass', 'bus'])
    t.equal(found.get('cafe')?.frequency, 6, 'three times at the beginning')
    t.ok(terms('', 'les bus et les cafés', 'fr').has('cafes'), 'other languages keep their endings')
  })

  t.test(
    'names are words with a capital inside of sentences and never without one; their pairs are terms',
    async (t) => {
      const found = terms(
        'Blaze At Plant',
        'On Monday Anna Keller spoke. Nobody saw Keller. The Plant was shut, a plant she loved.',
      )
      t.equal(found.get('keller')?.isName, true)
      t.equal(found.get('anna keller')?.isName, true)
      t.equal(found.get('plant')?.isName, false)
      t.equal(found.get('blaze')?.isName, false, 'titles in capitals make no names')
      t.equal(found.get('nobody')?.isName, false, 'nor do beginnings of sentences')
      t.equal(found.get('blaze')?.inTitle, true)
    },
  )

  t.test('numbers are terms with what they count and what they number', async (t) => {
    const found = [...terms('', 'Round 12 was seen by 41,000 fans, 6.1 of them ill.').keys()]
    for (const term of ['round 12', '12 was', '41000', '41000 fan', '6.1 of']) t.ok(found.includes(term), term)
    t.ok(terms('', '第12轮发生6.1级地震', 'zh').has('12轮'))
  })

  t.test('Chinese is pairs of characters; those of lone characters are parts of names', async (t) => {
    const found = terms('', '记者从现场获悉，张伟民在临州市表示', 'zh')
    t.ok(found.has('记者') && found.has('现场'))
    t.equal(found.get('记者')?.isName, false)
    t.equal(found.get('伟民')?.isName, true)
    t.notOk(found.has('悉张'), 'no pair goes across punctuation')
  })

  t.test('tags may come after the analysis', async (t) => {
    const tags = ['fire', 'harbour', '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10', 'zebra']
    for (const language of ['en', 'zh']) {
      const body = 'Fire at the harbour. 临州市大火 12 people saw it. '.repeat(3)
      const whole = analyse(text('Fire', body, language, tags))
      const later = withTags(analyse(text('Fire', body, language)).vector, tags, language)
      t.same(later, whole.vector)
    }
  })

  t.test('tags are terms that no word can be', async (t) => {
    const found = terms('', 'fire', 'en', ['fire'])
    t.same([...found.keys()].map(tagOf), [undefined, 'fire'])
  })
})

const words = fc.array(fc.constantFrom('fire', 'Harton', 'plant', 'Keller', '12', '临州', '大火', 'the', '.'), {
  maxLength: 60,
})

t.test('an analysis is the same every time, and a vector survives being packed', async () => {
  fc.assert(
    fc.property(words, words, (title, body) => {
      const one = analyse(text(title.join(' '), body.join(' ')))
      const other = analyse(text(title.join(' '), body.join(' ')))
      t.same(one, other)
      const packed = unpackVector(packVector(one.vector))
      t.same([...packed.terms], [...one.vector.terms])
      t.same([...packed.marks], [...one.vector.marks])
    }),
    { numRuns: 50 },
  )
})

t.test('an analysis is what cutting texts with expressions and counting strings gives', async () => {
  const parts = fc.constantFrom(
    ...[
      'Keller',
      "Keller's",
      'KELLER',
      'companies',
      'Straße',
      'Ｃafé',
      'cafe\u0301',
      'ﬁre',
      'naïve',
      'don’t',
      "o'",
      'ß',
      'ー',
    ],
    ...[
      '12',
      '41,000',
      '6.1',
      '10:30',
      '3.',
      '٣',
      '临州市',
      '大火',
      '𠀀𠀁火',
      'ラーメン',
      'ไทย',
      '한국어',
      '〇々',
      '火',
    ],
    ...[' ', ' ', ' ', '. ', '\n\n', ', ', '“', '：', '「', '-', '…', '👍', '\u0301', '½', '①', 'aー', '\ud800'],
  )
  const passage = fc.array(parts, { maxLength: 60 }).map((all) => all.join(''))
  const language = fc.constantFrom('en', 'en-GB', 'zh-Hans', 'fr', 'th')
  fc.assert(
    fc.property(passage, passage, passage, language, (title, summary, body, language) => {
      const whole = { language, title, summary, body, tags: ['12', 'fire'] }
      t.same(analyse(whole), plainAnalysis(whole))
    }),
    { numRuns: 400 },
  )
})

t.test('languages share no terms', async (t) => {
  const one = vector('Port', 'The port', 'en')
  const other = vector('Port', 'The port', 'fr')
  t.notOk([...one.terms].some((term) => other.terms.includes(term)))
})

t.test('rare terms weigh more than common ones, and short words little where nothing is known', async (t) => {
  const articles = Array.from(
    { length: 200 },
    (_, index) => analyse(text('', `The plant burnt in city${index}.`)).vector,
  )
  const statistics = countTerms(articles.map((vector) => vector.terms))
  const burnt = vector('', 'The plant burnt in city7.')
  const best = weightiest(burnt, statistics, 2)
  const city = vector('', 'city 7')
  t.equal(best.terms.length, 2)
  t.ok(best.terms.includes(city.terms[0] as number) || best.terms.includes(city.terms[1] as number))
  const unknown = countTerms([])
  const weights = new Map(
    [...burnt.terms].map((term, place) => [term, unknown.rarity(term, burnt.marks[place] as number)]),
  )
  const the = vector('', 'the').terms[0] as number
  const plant = vector('', 'plant').terms[0] as number
  t.ok((weights.get(the) as number) < (weights.get(plant) as number) / 2)
})

const story = Array.from(
  { length: 12 },
  (_, index) => `Sentence number ${index} tells what happened at gate ${index * 7}, said guard${index}.`,
)
const sketch = (title: string, sentences: string[], language = 'en') =>
  analyse(text(title, sentences.join(language === 'en' ? ' ' : ''), language)).sketch

t.test('near-duplicates are told by their wording', async (t) => {
  const original = sketch('Gates opened', story)
  t.ok(sameWording(original, sketch('What the guards said about the gates', story)), 'another headline')
  t.ok(sameWording(original, sketch('Gates opened', story.slice(0, 8))), 'some paragraphs are missing')
  t.ok(
    sameWording(original, sketch('Gates opened', ['A word of our own first.', ...story, 'And one more at the end.'])),
  )
  const sibling = story.map((sentence) => sentence.replace(/gate \d+/, 'the pier').replace(/guard\d+/, 'a sailor'))
  t.notOk(sameWording(original, sketch('Piers opened', sibling)), 'the same phrases about something else')
  t.notOk(
    sameWording(sketch('A ship docked', ['It was late.']), sketch('A plane landed', ['It was late.'])),
    'too short to tell',
  )
  t.ok(sameWording(sketch('A ship docked', ['It was late.']), sketch('A ship docked', ['It was late.'])))
  const chinese = [
    '清河省临州市一家家具厂昨夜起火',
    '消防部门出动二十辆消防车',
    '无人员伤亡',
    '起火原因正在调查',
    '附近居民已安全转移',
  ]
  t.ok(sameWording(sketch('临州火灾', chinese, 'zh'), sketch('家具厂起火无人伤亡', chinese, 'zh')))
})

t.test('resemblance is symmetric, bounded, and 1 for a text and itself', async () => {
  fc.assert(
    fc.property(words, words, (one, other) => {
      const a = sketch('', [one.join(' ')])
      const b = sketch('', [other.join(' ')])
      t.equal(resemblance(a, b), resemblance(b, a))
      t.equal(sharedPart(a, b), sharedPart(b, a))
      t.equal(resemblance(a, a), 1)
      t.ok(resemblance(a, b) >= 0 && resemblance(a, b) <= 1 && sharedPart(a, b) >= 0 && sharedPart(a, b) <= 1)
    }),
    { numRuns: 50 },
  )
})
