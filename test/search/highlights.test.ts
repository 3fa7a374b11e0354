import fc from 'fast-check'
import t from 'tap'
import type { Block } from '../../src/body/index.ts'
import { sanitizeInline } from '../../src/lib/html.ts'
import { type Body, bodyOf, objectsIn } from '../../src/search/body-parts.ts'
import { passagesOf } from '../../src/search/document.ts'
import { createHighlighter, type HighlightedTexts } from '../../src/search/highlights.ts'
import { stretchAround } from '../../src/search/passage.ts'
import { parseQuery } from '../../src/search/query.ts'

type Texts = Partial<Omit<HighlightedTexts, 'body'>> & { body?: string[] }

/** A body of these passages, whatever is looked for. */
const bodyWith =
  (texts: string[]): Body =>
  () => {
    const rest = [...texts]
    return () => {
      const text = rest.shift()
      return text === undefined ? undefined : [{ text }]
    }
  }

const highlight = (q: string, { body = [], ...texts }: Texts, match: 'all' | 'some' = 'all') => {
  const query = parseQuery(q)
  return createHighlighter(query, query.units)({ title: '', summary: null, ...texts, body: bodyWith(body) }, match)
}
const inTitle = (q: string, title: string): string => highlight(q, { title }).title

t.test('what was looked for is marked as it stands in the text', async (t) => {
  const cases: Array<[string, string, string]> = [
    ['ship', 'Ships & SHIPPING <now>', '<mark>Ships</mark> &amp; SHIPPING &lt;now&gt;'],
    ['ship*', 'Ships and shipping', '<mark>Ships</mark> and <mark>shipping</mark>'],
    ['cafe', 'Ｃafe\u0301s in Paris', '<mark>Ｃafe\u0301s</mark> in Paris'],
    ['china', 'China’s ports', '<mark>China</mark>’s ports'],
    ['合肥', '安徽合肥市', '安徽<mark>合肥</mark>市'],
    ['汉语', '學漢語', '學<mark>漢語</mark>'],
    ['肥', '合肥', '合<mark>肥</mark>'],
    ['合肥市', '合肥，市', '合肥，市'],
    ['"new port"', 'new ships, new port', 'new ships, <mark>new port</mark>'],
    ['新能 能源', '新能源', '<mark>新能源</mark>'],
    ['-ship port', 'ship port', 'ship <mark>port</mark>'],
    ['“手机5G”', '新手机5G来了', '新<mark>手机5G</mark>来了'],
    ['nothing', '"quoted"', '&quot;quoted&quot;'],
  ]
  for (const [q, title, expected] of cases) t.equal(inTitle(q, title), expected, `${q} in ${title}`)
})

t.test('title:terms are marked in the title only', async (t) => {
  const shown = highlight('title:port ship', { title: 'Port', summary: 'The port and a ship.', body: ['A port.'] })
  t.same(shown, { title: '<mark>Port</mark>', summary: 'The port and a <mark>ship</mark>.', body: null })
})

t.test('the summary is null when nothing is marked in it', async (t) => {
  t.equal(highlight('x', { summary: 'y' }).summary, null)
})

t.test('the passage with most of the query is shown, cut at sentences and words', async (t) => {
  const filler = 'Lorem ipsum dolor sit amet consectetur. '
  const body = [
    `The harbour is old. ${filler}`,
    `${filler.repeat(5)}The new harbour opened on Monday. ${filler.repeat(9)}`,
  ]
  const shown = highlight('new harbour', { body }).body ?? ''
  t.match(shown, /^…The <mark>new<\/mark> <mark>harbour<\/mark> opened on Monday\. .*…$/)
  t.ok(shown.replaceAll(/<\/?mark>/g, '').length <= 165, String(shown.length))
})

t.test('Chinese passages are cut at sentences', async (t) => {
  const filler = '这里是一些别的内容，没有要找的词。'
  const shown =
    highlight('空间站', { body: [`${filler.repeat(6)}神舟飞船今天对接空间站。${filler.repeat(8)}`] }).body ?? ''
  t.match(shown, /^…神舟飞船今天对接<mark>空间站<\/mark>。.*…$/)
})

t.test('whatever is looked for and found, highlights are the escaped text with marks', async () => {
  const texts = fc
    .array(fc.constantFrom('Ships ', '港口', '<b>', '&', '漢語', ' ', '，', 'e\u0301', '.', 'long-word', '"'), {
      maxLength: 60,
    })
    .map((parts) => parts.join(''))
  const queries = fc.constantFrom('ship', '港', '港口汉语', 'long word', 'e*', '"long word"', 'b')
  const plain = (marked: string): string =>
    marked
      .replaceAll(/<\/?mark>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
  fc.assert(
    fc.property(queries, texts, (q, text) => {
      const shown = highlight(q, { title: text, body: [text] })
      const balanced = (marked: string) => /^(?:[^<]|<mark>[^<]+<\/mark>)*$/.test(marked)
      const body = shown.body ?? ''
      return (
        balanced(shown.title) &&
        balanced(body) &&
        plain(shown.title) === text &&
        text.includes(plain(body).replaceAll('…', ''))
      )
    }),
  )
})

/** Characters of which JSON, HTML and the seams between blocks are made. */
const seams = fc
  .array(fc.constantFrom('},{', '"', '\\', '},{"id":"', '{"type":', 'ship', ' ', ']', '港口', '&amp;', '\n'), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''))
