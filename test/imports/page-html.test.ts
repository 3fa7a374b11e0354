/** HTML pages: reduced to lines, then read by the same rules. */
import t from 'tap'
import { type Page, parsePage } from '../../src/imports/page/index.ts'

const read = (text: string) => parsePage(text, { timeZone: 'Asia/Shanghai', mediaType: 'text/html' })

function page(text: string): Page {
  const parsed = read(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.page
}

const WHOLE = `<!DOCTYPE html>
<html lang="en-GB"><head><title>A Bridge Opens &amp; Closes - News of Anhui</title>
<link rel="canonical" href="https://news.example/a/1.html">
<meta name="Keywords" content="bridges, Anhui"><meta name="description" content="One bridge.">
<meta name="author" content="Ann Lee"><style>p { color: red }</style><script>var title = '<p>no</p>'</script></head>
<body><nav><a href="/">Home</a></nav>
<img src="/logo.png" alt="Logo">
<div>E-mail <a href="mailto:desk@news.example">desk@news.example</a> Phone 0551-1234567</div>
<div>News &gt; Anhui</div>
<h1>A Bridge<br>Opens</h1>
<div class="info"><span>Pub Date:24-06-21 16:53</span>&nbsp;<span>Source:<a href="https://x.example">news.example</a></span></div>
<p>&ldquo;A   <b>bold</b>
step,&rdquo; she said.</p>
<figure><img src="../i/1.jpg" alt="The  bridge"><figcaption><p>Seen from</p><p>above</p></figcaption></figure>
<p>Second.<br/>Third.</p>
<p>Editor:Bo Ma</p>
<h3>Related News</h3>
<ul><li><a href="/b/2.html" title="Silk is spun in Bengbu again">Silk is spun in ...</a></li>
<li><a href="https://else.example/3" title="Click here">Tea sells well abr...</a></li>
<li><a href="#" title="Rice">Rice</a></li><li><a href="javascript:void(0)"><h4>Salt</h4></a></li></ul>
<footer><p>Contact Us</p><img src="https://news.example/qr.png">Copyright &copy; 2024 A 皖B2-20080023-7</footer>
</body></html>`

t.test('a whole page', (t) => {
  const parsed = read(WHOLE)
  const found = page(WHOLE)
  t.match(found, {
    title: 'A Bridge Opens',
    language: 'en',
    source: 'news.example',
    editors: ['Bo Ma'],
    url: 'https://news.example/a/1.html',
    tags: ['bridges', 'Anhui'],
    summary: 'One bridge.',
    authors: ['Ann Lee'],
    contact: { email: 'desk@news.example', phone: '0551-1234567' },
    copyright: 'Copyright © 2024 A',
    licences: [{ kind: 'icp', number: '皖B2-20080023-7' }],
  })
  t.same(found.publishedAt, {
    value: '2024-06-21T08:53:00Z',
    raw: '24-06-21 16:53',
    line: 11,
    rule: 'date-two-digit-year-20yy',
    assumedZone: 'Asia/Shanghai',
    precision: 'minute',
  })
  t.same(found.paragraphs, ['“A bold step,” she said.', 'Second.', 'Third.'])
  t.same(found.images, [
    { url: 'https://news.example/i/1.jpg', alt: 'The bridge', caption: 'Seen from above', credit: null },
  ])
  t.same(found.relatedNews, [
    {
      title: 'Silk is spun in ...',
      prefix: 'Silk is spun in',
      cut: true,
      url: 'https://news.example/b/2.html',
      fullTitle: 'Silk is spun in Bengbu again',
    },
    { title: 'Tea sells well abr...', prefix: 'Tea sells well abr', cut: true, url: 'https://else.example/3' },
    { title: 'Rice', prefix: 'Rice', cut: false },
    { title: 'Salt', prefix: 'Salt', cut: false },
  ])
  const rules = Object.fromEntries(parsed.fields.map(({ name, rule }) => [name, rule]))
  t.match(rules, { title: 'html-heading', url: 'html-canonical', summary: 'html-description', htmlTitle: 'html-title' })
  t.same(
    parsed.fields.filter(({ name }) => name === 'unrecognized').map(({ value, line }) => `${line} ${value}`),
    ['9 News > Anhui'],
  )
  t.equal(parsed.fields.find(({ value }) => value === 'Third.')?.line, 15)
  t.match(
    parsed.fields.find(({ value }) => value?.startsWith('“A bold')),
    { raw: '“A   bold\nstep,” she said.', line: 12 },
  )
  t.equal(parsed.fields.filter(({ rule }) => rule === 'image-outside-body').length, 2)
  t.end()
})

t.test('the title element', (t) => {
  const titled = (title: string) => page(`<title>${title}</title><p>Pub Date:24-06-21 16:53</p><p>One.</p>`).title
  t.equal(titled('A - B - News'), 'A - B', 'a fallback, without the site after the last dash')
  t.equal(titled('合肥新桥通车_安徽_新闻网'), '合肥新桥通车')
  t.equal(titled('New-Energy Cars | News'), 'New-Energy Cars')
  t.equal(titled('|'), '|')
  const named =
    '<title>The Bridge | News</title><div>News of Anhui</div><div>THE BRIDGE</div><p>Date: 24-06-21</p><p>B.</p>'
  t.equal(page(named).title, 'THE BRIDGE', 'it tells which of the first lines is the title')
  t.match(read('<p>Date: 24-06-21</p><p>B.</p>'), { ok: false, reason: /no title/ })
  t.match(read('<title>T</title><script>x</script>'), { ok: false, reason: /empty/ })
  t.match(read(`<h1>T</h1>${'<div>'.repeat(2000)}B.`), { ok: false, reason: /1000 HTML elements/ })
  t.end()
})

t.test('labelled lines win over the head', (t) => {
  const head =
    '<meta name="keywords" content="a,b"><meta name="description" content="No"><meta name="author" content="No">'
  const found = `${head}<link rel="canonical" href="https://no.example/"><h1>T</h1>
<p>URL: https://yes.example/<p>Tags: c<p>Summary: Yes<p>Author: Yes<p>Body.`
  t.match(page(found), {
    tags: ['c'],
    summary: 'Yes',
    authors: ['Yes'],
    url: 'https://yes.example/',
    paragraphs: ['Body.'],
  })
  t.equal(read(found).fields.filter(({ rule }) => rule === 'overridden-by-label').length, 4)
  const bad = '<meta name=author><link rel=canonical href="/relative"><h1>T</h1><p>Body.'
  t.match(page(bad), { url: null, authors: [] })
  t.end()
})

t.test('layouts', (t) => {
  const table =
    '<h1>T</h1><table><tr><td>Pub Date:</td><td>24-06-21 16:53</td><td>Source:</td><td>A</td></tr></table><p>B.'
  t.match(page(table), { publishedAt: { value: '2024-06-21T08:53:00Z' }, source: 'A' }, 'a table row is one line')
  const pre = '<pre>\nT\r\n<b>Pub Date:24-06-21 16:53</b>\nOne.\nTwo.</pre>'
  t.same(page(pre).paragraphs, ['One.', 'Two.'], 'lines of preformatted text')
  t.equal(read(pre).fields.find(({ name }) => name === 'publishedAt')?.line, 3)
  const spans = '<h1>新桥</h1><div><span>2024-06-21 16:53</span><span>来源：新华社</span></div>　　正文。'
  t.match(page(spans), { source: '新华社', language: 'zh-Hans', publishedAt: { raw: '2024-06-21 16:53' } })
  t.match(page('<html lang=zh><h1>2024</h1><p>1, 2, 3'), { language: 'zh-Hans' }, 'lang decides for bare numbers')
  const captions =
    '<h1>T</h1><figcaption>One</figcaption><figure><figcaption>Two</figcaption></figure><figure>Three</figure>'
  t.same(page(captions).paragraphs, ['One', 'Two', 'Three'], 'captions without an image are text')
  const images = '<h1>T</h1><p>B.<img src="x.jpg"><img src=""><img data-src="https://a.example/y.jpg"></p>'
  t.same(page(images).images, [{ url: 'https://a.example/y.jpg', alt: null, caption: null, credit: null }])
  const based = '<base href="https://b.example/d/"><h1>T</h1><p>B.<img src="x.jpg">'
  t.equal(page(based).images[0]?.url, 'https://b.example/d/x.jpg')
  t.same(page('<h1>T</h1><svg><title>no</title></svg><p>A &lt;b&gt; &amp;amp; &#x0; &#xd800;.').paragraphs, [
    'A <b> &amp; \ufffd \ufffd.',
  ])
  t.end()
})

t.test('what is HTML without a media type', (t) => {
  const title = (text: string) => {
    const parsed = parsePage(text, { timeZone: 'UTC' })
    return parsed.ok ? parsed.page.title : parsed.reason
  }
  t.equal(title('\ufeff <!doctype html><h1>T</h1><p>B'), 'T')
  t.equal(title('<html><h1>T</h1><p>B'), 'T')
  t.equal(title('<b>T</b>\nB'), '<b>T</b>')
  t.end()
})
