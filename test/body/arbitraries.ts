/** Random bodies, made of the characters that break renderers. */
import fc from 'fast-check'
import { type BlockInput, readBody } from '../../src/body/index.ts'

const PIECES = [
  ...[
    'a',
    'word',
    ' ',
    '  ',
    '.',
    ',',
    '*',
    '**',
    '_',
    '__',
    '~',
    '~~',
    '`',
    '``',
    '\\',
    '|',
    '#',
    '##',
    '-',
    '+',
    '=',
  ],
  ...[
    '>',
    '&gt;',
    '&lt;',
    '&amp;',
    '&amp;lt;',
    '&amp;copy;',
    '&quot;',
    "'",
    '[',
    ']',
    '(',
    ')',
    '[x](y)',
    '![',
    '!',
    ':',
  ],
  ...['1.', '2)', '---', '===', '- ', '1. ', '# ', 'http://a.b', 'www.a.b', 'a@b.co', 'https://x.y/z_1*', '&#42;', '$'],
  ...[
    '中',
    '文字',
    '“引”',
    '。',
    '，',
    '　',
    'é',
    'ß',
    '👩‍👩‍👧',
    '🙂',
    'שלום',
    '\u00a0',
    '\u200b',
    '\ufeff',
    '\u2028',
    'e\u0301',
  ],
  ...[
    ']]&gt;',
    '--&gt;',
    '{',
    '}',
    '^',
    '%',
    '@',
    '/',
    'snake_case',
    'x*y*z',
    '\n',
    '\t',
    '[ ] ',
    '[^1]',
    '\\|',
    '\\*',
    ';',
  ],
]

const text = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''))

const URLS = [
  ...[
    'https://example.org/',
    'http://a.b/c_d*e?f=(g)&h=[i]#j',
    'https://x.y/a&copy;b',
    'mailto:a@b.co',
    'https://x.y/~u',
  ],
  ...[
    'https://例え.jp/パス',
    'https://x.y/?q=a|b`c',
    "https://x.y/it's",
    'https://x.y/a%20b',
    'https://x.y/a\\b',
    '//c.d/e',
  ],
]

const attribute = (value: string) => value.replaceAll('"', '&quot;')

const { inline } = fc.letrec<{ inline: string; node: string }>((tie) => ({
  inline: fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: text },
    { weight: 1, arbitrary: fc.constant('<br>') },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom('strong', 'em', 's', 'sub', 'sup', 'code', 'b', 'i'), tie('inline'))
        .map(([tag, html]) => `<${tag}>${html}</${tag}>`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...URLS), fc.option(text), tie('inline'))
        .map(
          ([url, title, html]) =>
            `<a href="${attribute(url)}"${title ? ` title="${attribute(title)}"` : ''}>${html}</a>`,
        ),
    },
  ),
}))

const plain = fc.option(text.map((words) => words.replaceAll('&', '').replaceAll(';', '')))
const url = fc.constantFrom(...URLS.filter((address) => address.startsWith('http')), 'https://youtu.be/1')
const size = fc.option(fc.integer({ min: 2, max: 5000 }))
const row = fc.array(inline, { minLength: 1, maxLength: 3 })

/** Inline HTML of the kind that writers and their tools produce. */
export const inlineHtml = inline

/** One block as a client may send it. */
export const blockInput: fc.Arbitrary<BlockInput> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('paragraph' as const), html: inline }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('heading' as const),
      level: fc.integer({ min: 2, max: 4 }),
      html: inline,
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('quote' as const), html: inline, citation: plain }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('list' as const),
      ordered: fc.boolean(),
      items: fc.array(inline, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{
        type: fc.constant('image' as const),
        url,
        alt: plain,
        caption: plain,
        credit: plain,
        width: size,
        height: size,
      },
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{
        type: fc.constant('table' as const),
        header: fc.option(row),
        rows: fc.array(row, { maxLength: 3 }),
        caption: plain,
      },
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('embed' as const), url, title: plain, provider: plain }) },
)

/** A body as it is kept. */
export const body = fc.array(blockInput, { maxLength: 6 }).map((blocks) => readBody({ blocks }, 'article'))