const htmlOf = (text: string): string => sanitizeInline(text)
const blocks: fc.Arbitrary<Block[]> = fc.array(
  fc.oneof(
    seams.map((text): Block => ({ type: 'paragraph', id: 'p', html: htmlOf(text) })),
    seams.map((text): Block => ({ id: 'h', type: 'heading', level: 2, html: htmlOf(`<em>a</em>${text}`) })),
    fc.tuple(seams, seams).map(([html, citation]): Block => ({ type: 'quote', id: 'q', html: htmlOf(html), citation })),
    fc.array(seams, { maxLength: 3 }).map((items): Block => ({ id: 'l', type: 'list', ordered: true, items })),
  ),
  { maxLength: 5 },
)

t.test('a stored body is cut into its blocks, whatever their texts are', async () => {
  fc.assert(
    fc.property(blocks, (body) => {
      const json = JSON.stringify(body)
      return `[${[...objectsIn(json)].join(',')}]` === json && [...objectsIn(json)].length === body.length
    }),
  )
})

/** All passages of a stored body that may have some hint. */
function passagesWith(json: string, hints: string[]): string[] {
  const next = bodyOf(json)(hints)
  const passages: string[] = []
  for (let found = next(0); found; found = next(0)) passages.push(...found.map(({ text }) => text))
  return passages
}

t.test('of a stored body the passages are those of its blocks', async () => {
  // What every block has is looked for, so that none is passed over.
  const everywhere = ['type']
  const plain = fc.array(fc.constantFrom('The ships', ' ', '},{', 'harbour.', '; ', 'type'), { maxLength: 12 })
  const paragraphs = fc.array(
    plain.map((parts): Block => ({ type: 'paragraph', id: 'p', html: htmlOf(parts.join('')) })),
    { maxLength: 5 },
  )
  fc.assert(
    fc.property(fc.oneof(blocks, paragraphs), (body) => {
      const shown = passagesWith(JSON.stringify(body), everywhere).filter((text) => text.trim() !== '')
      return JSON.stringify(shown) === JSON.stringify(passagesOf(body))
    }),
  )
})

t.test('blocks of a stored body without what is looked for are passed over', async (t) => {
  const paragraph = (html: string): Block => ({ type: 'paragraph', id: 'p', html })
  const body = ['A Ferry.', 'The harbour.', 'Ferries at the HARBOUR.', 'Nothing.'].map(paragraph)
  for (const more of ['', 'é', '"', '<em>a</em>']) {
    const json = JSON.stringify([...body, paragraph(`None of it: ${more}`)])
    t.same(passagesWith(json, ['harbour']), ['The harbour.', 'Ferries at the HARBOUR.'], more)
    const next = bodyOf(json)(['ferr', 'harbour'])
    t.same(
      next(1)?.map(({ text }) => text),
      ['Ferries at the HARBOUR.'],
      `both, ${more}`,
    )
    t.equal(next(0), undefined)
  }
})

t.test('what has a place in a stored body is marked as in its passages', async () => {
  const parts = [
    'Ships',
    ' ',
    'the ship',
    'harbour. ',
    '“',
    '&amp;',
    '<b>har</b>',
    'new ',
    '  ',
    'port',
    '\n',
    '},{',
    '港',
  ]
  const texts = fc.array(fc.constantFrom(...parts), { maxLength: 80 }).map((chosen) => sanitizeInline(chosen.join('')))
  const bodies = fc.array(
    texts.map((html): Block => ({ type: 'paragraph', id: 'p', html })),
    { maxLength: 4 },
  )
  const queries = fc.constantFrom('ship', 'ship harbour', '"new port"', 'harb*', 'port 港 ship')
  fc.assert(
    fc.property(queries, bodies, (q, body) => {
      const query = parseQuery(q)
      const texts = { title: '', summary: null }
      const stored = createHighlighter(query, [])({ ...texts, body: bodyOf(JSON.stringify(body)) }, 'all')
      return stored.body === highlight(q, { body: passagesOf(body) }).body
    }),
  )
})

t.test('a stretch of ASCII characters is the same by the faster way', async () => {
  const words = fc.constantFrom('a', 'word', 'sentence.', 'quoted."', 'x'.repeat(70), '', '-', ',', 'end!')
  const texts = fc.array(words, { minLength: 1, maxLength: 70 }).map((chosen) => `${chosen.join(' ')} word`)
  fc.assert(
    fc.property(texts, fc.nat(), (text, seed) => {
      const places = [...text.matchAll(/[a-z]+/g)].map(({ index, 0: { length } }) => ({
        start: index,
        end: index + length,
      }))
      const mark = places[seed % places.length] as (typeof places)[number]
      return JSON.stringify(stretchAround(text, mark, true)) === JSON.stringify(stretchAround(text, mark))
    }),
    { numRuns: 500 },
  )
})

t.test('what marks split is found in a stored body', async (t) => {
  const { units, excluded } = parseQuery('harbour 汉语')
  const body = bodyOf('[{"type":"paragraph","id":"a","html":"The har<em>bour</em> of 漢<strong>語</strong>."}]')
  const shown = createHighlighter({ units, excluded }, [])({ title: '', summary: null, body }, 'all')
  t.equal(shown.body, 'The <mark>harbour</mark> of <mark>漢語</mark>.')
})

t.test('a text is marked alike whether each of its characters folds to one or some to more', async () => {
  const parts = [
    'Ships',
    'ships',
    'ship',
    'cities',
    '港口',
    '漢語',
    '。',
    '… ',
    ' ',
    ', ',
    'Café ',
    'new port',
    '"',
    '.',
  ]
  const texts = fc.array(fc.constantFrom(...parts), { maxLength: 60 }).map((chosen) => chosen.join(''))
  const queries = fc.constantFrom('ship', 'shi*', 'city', '港', '港口 汉语', '"new port"', 'cafe ship', '"port ships"')
  const withoutTail = (marked: string): string => marked.replace(/½$/, '')
  fc.assert(fc.property(queries, texts, (q, text) => inTitle(q, `${text} `) === withoutTail(inTitle(q, `${text} ½`))))
})
