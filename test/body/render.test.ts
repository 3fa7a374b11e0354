import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import t from 'tap'
import { type Block, BODY_FORMATS, type BodyFormat, measure, readBody, renderBody } from '../../src/body/index.ts'
import { sanitizeInline } from '../../src/lib/html.ts'
import { namedSchemas } from '../../src/lib/schema.ts'
import { body, inlineHtml } from './arbitraries.ts'

const content = (blocks: readonly Block[]) => blocks.map(({ id: _, ...rest }) => rest)
const again = (blocks: Block[], format: BodyFormat) =>
  content(readBody(renderBody(blocks, format) as { html: string }, 'article'))

const news = readBody(
  {
    blocks: [
      { id: 'h', type: 'heading', level: 2, html: 'A & <em>B</em>' },
      { id: 'p', type: 'paragraph', html: '1. one<br>- two*' },
      { id: 'q', type: 'quote', html: '“中文”', citation: 'Me & <you>' },
      { id: 'l', type: 'list', ordered: true, items: ['a', '<b>b</b>c'] },
      { id: 'm', type: 'list', ordered: true, items: ['d'] },
      {
        id: 'i',
        type: 'image',
        url: 'https://x.y/i.jpg',
        alt: 'A "b"',
        caption: 'C',
        credit: 'D',
        width: 2,
        height: 3,
      },
      { id: 't', type: 'table', header: ['a', 'b'], rows: [['c|d', 'e']] },
      { id: 'e', type: 'embed', url: 'https://youtu.be/1', title: 'T', provider: 'YouTube' },
    ],
  },
  'article',
)

t.test('a body in each form', (t) => {
  t.same(renderBody(news, 'blocks'), { blocks: news })
  t.same(renderBody(news, 'html'), {
    html: [
      '<h2 data-block="h">A &amp; <em>B</em></h2>',
      '<p data-block="p">1. one<br>- two*</p>',
      '<blockquote data-block="q"><p>“中文”</p><cite>Me &amp; &lt;you&gt;</cite></blockquote>',
      '<ol data-block="l"><li>a</li><li><strong>b</strong>c</li></ol>',
      '<ol data-block="m"><li>d</li></ol>',
      '<figure data-block="i"><img src="https://x.y/i.jpg" alt="A &quot;b&quot;" width="2" height="3"><figcaption>C <small>D</small></figcaption></figure>',
      '<table data-block="t"><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c|d</td><td>e</td></tr></tbody></table>',
      '<figure data-block="e" data-embed="YouTube"><a href="https://youtu.be/1">T</a></figure>',
    ].join('\n'),
  })
  t.same(renderBody(news, 'text'), {
    text: [
      ...['A & B', '1. one\n- two*', '“中文”\n— Me & <you>', '1. a\n2. bc', '1. d', 'C (D)', 'a\tb\nc|d\te'],
      'T: https://youtu.be/1',
    ].join('\n\n'),
  })
  t.same(renderBody(news, 'markdown'), {
    markdown: [
      '## A & *B*',
      '1\\. one\\\n\\- two\\*',
      '> “中文”\n>\n> <cite>Me & \\<you></cite>',
      '1. a\n2. **b**c',
      '1) d',
      '<figure><img src="https://x.y/i.jpg" alt="A &quot;b&quot;" width="2" height="3"><figcaption>C <small>D</small></figcaption></figure>',
      '| a | b |\n| --- | --- |\n| c\\|d | e |',
      '<figure data-embed="YouTube"><a href="https://youtu.be/1">T</a></figure>',
    ].join('\n\n'),
  })
  for (const format of BODY_FORMATS) t.same(renderBody([], format), { [format]: format === 'blocks' ? [] : '' })
  t.end()
})

t.test('a paragraph that is nothing but a link to a video stays one', (t) => {
  const html = '<a href="https://youtu.be/1">https://youtu.be/1</a>'
  const blocks = readBody({ blocks: [{ type: 'paragraph', html }] }, 'article')
  t.same(again(blocks, 'html'), content(blocks))
  t.end()
})

