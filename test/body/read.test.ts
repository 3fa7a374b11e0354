import { performance } from 'node:perf_hooks'
import t from 'tap'
import { BodyTooLarge, DuplicateBlockId, readBody } from '../../src/body/index.ts'
import { cleanText, escapeHtml, htmlToText, safeUrl, sanitizeInline } from '../../src/lib/html.ts'

const html = (source: string) => readBody({ html: source }, 'article').map(({ id: _, ...content }) => content)
const markdown = (source: string) => readBody({ markdown: source }, 'article').map(({ id: _, ...content }) => content)
const paragraph = (text: string) => ({ type: 'paragraph', html: text })
const image = { alt: null, caption: null, credit: null, width: null, height: null }

t.test('inline HTML', (t) => {
  const cases: [name: string, source: string, expected: string][] = [
    [
      'presentational tags become semantic ones',
      '<b>a</b> <i>b</i> <del>c</del>',
      '<strong>a</strong> <em>b</em> <s>c</s>',
    ],
    ['unknown tags go, their text stays', '<font color=red>a <u>b</u></font>', 'a b'],
    ['white space collapses across tags', ' a <b> b </b>  c\n', 'a <strong>b</strong> c'],
    ['empty tags go', 'a<b></b><em> </em>b', 'a b'],
    ['an element split by the parser is one again', '<b>a</b><b>b</b>', '<strong>ab</strong>'],
    ['breaks at the ends go, and more than two in a row', '<br>a<br><br><br>b<br>', 'a<br><br>b'],
    ['paragraphs become lines', '<p>a</p><p>b</p>', 'a<br>b'],
    ['script content goes', 'a<script>alert(1)</script>b<style>p{}</style>', 'ab'],
    ['a stray end of script does not matter', 'a</script>b', 'ab'],
    ['an unclosed script takes the rest', 'a<script>b', 'a'],
    ['event handlers go', '<a href="https://x.y/" onclick="alert(1)">a</a>', '<a href="https://x.y/">a</a>'],
    ['a javascript URL unmakes the link', '<a href="javascript:alert(1)">a</a>', 'a'],
    ['so does one with entities', '<a href="jav&#x09;ascript&colon;alert(1)">a</a>', 'a'],
    ['so does one with line breaks', '<a href=" java\nscript\r:alert(1)">a</a>', 'a'],
    ['so does one with control characters', '<a href="\u0001javascript:alert(1)">a</a>', 'a'],
    ['so does data', '<a href="data:text/html,<script>">a</a>', 'a'],
    ['a relative link is no link', '<a href="/path">a</a>', 'a'],
    ['a link without scheme is https', '<a href="//x.y/z">a</a>', '<a href="https://x.y/z">a</a>'],
    ['a mail address may be linked', '<a href="mailto:a@b.co">a</a>', '<a href="mailto:a@b.co">a</a>'],
    [
      'links do not nest',
      '<a href="https://x.y/">a<em><a href="https://z/">b</a></em>c</a>',
      '<a href="https://x.y/">a</a><a href="https://z/"><em>b</em></a><a href="https://x.y/">c</a>',
    ],
    [
      'quotes in titles are escaped',
      `<a href="https://x.y/" title='"><b>'>a</a>`,
      '<a href="https://x.y/" title="&quot;&gt;&lt;b&gt;">a</a>',
    ],
    ['double escapes stay double', '&amp;lt;script&amp;gt;', '&amp;lt;script&amp;gt;'],
    ['escaped tags stay text', '&lt;script&gt;alert(1)&lt;/script&gt;', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['the end of CDATA is text', 'a ]]> b', 'a ]]&gt; b'],
    ['control characters go, also as entities', 'a\u0000b\u0008&#1;c\u007fd', 'abcd'],
    ['lone surrogates go', 'a\ud83db\udc00c', 'abc'],
    ['emoji and their joiners stay', '👩‍👩‍👧🙂', '👩‍👩‍👧🙂'],
    ['right-to-left text stays', 'שלום \u200fمرحبا', 'שלום \u200fمرحبا'],
    ['an indent of ideographic spaces goes', '\u3000\u3000中文', '中文'],
    ['an incomplete tag goes', 'a <b', 'a'],
    ['a lone angle bracket is text', 'a < b', 'a &lt; b'],
    ['crossed tags are untangled', '<b>a<i>b</b>c</i>', '<strong>a<em>b</em></strong>c'],
    ['svg and math go', 'a<svg><a xlink:href="javascript:1">b</a></svg><math><mi>c</mi></math>', 'a'],
    ['raw-text tricks stay closed', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">a</noscript>', 'a'],
    ['comments go', 'a<!-- <b>x</b> -->b<!--> c -->', 'ab c --&gt;'],
  ]
  for (const [name, source, expected] of cases) t.equal(sanitizeInline(source), expected, name)
  t.equal(htmlToText('a<br>b &amp; <b>c</b>'), 'a\nb & c')
  t.equal(escapeHtml('<a href="x">&</a>'), '&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;')
  t.equal(cleanText(' a\u0000\n\tb\ud800 '), 'a b')
  t.equal(safeUrl('ftp://x.y/'), undefined)
  t.equal(safeUrl('HTTP://X.y/a b"c'), 'http://x.y/a%20b%22c')
  t.end()
})

t.test('HTML bodies', (t) => {
  const link = 'https://x.y/'
  const cases: [name: string, source: string, expected: object[]][] = [
    ['loose text is a paragraph', 'a <p>b', [paragraph('a'), paragraph('b')]],
    ['wrappers are transparent', '<main><article><section><p>a</p></section></article></main>', [paragraph('a')]],
    [
      'headings are of level 2 to 4',
      '<h1>a</h1><h3>b</h3><h6>c</h6>',
      [2, 3, 4].map((level, index) => ({ type: 'heading', level, html: 'abc'[index] })),
    ],
    [
      'inline tags reach across paragraphs',
      '<b><p>a</p><p>b</b></p>',
      [paragraph('<strong>a</strong>'), paragraph('<strong>b</strong>')],
    ],
    [
      'a quote names its source in cite',
      '<blockquote><p>a</p><p>b</p><cite>— C</cite></blockquote>',
      [{ type: 'quote', html: 'a<br><br>b', citation: '— C' }],
    ],
    ['or in footer', '<blockquote>a<footer>— C</footer></blockquote>', [{ type: 'quote', html: 'a', citation: 'C' }]],
    [
      'or after a dash',
      '<blockquote><p>a — <cite>C</cite></p></blockquote>',
      [{ type: 'quote', html: 'a', citation: 'C' }],
    ],
    [
      'or in the caption of a figure',
      '<figure><blockquote>a</blockquote><figcaption>C</figcaption></figure>',
      [{ type: 'quote', html: 'a', citation: 'C' }],
    ],
    [
      'a title within quoted text stays',
      '<blockquote>I read <cite>Emma</cite> today</blockquote>',
      [{ type: 'quote', html: 'I read Emma today', citation: null }],
    ],
    [
      'nested lists are flattened',
      '<ol><li>a<ul><li>b</ul>c<li>d</ol>',
      [{ type: 'list', ordered: true, items: ['a', 'b', 'c', 'd'] }],
    ],
    ['items outside a list are paragraphs', '<li>a<li>b', [paragraph('a'), paragraph('b')]],
    [
      'a figure has a caption and credit',
      '<figure><img src="https://x.y/i.jpg" alt="A" width="10" height="20px"><figcaption>C <small>D</small></figcaption></figure>',
      [{ type: 'image', url: 'https://x.y/i.jpg', alt: 'A', caption: 'C', credit: 'D', width: 10, height: 20 }],
    ],
    [
      'a picture divides its paragraph',
      `<p>a<img src="${link}">b`,
      [paragraph('a'), { type: 'image', url: link, ...image }, paragraph('b')],
    ],
    ['a picture without usable address goes', '<img src="data:image/gif;base64,x"><img src="/a.jpg"><img>', []],
    ['counting pixels go', `<img src="${link}" width=1 height=1>`, []],
    ['emoji pictures are text', 'a<img class="emoji" alt="🙂" src="https://x.y/">', [paragraph('a🙂')]],
    [
      'a picture within a list follows it',
      `<ul><li>a<img src="${link}">b</ul>`,
      [
        { type: 'list', ordered: false, items: ['ab'] },
        { type: 'image', url: link, ...image },
      ],
    ],
    [
      'a table has a header and rows of one length',
      '<table><caption>C<thead><tr><th>a<th>b<tbody><tr><td>c</table>',
      [{ type: 'table', header: ['a', 'b'], rows: [['c', '']], caption: 'C' }],
    ],
    [
      'a first row of th is the header',
      '<table><tr><th>a</th></tr><tr><td>b</td></tr></table>',
      [{ type: 'table', header: ['a'], rows: [['b']], caption: null }],
    ],
    [
      'a table in a table is text',
      '<table><tr><td>a<table><tr><td>b</td></tr></table>c</td></tr></table>',
      [{ type: 'table', header: null, rows: [['a<br>b<br>c']], caption: null }],
    ],
    ['an empty table goes', '<table><tr><td> </td></tr></table>', []],
    [
      'frames are embeds',
      '<iframe src="//www.youtube.com/embed/1" title="T">x</iframe>',
      [{ type: 'embed', url: 'https://www.youtube.com/embed/1', title: 'T', provider: 'YouTube' }],
    ],
    [
      'videos are embeds',
      '<video><source src="javascript:1"><source src="https://x.y/"><source src="https://z/">no</video>',
      [{ type: 'embed', url: link, title: null, provider: null }],
    ],
    [
      'oembed elements are embeds',
      '<figure><oembed url="https://vimeo.com/1"></oembed><figcaption>C</figcaption></figure>',
      [{ type: 'embed', url: 'https://vimeo.com/1', title: 'C', provider: 'Vimeo' }],
    ],
    [
      'a paragraph of one known link is an embed',
      '<p><a href="https://youtu.be/1">https://youtu.be/1</a></p>',
      [{ type: 'embed', url: 'https://youtu.be/1', title: null, provider: 'YouTube' }],
    ],
    [
      'one of any other link is not',
      `<p><a href="${link}">${link}</a></p>`,
      [paragraph(`<a href="${link}">${link}</a>`)],
    ],
    ['preformatted text keeps its lines', '<pre>a\n  b</pre>', [paragraph('<code>a<br>b</code>')]],
    ['rules go', 'a<hr>b', [paragraph('a'), paragraph('b')]],
    ['a doctype and comments go', '<!DOCTYPE html><!-- x --><title>t</title><body>a', [paragraph('a')]],
    ['stray end tags do not matter', '</div></p></table>a</ul>', [paragraph('a')]],
    ['unclosed attributes do not matter', 'a<p title="b>c', [paragraph('a')]],
    ['CDATA in HTML is a comment', 'a<![CDATA[b]]>c', [paragraph('ac')]],
  ]
  for (const [name, source, expected] of cases) t.same(html(source), expected, name)
  t.equal(html(`<ul>${'<li>a'.repeat(501)}</ul>`).length, 2, 'a long list is cut')
  t.end()
})

t.test('Markdown bodies', (t) => {
  const cases: [name: string, source: string, expected: object[]][] = [
    [
      'emphasis, links, code',
      '*a* **b** ~~c~~ `d` [e](https://x.y "T")',
      [paragraph('<em>a</em> <strong>b</strong> <s>c</s> <code>d</code> <a href="https://x.y/" title="T">e</a>')],
    ],
    [
      'HTML in it is sanitized',
      'a <script>alert(1)</script><a href="javascript:1">b</a> <sub onclick=x>c</sub>',
      [paragraph('a b <sub>c</sub>')],
    ],
    ['links in it too', '[a](javascript:alert(1)) [b](java&#115;cript:1)', [paragraph('a b')]],
    ['a quote and its source', '> a\n>\n> <cite>C</cite>', [{ type: 'quote', html: 'a', citation: 'C' }]],
    [
      'the title of a picture is its caption',
      '![A](https://x.y "C & D")',
      [{ type: 'image', ...image, url: 'https://x.y/', alt: 'A', caption: 'C & D' }],
    ],
    [
      'tables',
      '| a | b |\n| - | - |\n| c \\| d | e |',
      [{ type: 'table', header: ['a', 'b'], rows: [['c | d', 'e']], caption: null }],
    ],
    ['hard breaks', 'a\\\nb  \nc', [paragraph('a<br>b<br>c')]],
    ['code blocks', '```js\na\n```', [paragraph('<code>a</code>')]],
    [
      'a known address alone',
      '<https://youtu.be/1>',
      [{ type: 'embed', url: 'https://youtu.be/1', title: null, provider: 'YouTube' }],
    ],
  ]
  for (const [name, source, expected] of cases) t.same(markdown(source), expected, name)
  t.end()
})

t.test('bodies of blocks', (t) => {
  const read = readBody(
    {
      blocks: [
        { type: 'paragraph', html: ' <b></b> ' },
        { type: 'list', ordered: false, items: ['', ' a ', '<script>x</script>'] },
        { type: 'image', url: 'https://x.y/i.jpg', alt: ' a\u0000\ud800 ' },
        { type: 'table', rows: [['a'], ['b', 'c']], header: [''] },
        { type: 'embed', url: 'https://x.y/', title: 'https://x.y/' },
        { type: 'quote', html: 'a', id: 'mine' },
      ],
    },
    'article',
  )
  t.same(
    read.map(({ id: _, ...content }) => content),
    [
      { type: 'list', ordered: false, items: ['a'] },
      { type: 'image', ...image, url: 'https://x.y/i.jpg', alt: 'a' },
      {
        type: 'table',
        header: null,
        rows: [
          ['a', ''],
          ['b', 'c'],
        ],
        caption: null,
      },
      { type: 'embed', url: 'https://x.y/', title: null, provider: null },
      { type: 'quote', html: 'a', citation: null },
    ],
  )
  t.equal(read.at(-1)?.id, 'mine')
  const twice = [1, 2].map(() => ({ type: 'paragraph' as const, html: 'a', id: 'x' }))
  t.throws(() => readBody({ blocks: twice }, 'article'), new DuplicateBlockId('x', 1))
  t.throws(() => readBody({ html: '<p>a'.repeat(2001) }, 'article'), new BodyTooLarge('blocks', 2000))
  t.throws(
    () => readBody({ html: `<table><tr>${'<td>a'.repeat(51)}` }, 'a'),
    new BodyTooLarge('cells in a table row', 50),
  )
  t.throws(
    () => readBody({ html: `<table>${'<tr><td>a'.repeat(1002)}` }, 'a'),
    new BodyTooLarge('rows in a table', 1000),
  )
  t.end()
})

t.test('hostile bodies of 1 MB are read in good time', (t) => {
  const repeated = (part: string) => part.repeat(Math.floor(1_000_000 / part.length))
  const sources = {
    html: [
      '<div>',
      '<b>',
      '<b><p>',
      '<ul><li>',
      '<svg>',
      '<blockquote>',
      '<a href=//x>',
      '<',
      '<!--',
      'word ',
      '中',
      '<br>a',
      '<table>',
    ],
    markdown: ['_a_', '*a_', '> ', '>', '[', '`a', '<b>', 'a  \n', '- ', '    a\n', '*a* [b](c) ', 'word\n'],
  }
  for (const [form, parts] of Object.entries(sources)) {
    for (const part of parts) {
      const start = performance.now()
      readBody({ [form]: repeated(part) } as { html: string }, 'article')
      const took = Math.round(performance.now() - start)
      t.ok(took < 60_000, `${form} of ${JSON.stringify(part)}: ${took} ms`)
    }
  }
  t.equal(html(`${'<div>'.repeat(100_000)}a${'</div>'.repeat(100_000)}`).length, 1)
  t.equal(markdown(`${'>'.repeat(9000)} a`).length, 1)
  t.end()
})
