import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Slug } from '../../src/lib/scalars.ts'
import { numberedSlug, slugOf } from '../../src/lib/slug.ts'

const schema = Slug('A slug.') as unknown as { pattern: string; maxLength: number }
const pattern = new RegExp(schema.pattern, 'u')
const isSlug = (text: string) => pattern.test(text) && [...text].length <= schema.maxLength

const title = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        'New',
        'port ',
        '海雁港',
        '新码头',
        'É',
        'ß',
        'ﬁ',
        '’s',
        ' – ',
        'Ａ',
        '①',
        '한국',
        'İ',
        '🙂',
        '𠀀',
        '𐌰',
        '½',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
)

t.test('a slug is empty or valid, at most 80 characters, and its own slug', async (t) => {
  fc.assert(
    fc.property(title, (text) => {
      const slug = slugOf(text)
      if (slug === '') return
      assert.ok(isSlug(slug), JSON.stringify([text, slug]))
      assert.ok(slug.isWellFormed() && slug.length <= 80, JSON.stringify([text, slug]))
      assert.equal(slugOf(slug), slug, JSON.stringify(text))
      assert.ok(isSlug(numberedSlug(slug, 999_999)))
    }),
    { numRuns: 500 },
  )
  t.pass('always')
})

t.test('a slug is empty only without letter or digit', async (t) => {
  for (const text of ['', ' ', '!?', '。，', '🙂', '—']) t.equal(slugOf(text), '', text)
  for (const text of ['a', '7', '中', 'é', '한', 'я', 'ﬁ', '²']) t.ok(isSlug(slugOf(text)), text)
})

t.test('a slug says the title, in Latin letters where it is Chinese', async (t) => {
  const cases: Record<string, string> = {
    'New Port  Terminal': 'new-port-terminal',
    "It’s 5 o'clock": 'its-5-oclock',
    'Crème brûlée': 'creme-brulee',
    海雁港: 'hai-yan-gang',
    AI大会2026: 'ai-da-hui-2026',
    绿色: 'lv-se',
    'a_b/c.d': 'a-b-c-d',
  }
  for (const [text, slug] of Object.entries(cases)) t.equal(slugOf(text), slug)
})

t.test('a slug is cut between words; a single long word within', async (t) => {
  t.equal(slugOf('abcdefghi '.repeat(20)), Array(8).fill('abcdefghi').join('-'))
  t.equal(slugOf('x'.repeat(200)), 'x'.repeat(80))
  const astral = slugOf(`a${'𐌰'.repeat(60)}`)
  t.ok(astral.isWellFormed() && isSlug(astral), JSON.stringify(astral))
})

t.test('numbers begin with 2', async (t) => {
  t.strictSame(
    [1, 2, 10].map((number) => numberedSlug('forum', number)),
    ['forum', 'forum-2', 'forum-10'],
  )
})