t.test('properties', (t) => {
  const holds = (name: string, property: fc.IRawProperty<unknown>) =>
    t.doesNotThrow(() => fc.assert(property, { numRuns: 300 }), name)
  const isStable = (html: string) => sanitizeInline(sanitizeInline(html)) === sanitizeInline(html)
  holds('sanitizing twice changes nothing', fc.property(inlineHtml, isStable))
  holds('whatever the text', fc.property(fc.string({ unit: 'binary' }), isStable))
  holds(
    'a body is read without failure, whatever the text',
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      readBody({ html: text }, 'article')
      readBody({ markdown: text }, 'article')
    }),
  )
  holds(
    'HTML reads back as it was written',
    fc.property(body, (blocks) => void t.same(again(blocks, 'html'), content(blocks))),
  )
  holds(
    'so does Markdown',
    fc.property(body, (blocks) => void t.same(again(blocks, 'markdown'), content(blocks))),
  )
  holds(
    'blocks that were kept are read unchanged',
    fc.property(body, (blocks) => void t.same(readBody({ blocks }, 'article'), blocks)),
  )
  t.end()
})

t.test('measure', (t) => {
  const of = (html: string, language = 'en') => measure(readBody({ html }, 'article'), language)
  t.same(of(''), { wordCount: 0, characterCount: 0, readingMinutes: 0 })
  t.same(of("It's a <b>well</b>-known 3.14."), { wordCount: 4, characterCount: 20, readingMinutes: 1 })
  t.same(of('中文新闻 in 2026，カナー。', 'zh'), { wordCount: 9, characterCount: 15, readingMinutes: 1 })
  t.same(of('สวัสดีครับ', 'th').wordCount, 2)
  t.equal(of('word '.repeat(231)).readingMinutes, 2)
  t.equal(of('字'.repeat(801)).readingMinutes, 3)
  t.equal(of('字'.repeat(400) + ' word'.repeat(230)).readingMinutes, 2)
  t.equal(of('<p>e\u0301 🙂</p><ol><li>x</ol>').characterCount, 4)
  t.end()
})

t.test('a measure is what counting with expressions gives', async () => {
  const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu
  const word = /[\p{L}\p{N}\p{M}]+(?:['’.,-][\p{L}\p{N}\p{M}]+)*/gu
  const counted = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0
  const part = fc.constantFrom(
    'It',
    "'s",
    '’',
    'well-known',
    '3.14',
    '-',
    '.',
    ',',
    '字',
    'カー',
    '𠀀',
    ' ',
    '\u3000',
    '🙂',
    'e\u0301',
    '\u0301',
  )
  const texts = fc.array(
    fc.array(part, { maxLength: 30 }).map((parts) => parts.join('')),
    { maxLength: 3 },
  )
  fc.assert(
    fc.property(texts, (paragraphs) => {
      const blocks = paragraphs.map((html, index) => ({ id: `b${index}`, type: 'paragraph' as const, html }))
      const text = paragraphs.map((paragraph) => paragraph.trim().replaceAll(/[\s]+/g, ' ')).join('\n')
      const { wordCount, characterCount } = measure(blocks, 'en')
      t.equal(wordCount, counted(text, cjk) + counted(text.replace(cjk, ' '), word))
      t.equal(characterCount, counted(text, /\S/gu))
    }),
    { numRuns: 300 },
  )
})

t.test('schemas', (t) => {
  const ajv = new Ajv2020({ discriminator: true, strictTypes: false, schemas: namedSchemas() })
  formats.default(ajv)
  const validate = (name: string, value: unknown) => {
    const check = ajv.getSchema(`${name}#`)
    check?.(value)
    return check?.errors ?? []
  }
  for (const schema of namedSchemas() as { $id: string; examples?: unknown[] }[]) {
    t.ok(schema.examples?.length, `${schema.$id} has an example`)
    for (const example of schema.examples ?? []) t.same(validate(schema.$id, example), [], schema.$id)
  }
  fc.assert(
    fc.property(body, (blocks) => {
      t.same(validate('Body', { blocks }), [])
      t.same(validate('BodyInput', { blocks }), [])
    }),
    { numRuns: 100 },
  )
  for (const wrong of [
    {},
    { html: '', text: '' },
    { html: '', markdown: '' },
    { html: 1 },
    { blocks: [{ type: 'x' }] },
  ]) {
    t.equal(validate('BodyInput', wrong).length, 1, JSON.stringify(wrong))
  }
  t.equal(validate('BodyInput', { blocks: [{ type: 'image', url: 'javascript:1' }] })[0]?.instancePath, '/blocks/0/url')
  t.end()
})
