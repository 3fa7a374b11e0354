/** The parts of a page one by one: dates, labelled lines, editors, related news, the foot. */
import t from 'tap'
import { english, page, read, rulesOf } from './read-page.ts'

t.test('dates', (t) => {
  const cases: [printed: string, instant: string | undefined, rule: string, precision?: string][] = [
    ['24-06-21 16:53', '2024-06-21T08:53:00Z', 'date-two-digit-year-20yy', 'minute'],
    ['99-06-21 16:53', '2099-06-21T08:53:00Z', 'date-two-digit-year-20yy', 'minute'],
    ['2024-06-21 16:53', '2024-06-21T08:53:00Z', 'date-year-month-day', 'minute'],
    ['2024-06-21 16:53:07', '2024-06-21T08:53:07Z', 'date-year-month-day', 'second'],
    ['2024-6-1 9:05', '2024-06-01T01:05:00Z', 'date-year-month-day', 'minute'],
    ['2024/06/21', '2024-06-20T16:00:00Z', 'date-year-month-day', 'day'],
    ['２０２４／０６／２１ １６：５３', '2024-06-21T08:53:00Z', 'date-year-month-day', 'minute'],
    ['2024年6月21日 16:53', '2024-06-21T08:53:00Z', 'date-chinese', 'minute'],
    ['2024年06月21日16时53分', '2024-06-21T08:53:00Z', 'date-chinese', 'minute'],
    ['2024年6月21日 星期五 16:53:01', '2024-06-21T08:53:01Z', 'date-chinese', 'second'],
    ['24年6月21日', '2024-06-20T16:00:00Z', 'date-chinese-two-digit-year-20yy', 'day'],
    ['June 21, 2024 16:53', '2024-06-21T08:53:00Z', 'date-month-name-first', 'minute'],
    ['Fri, Jun. 21st 2024, 4:53 p.m.', '2024-06-21T08:53:00Z', 'date-month-name-first', 'minute'],
    ['21 June 2024', '2024-06-20T16:00:00Z', 'date-day-first', 'day'],
    ['21 SEPTEMBER 2024 at 00:10', '2024-09-20T16:10:00Z', 'date-day-first', 'minute'],
    ['2024-06-21T16:53:00+02:00', '2024-06-21T14:53:00Z', 'date-year-month-day-with-offset', 'second'],
    ['2024-06-21T08:53Z', '2024-06-21T08:53:00Z', 'date-year-month-day-with-offset', 'minute'],
    ['2024-06-21 16:53 (GMT+8)', '2024-06-21T08:53:00Z', 'date-year-month-day-with-offset', 'minute'],
    ['2024-02-30 10:00', undefined, 'unreadable-date'],
    ['2023-02-29', undefined, 'unreadable-date'],
    ['2024-06-31', undefined, 'unreadable-date'],
    ['2024-13-01', undefined, 'unreadable-date'],
    ['2024-06-21 25:00', undefined, 'unreadable-date'],
    ['2024-06-21 16:60', undefined, 'unreadable-date'],
    ['2024-06-21 16:53:99', undefined, 'unreadable-date'],
    ['2024-06-21 13:00 pm', undefined, 'unreadable-date'],
    ['21-06-2024', undefined, 'unreadable-date'],
    ['1024-06-21', undefined, 'unreadable-date'],
    ['2024-06-21 16:53+25:00', undefined, 'unreadable-date'],
    ['yesterday', undefined, 'unreadable-date'],
  ]
  for (const [printed, instant, rule, precision] of cases) {
    const text = english({ date: `Pub Date: ${printed}` })
    t.equal(page(text).publishedAt?.value, instant, printed)
    t.same(rulesOf(text, 'publishedAt'), [rule], `${printed}: ${rule}`)
    if (precision !== undefined) t.equal(page(text).publishedAt?.precision, precision)
  }
  t.equal(page(english({ date: 'Date: 2024-06-21T16:53:00+08:00' })).publishedAt?.assumedZone, null)
  const late = english({ date: 'Pub Date: 2024-06-21 16:53 Beijing time Source: X' })
  t.match(page(late), { publishedAt: { raw: '2024-06-21 16:53' }, source: 'X' })
  t.match(read(late).fields, [{}, {}, {}, {}, {}, { name: 'unrecognized', value: 'Beijing time' }])
  t.end()
})

