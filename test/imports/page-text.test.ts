/** Pages as text: the seed page, its Chinese sister, and each malformed page as a case of its own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { english, page, read, rulesOf } from './read-page.ts'

const SEED = resolve(import.meta.dirname, '../../../shared/seed')

t.test('the seed page', (t) => {
  if (!existsSync(SEED)) {
    t.comment('skipped: ../shared/seed is not here')
    t.end()
    return
  }
  const text = readFileSync(resolve(SEED, readdirSync(SEED)[0] ?? ''), 'utf8')
  const parsed = read(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  const { page, fields } = parsed
  t.match(page.title, /^2024 RCEP Local Governments/)
  t.equal(page.language, 'en')
  t.match(page.publishedAt, {
    value: '2024-06-21T08:53:00Z',
    raw: '24-06-21 16:53',
    line: 5,
    assumedZone: 'Asia/Shanghai',
    precision: 'minute',
    rule: 'date-two-digit-year-20yy',
  })
  t.equal(page.source, 'english.anhuinews.com')
  t.equal(page.closingSource, 'anhuinews.com')
  t.same(page.editors, ['Zheng Chen'])
  t.same(page.contact, { email: 'lunthesis@163.com', phone: '0551-65179860-203' })
  t.same(page.licences, [{ kind: 'icp', number: '皖B2-20080023-7' }])
  t.match(page.copyright, /^Copyright ©2000-2021 .*prohibited\.$/)
  t.equal(page.paragraphs.length, 7)
  t.same(
    page.relatedNews.map(({ cut }) => cut),
    [true, true, true, true],
  )
  t.ok(page.title.startsWith(page.relatedNews[0]?.prefix ?? '-'), 'the first related title begins like the page itself')
  t.match(page.relatedNews[3]?.prefix, / presen$/, 'one is cut in mid-word')
  let position = 0
  for (const paragraph of page.paragraphs) {
    const found = text.indexOf(paragraph, position)
    t.ok(found >= position, `in order, character by character: ${paragraph.slice(0, 20)}`)
    position = found + paragraph.length
  }
  t.equal(fields.filter(({ name }) => name === 'unrecognized').length, 0)
  t.same(
    fields.map(({ line }) => line),
    fields.map(({ line }) => line).sort((a, b) => a - b),
  )
  const glued = page.licences[0]?.number
  const withHeaderAtItsEnd = read(`${text.trimEnd()}E-mail lunthesis@163.com Phone 0551-65179860-203`)
  t.match(withHeaderAtItsEnd, { page: { licences: [{ number: glued }], copyright: page.copyright } })
  t.equal(withHeaderAtItsEnd.fields.filter(({ rule }) => rule === 'footer-contact').length, 2)
  t.end()
})

t.test('a Chinese page', (t) => {
  const text = `邮箱：desk@news.example 电话：0551-65179860
合肥新桥通车
发布时间：2024年06月21日16时53分　来源：皖江新闻网　责任编辑：张三 李　四
摘要：大桥全长三公里。
　　“今天通车了。”市长说，　　桥上人很多。
　　第二段说明编辑工作：来源：不是标签。
来　源：皖江日报
（编辑：王五、赵六）
相关新闻
合肥新能源汽车产量……
· 黄山旅游升温 …
巢湖治理见成效
联系我们
主办：某某集团
版权所有 皖江新闻网 未经授权不得转载
京ICP备12345678号-1 皖B2-20080023-7 京公网安备 11000002000001号 互联网新闻信息服务许可证 10120170001`
  const result = page(text)
  t.equal(result.language, 'zh-Hans')
  t.equal(result.title, '合肥新桥通车')
  t.match(result.publishedAt, { value: '2024-06-21T08:53:00Z', raw: '2024年06月21日16时53分', rule: 'date-chinese' })
  t.equal(result.source, '皖江新闻网')
  t.equal(result.closingSource, '皖江日报')
  t.same(result.editors, ['张三', '李四', '王五', '赵六'])
  t.equal(result.summary, '大桥全长三公里。')
  t.same(result.paragraphs, ['“今天通车了。”市长说， 桥上人很多。', '第二段说明编辑工作：来源：不是标签。'])
  t.same(result.relatedNews, [
    { title: '合肥新能源汽车产量……', prefix: '合肥新能源汽车产量', cut: true },
    { title: '黄山旅游升温 …', prefix: '黄山旅游升温', cut: true },
    { title: '巢湖治理见成效', prefix: '巢湖治理见成效', cut: false },
  ])
  t.same(result.contact, { email: 'desk@news.example', phone: '0551-65179860' })
  t.equal(result.copyright, '版权所有 皖江新闻网 未经授权不得转载')
  t.same(result.licences, [
    { kind: 'icp', number: '京ICP备12345678号-1' },
    { kind: 'icp', number: '皖B2-20080023-7' },
    { kind: 'public-security', number: '京公网安备 11000002000001号' },
    { kind: 'news-service', number: '10120170001' },
  ])
  t.same(
    read(text)
      .fields.filter(({ rule }) => rule === 'none')
      .map(({ value }) => value),
    ['主办：某某集团'],
  )
  t.end()
})

t.test('the date and source line in its shapes', (t) => {
  const shapes = [
    'Pub Date:24-06-21 16:53 Source:news.example',
    'Source: news.example Pub Date: 24-06-21 16:53',
    'PUB DATE ： 24-06-21 16:53\nsource : news.example',
    'Source：news.example\n\nPub Date：24-06-21 16:53',
    'Pub Date:24-06-21 16:53Source:news.example',
    '2024-06-21 16:53 Source: news.example',
    '时间：2024-06-21 16:53　来源：news.example',
    '日期:2024-06-21 16:53|来源:news.example',
    '2024-06-21 16:53来源：news.example',
  ]
  for (const date of shapes) {
    const found = page(english({ date }))
    t.match(found, { source: 'news.example', publishedAt: { value: '2024-06-21T08:53:00Z' } }, date)
    t.same(found.paragraphs, ['First words.'])
  }
  t.same(page('T\n来源：新华社 记者：张三 编辑：李四\n正文。').source, '新华社', 'an unknown label ends the source')
  t.equal(page('T\nPub Date:2024-06-21 Source:https://a.example/x?y=1\nB.').source, 'https://a.example/x?y=1')
  const counted = english({ date: 'Pub Date:24-06-21 16:53 Source:A Editor:Zheng Chen Views: 123' })
  t.match(page(counted), { source: 'A', editors: ['Zheng Chen'] })
  t.same(rulesOf(counted, 'unrecognized'), ['none'])
  const twice = english({ date: 'Source: A\nSource: B\nPub Date: 24-06-21\nPub Date: 24-06-22' })
  t.match(page(twice), { source: 'A', publishedAt: { raw: '24-06-21' } })
  t.same(rulesOf(twice, 'source'), ['header-label', 'repeated-label'])
  const empty = english({ date: 'Pub Date: Source:' })
  t.match(page(empty), { source: null, publishedAt: null })
  t.same(rulesOf(empty, 'source'), ['empty-label'])
  t.end()
})

t.test('a paragraph that only looks like a label stays a paragraph', (t) => {
  const body = [
    'Source code is what the school teaches.',
    'Tags are sewn on by hand.',
    'He named it: "Source: the river", and went on.',
    'Editor: what do you think?',
    'Source: a photograph taken in 1950',
    'Source: it was, she said, an old song. Nobody knew its name.',
    'Copyright law changed in spring.',
    'Contact us was all it said.',
    'Tags: not here',
    '2024-06-21',
    'Date: 21 June 2024',
    '版权所有者说，此事已了结。',
    'The end.',
  ]
  t.same(page(english({ body: body.join('\n') })).paragraphs, body)
  t.equal(page(english({ body: body.join('\n') })).closingSource, null)
  t.end()
})

t.test('closing lines', (t) => {
  const end = 'Author: Ann\nOriginal Title: Old\nSource: B\nEditor: Bo\n[Print]\n[Close]'
  t.match(page(english({ end })), { closingSource: 'B', editors: ['Bo'], authors: ['Ann'], originalTitle: 'Old' })
  t.same(page(english({ end })).paragraphs, ['First words.'])
  t.same(rulesOf(english({ end }), 'unrecognized'), ['none', 'none'])
  t.same(page(english({ body: 'One.\nEditor: Bo\nTwo.' })), {
    ...page(english({ body: 'One.\nTwo.' })),
    editors: ['Bo'],
  })
  const undated = page('T\nOne.\nTwo.\nSource: B\nPub Date: 24-06-21 16:53')
  t.match(undated, { source: null, closingSource: 'B', publishedAt: { raw: '24-06-21 16:53' } })
  t.same(undated.paragraphs, ['One.', 'Two.'])
  const late = page(english({ end: 'Related News\nOne more\nEditor: Bo\nCopyright © 2024 A\nSource: C' }))
  t.match(late, { editors: ['Bo'], closingSource: 'C', relatedNews: [{ title: 'One more' }] })
  t.end()
})

t.test('malformed pages', (t) => {
  const refused = (text: string) => {
    const parsed = read(text)
    return parsed.ok ? 'ok' : parsed.reason
  }
  t.match(refused(''), /empty/)
  t.match(refused(' \n\u200b\u0000\n　'), /empty/)
  t.match(refused('Pub Date:24-06-21 16:53 Source:A\nOne.'), /no title.*300 characters.*Pub Date/, 'no title')
  t.match(refused('E-mail a@b.example Phone 123456\n来源：A\n正文。'), /no title/, 'no title under the contact line')
  t.match(refused(`${'x'.repeat(301)}\nOne.`), /no title/, 'a title as long as a paragraph')
  t.match(refused('Related News\nOne'), /no title/)
  t.match(refused('Copyright © 2024 A\nOne'), /no title/)
  t.match(refused('T'), /no body/, 'one line')
  t.match(refused('T\nPub Date:24-06-21 16:53\nEditor: A\nRelated News\nX...\nContact Us'), /no body/)
  t.ok(read('T\nPub Date:24-06-21').fields.length >= 2, 'a refused page is explained too')
  t.end()
})

t.test('lines between the title and the date line', (t) => {
  const text = 'T\nHow it came about\n2024 Spring Special\nPub Date:24-06-21 16:53 Source:A\nOne.'
  t.same(page(text).paragraphs, ['One.'])
  t.same(rulesOf(text, 'unrecognized'), ['none', 'none'])
  t.same(page('T\nNone of this\nis far.\nYet more\nDate: 24-06-21\nOne.').paragraphs.length, 5, 'not after three lines')
  t.same(page('T\nIs this one?\nDate: 24-06-21\nOne.').paragraphs.length, 3, 'not after a sentence')
  t.end()
})

t.test('white space and invisible characters', (t) => {
  const plain = english({ body: '“One”  two.\nThree.', end: 'Editor: Bo' })
  const wanted = { ...page(plain), publishedAt: null }
  const same = (text: string, message: string) => t.same({ ...page(text), publishedAt: null }, wanted, message)
  same(`\ufeff${plain}`, 'byte order mark')
  same(plain.replaceAll('\n', '\r\n'), 'CRLF')
  same(plain.replaceAll('\n', '\r'), 'lone CR')
  same(plain.replaceAll(' ', '\u00a0'), 'no-break spaces')
  same(plain.replaceAll('\n', '\n　　'), 'full-width indents')
  same([...plain].join('\u200b'), 'zero-width spaces')
  same([...plain].join('\u0001'), 'control characters')
  same([...plain].join('\0'), 'NUL')
  t.same(page('T\nA \ud800 b 👩‍💻.').paragraphs, ['A \ufffd b 👩‍💻.'], 'lone surrogates go, joined emoji stay')
  const zeroWidth = read([...english({})].join('\u200b'))
  const source = zeroWidth.fields.find(({ name }) => name === 'source')
  t.equal(source?.raw, [...'Source:news.example'].join('\u200b'), 'raw keeps what the page has')
  t.end()
})