t.test('labelled lines', (t) => {
  const labels = `URL: https://news.example/a/1
Original Title: 新桥
Authors: Ann Lee and Bo Ma, Cy Wu
Summary: One   bridge.
Tags: Bridges, Public  works; Bridges
Translation: zh-CN https://news.example/zh/1
译文： https://news.example/en/1 en-GB
Dateline: Hefei, Anhui, June 20, 2024
Image: https://img.example/1.jpg | The bridge | Seen from "above" | Photo: A | B
图片：https://img.example/2.jpg`
  const found = page(english({ labels }))
  t.match(found, {
    url: 'https://news.example/a/1',
    originalTitle: '新桥',
    authors: ['Ann Lee', 'Bo Ma', 'Cy Wu'],
    summary: 'One bridge.',
    tags: ['Bridges', 'Public works'],
    dateline: { place: 'Hefei, Anhui', date: '2024-06-20' },
  })
  t.same(found.translations, [
    { language: 'zh-Hans', url: 'https://news.example/zh/1' },
    { language: 'en', url: 'https://news.example/en/1' },
  ])
  t.same(found.images, [
    { url: 'https://img.example/1.jpg', alt: 'The bridge', caption: 'Seen from "above"', credit: 'Photo: A | B' },
    { url: 'https://img.example/2.jpg', alt: null, caption: null, credit: null },
  ])
  t.same(found.paragraphs, ['First words.'])
  const chinese = '网址：https://n.example/1\n原标题：旧\n作者：张三 李四\n标签：经济 文化\n电头：合肥，2024-06-20'
  t.match(page(english({ labels: chinese })), {
    url: 'https://n.example/1',
    originalTitle: '旧',
    authors: ['张三', '李四'],
    tags: ['经济', '文化'],
    dateline: { place: '合肥', date: '2024-06-20' },
  })
  t.same(page(english({ labels: 'Dateline: Hefei' })).dateline, { place: 'Hefei', date: null })
  const bad =
    'URL: nowhere\nImage: ../a.jpg | x\nTranslation: https://n.example\nURL: javascript:alert(1)\nTags: ,\nURL:'
  t.match(page(english({ labels: bad })), { url: null, images: [], translations: [], tags: [] })
  t.same(rulesOf(english({ labels: bad }), 'url'), ['unreadable-url', 'unreadable-url', 'empty-label'])
  t.same(rulesOf(english({ labels: bad }), 'image'), ['unreadable-image'])
  t.same(rulesOf(english({ labels: bad }), 'tag'), ['empty-label'])
  const many = `Tags: ${Array.from({ length: 101 }, (_, index) => index).join()}`
  t.same(rulesOf(english({ labels: many }), 'tag'), ['too-many-values'])
  t.same(rulesOf(english({ labels: bad }), 'translation'), ['unreadable-translation'])
  t.end()
})

t.test('editors', (t) => {
  const cases: [printed: string, editors: string[]][] = [
    ['Editor: Ann Lee, Bo Ma & Cy Wu', ['Ann Lee', 'Bo Ma', 'Cy Wu']],
    ['Editor: Ann Lee  Bo Ma and Cy Wu', ['Ann Lee', 'Bo Ma', 'Cy Wu']],
    ['EDITORS：Ann Lee/Bo Ma；Ann Lee', ['Ann Lee', 'Bo Ma']],
    ['责任编辑：张三 李四', ['张三', '李四']],
    ['责任编辑：张三、欧阳明', ['张三', '欧阳明']],
    ['【责任编辑：张 三】', ['张三']],
    ['(Editor: Sandy Anders)', ['Sandy Anders']],
    ['Source: A Editor: Bo', ['Bo']],
    ['Editor:', []],
  ]
  for (const [end, editors] of cases) t.same(page(english({ end })).editors, editors, end)
  t.end()
})

t.test('related news', (t) => {
  const list = (lines: string) => page(english({ end: `Related News\n${lines}` })).relatedNews
  t.same(list('Contact Us'), [], 'an empty list')
  t.same(list(''), [], 'an empty list at the end of the page')
  t.same(list('Bridges . . and more...'), [
    { title: 'Bridges . . and more...', prefix: 'Bridges . . and more', cut: true },
  ])
  t.same(
    list('• Tea ⋯\n—— Silk......\n《茶》。。。').map(({ prefix }) => prefix),
    ['Tea', 'Silk', '《茶》'],
  )
  t.same(list('Etc. is no cut..')[0]?.cut, false)
  t.same(list('...'), [], 'dots alone are no title')
  t.same(list('x'.repeat(301)), [], 'a paragraph is no title')
  t.same(rulesOf(english({ end: `Related News\n...\n${'x'.repeat(301)}` }), 'unrecognized'), ['none', 'none'])
  t.equal(page(english({ end: '【相关新闻】：\n茶' })).relatedNews.length, 1)
  t.end()
})

t.test('the foot', (t) => {
  const foot = (lines: string) => page(english({ date: 'Source: A', end: lines }))
  t.match(foot('Contact Us\nCopyright (c) 2024 A\n增值电信业务经营许可证编号：皖B2-20080023'), {
    copyright: 'Copyright (c) 2024 A',
    licences: [{ kind: 'icp', number: '皖B2-20080023' }],
    paragraphs: ['First words.'],
  })
  const licences = foot(
    'Contact Us\n网络出版服务许可证（总）网出证（皖）字第012号 国内统一刊号：CN 34-0001\n(署)网出证(京)字第181号\n' +
      '信息网络传播视听节目许可证：1208228 京ICP证030173号 | A2.B1.B2-20090001 皖B2-20080023\n皖B2-20080023',
  ).licences
  t.same(
    licences.map(({ kind, number }) => `${kind} ${number}`),
    [
      'publication （总）网出证（皖）字第012号',
      'publication CN 34-0001',
      'publication (署)网出证(京)字第181号',
      'other 1208228',
      'icp 京ICP证030173号',
      'icp B2-20090001',
      'icp 皖B2-20080023',
    ],
  )
  const bare = page('T\nSource: A\nOne.\n电话：0551-1 邮箱：x\n© 2024 A')
  t.match(bare, { paragraphs: ['One.', '电话：0551-1 邮箱：x'], copyright: '© 2024 A' })
  const above = page('T\nSource: A\nOne.\n皖B2-20080023\nE-mail: a@b.example\n版权所有：A')
  t.match(above, { paragraphs: ['One.'], contact: { email: 'a@b.example' }, licences: [{ kind: 'icp' }] })
  const glued = page(
    'E-mail a@b.examplePhone 0551-123456\nT\nSource: A\nOne.\nContact Us: Tel: +86 (551) 123-4567 ext. 8',
  )
  t.same(glued.contact, { email: 'a@b.example', phone: '0551-123456' })
  t.match(page('E-mail Phone\nT\nSource: A\nOne.\nAbout | Contact Us | Help'), {
    title: 'T',
    contact: { email: null, phone: null },
    paragraphs: ['One.'],
  })
  const amid = page('T\nSource: A\n© 2023 A is what the stone says.\nTwo.\nEditor: Bo')
  t.match(amid, { paragraphs: [/^©/, 'Two.'], editors: ['Bo'] }, 'a copyright line amid the text')
  t.match(page('T\nOne.\nCopyright 2024 A\n责任编辑：张三'), { copyright: 'Copyright 2024 A', editors: ['张三'] })
  const oneLine = page(
    'T\nOne.\nRelated News\nA...\nContact UsCopyright ©2024 A. 皖B2-20080023-7E-mail a@b.example Phone 123-456',
  )
  t.match(oneLine, { relatedNews: [{ prefix: 'A' }], copyright: 'Copyright ©2024 A.', contact: { phone: '123-456' } })
  const endless = `T\nOne.\nContact Us\n${'皖B2-20080023-7 '.repeat(400)}`
  t.same(page(endless).licences, [], 'a line of more than 5000 characters is no line of the foot')
  t.same(rulesOf(endless, 'unrecognized'), ['none'])
  t.match(page('T\nOne.\n网络出版服务许可证（总）网出证（皖）字第012号'), { licences: [{ kind: 'publication' }] })
  t.end()
})
