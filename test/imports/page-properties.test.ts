/** What holds for every page, and for instants and titles in general. */
import fc from 'fast-check'
import t from 'tap'
import { parsePage } from '../../src/imports/page/index.ts'
import {
  endOfDay,
  instantToLocal,
  isOnTick,
  isTimeZone,
  localToInstant,
  nextTick,
  parseInstant,
  startOfDay,
  toInstant,
} from '../../src/lib/instant.ts'
import { isLongEnoughPrefix, titleKey } from '../../src/lib/title-key.ts'

const SEED = 20240621
const check = <T>(property: fc.IProperty<T>, numRuns = 400) => fc.assert(property, { seed: SEED, numRuns })

const PIECES = [
  'Pub Date:',
  '24-06-21 16:53',
  ' Source:',
  'Source : A',
  '来源：',
  '责任编辑：张三 李四',
  'Editor: Bo',
  'Related News',
  '相关新闻',
  'Contact Us',
  'Copyright © 2024 ',
  '皖B2-20080023-7',
  'E-mail a@b.example',
  'Phone 0551-123456',
  'Tags: a, b',
  'Image: https://a.example/1.jpg | b',
  'Translation: en https://a.example/',
  'Dateline: Hefei, 2024-06-20',
  'Words go on and on, as words do...',
  '|',
  '...',
  '\u200b',
  '　',
  '\u0001',
  '<p>',
  '<figure><img src=x><figcaption>',
  '</p>',
  '<a href="x">',
]
const line = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 12 })), {
  maxLength: 5,
})
const text = fc
  .array(
    line.map((parts) => parts.join('')),
    { maxLength: 15 },
  )
  .chain((lines) => fc.constantFrom('\n', '\r\n', '\r').map((end) => lines.join(end)))
const mediaType = fc.constantFrom('text/plain' as const, 'text/html' as const)

t.test('any text is read without an error', async (t) => {
  const anything = fc.oneof(text, fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }))
  check(
    fc.property(anything, mediaType, (input, mediaType) => {
      const parsed = parsePage(input, { timeZone: 'Asia/Shanghai', mediaType })
      JSON.stringify(parsed)
      if (parsed.ok) return parsed.page.title !== '' && parsed.page.paragraphs.length > 0
      return parsed.reason !== ''
    }),
    1500,
  )
  t.pass('1500 pages')
})

t.test('nothing printed is lost: the raw texts cover every line', async (t) => {
  check(
    fc.property(text, (input) => {
      const { fields } = parsePage(input, { timeZone: 'Asia/Shanghai', mediaType: 'text/plain' })
      const lines = input
        .replaceAll('\0', '')
        .toWellFormed()
        .split(/\r\n|[\n\r\u2028\u2029]/u)
      for (const [index, line] of lines.entries()) {
        const raws = fields.filter((field) => field.line === index + 1).map(({ raw }) => raw)
        let rest = line
        for (const raw of [...raws].sort((a, b) => b.length - a.length)) {
          if (!line.includes(raw)) throw new Error(`${JSON.stringify(raw)} is not in ${JSON.stringify(line)}`)
          rest = rest.replace(raw, () => ' ')
        }
        if (/[\p{L}\p{N}]/u.test(rest)) throw new Error(`${JSON.stringify(rest)} is lost of ${JSON.stringify(line)}`)
      }
      return true
    }),
    1500,
  )
  t.pass('1500 pages')
})

t.test('the order of labelled lines does not matter', async (t) => {
  const labels = [
    'Pub Date: 2024-06-21 16:53 Source: A',
    'URL: https://a.example/1',
    'Original Title: 新桥',
    'Author: Ann Lee, Bo Ma',
    'Summary: A source: the river.',
    'Tags: c, d',
    'Translation: zh-Hans https://a.example/2',
    'Dateline: Hefei, 2024-06-20',
    'Image: https://a.example/3.jpg | x | y | z',
    '责任编辑：张三',
  ]
  const parsed = (lines: string[]) =>
    parsePage(['T', ...lines, 'Body.'].join('\n'), { timeZone: 'Asia/Shanghai', mediaType: 'text/plain' })
  const content = (lines: string[]) => JSON.stringify({ ...parsed(lines), fields: [] }).replace(/"line":\d+/gu, '')
  const wanted = content(labels)
  t.match(wanted, /"ok":true/)
  check(
    fc.property(fc.shuffledSubarray(labels, { minLength: labels.length }), (order) => content(order) === wanted),
    100,
  )
})

t.test('a long page is read in time that grows with its length', async (t) => {
  const hostile = [
    'Source: ',
    'E-mail ',
    '来 ',
    'a.',
    '@',
    '…',
    '. ',
    '| ',
    '许可证',
    '1-',
    'Copyright ©2024 ',
    '<a><p>',
    '&amp;',
  ]
  for (const piece of hostile) {
    const started = performance.now()
    for (const mediaType of ['text/plain', 'text/html'] as const) {
      parsePage(`T\nRelated News\nContact Us\n${piece.repeat(40_000)}x`, { timeZone: 'UTC', mediaType })
      parsePage(`T\n${piece.repeat(40_000)}x\n${piece.repeat(40_000)}`, { timeZone: 'UTC', mediaType })
    }
    t.ok(performance.now() - started < 30_000, `40 000 times ${JSON.stringify(piece)}`)
  }
})

t.test('instants', async (t) => {
  t.equal(toInstant(new Date('2024-06-21T08:53:00.999Z')), '2024-06-21T08:53:00Z')
  t.throws(() => toInstant(new Date(Number.NaN)), RangeError)
  t.throws(() => toInstant(new Date(8.64e15)), RangeError)
  const readings: [string, string | undefined][] = [
    ['2024-06-21T16:53:00+08:00', '2024-06-21T08:53:00Z'],
    ['2024-06-21t08:53:00.75z', '2024-06-21T08:53:00Z'],
    ['2024-06-21 03:53:00-05:00', '2024-06-21T08:53:00Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['2023-02-29T00:00:00Z', undefined],
    ['2024-13-01T00:00:00Z', undefined],
    ['2024-06-21T24:00:00Z', undefined],
    ['2016-12-31T23:59:60Z', undefined],
    ['2024-06-21T16:53:00', undefined],
    ['2024-06-21', undefined],
    ['0000-01-01T00:00:00+01:00', undefined],
    ['9999-12-31T23:59:59-01:00', undefined],
    ['2024-06-21T16:53:00+24:00', undefined],
  ]
  for (const [text, instant] of readings) t.equal(parseInstant(text), instant, text)
  const local = { year: 2024, month: 3, day: 31, hour: 2, minute: 30, second: 0 }
  t.equal(localToInstant(local, 'Europe/Berlin'), '2024-03-31T01:30:00Z', 'a skipped time moves on')
  const twice = { ...local, month: 10, day: 27 }
  t.equal(localToInstant(twice, 'Europe/Berlin'), '2024-10-27T00:30:00Z', 'of two times the first')
  t.throws(() => localToInstant({ ...local, day: 32 }, 'UTC'), RangeError)
  t.equal(instantToLocal('2024-06-21T08:53:00Z', 'Asia/Shanghai'), '2024-06-21T16:53:00+08:00')
  t.equal(instantToLocal('2024-06-21T08:53:00Z', 'UTC'), '2024-06-21T08:53:00+00:00')
  t.same(['Asia/Shanghai', 'UTC', 'Asia/Hefei', '+08:00', ''].map(isTimeZone), [true, true, false, false, false])
  t.equal(startOfDay('2024-06-21', 'Asia/Shanghai'), '2024-06-20T16:00:00Z')
  t.equal(endOfDay('2024-06-21', 'Asia/Shanghai'), '2024-06-21T15:59:59Z')
  t.equal(startOfDay('2024-03-10', 'America/Havana'), '2024-03-10T05:00:00Z', 'a day without midnight')
  for (const date of ['2023-02-29', '2024-6-1', '2024-06-21T00:00']) t.throws(() => startOfDay(date, 'UTC'), RangeError)
  check(
    fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
      return parseInstant(instantToLocal(toInstant(date), 'Europe/London')) === toInstant(date)
    }),
  )
})

t.test('ticks', async (t) => {
  t.equal(nextTick('2024-06-21T08:53:00Z', 60), '2024-06-21T08:54:00Z', 'strictly after')
  t.equal(nextTick(new Date('2024-06-21T08:53:59.999Z'), 60), '2024-06-21T08:54:00Z')
  t.equal(nextTick(new Date('2024-06-21T08:53:00.001Z'), 1), '2024-06-21T08:53:01Z')
  t.same([isOnTick('2024-06-21T08:53:00Z', 60), isOnTick('2024-06-21T08:53:01Z', 60)], [true, false])
  check(
    fc.property(
      fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
      fc.integer({ min: 1, max: 3600 }),
      (date, tick) => {
        const next = nextTick(date, tick)
        const distance = Date.parse(next) - date.getTime()
        return isOnTick(next, tick) && distance > 0 && distance <= tick * 1000
      },
    ),
  )
})

t.test('title keys', async (t) => {
  const same: [string, string][] = [
    ['ＲＣＥＰ　２０２４', 'rcep 2024'],
    ["China's “New Trio”", 'Chinas New Trio'],
    ['合肥 新 能源', '合肥新能源'],
    ['RCEP 论坛 2024', 'RCEP论坛2024'],
    ['A —— B', 'a-b'],
    ['A – B', 'A - B'],
    [' Silk  and\u00a0tea ', 'silk and tea'],
    ['「茶」', '“茶”'],
  ]
  for (const [one, other] of same) t.equal(titleKey(one), titleKey(other), `${one} = ${other}`)
  t.not(titleKey('new trio'), titleKey('newtrio'))
  t.same(
    ['a'.repeat(12), 'a'.repeat(11), '新'.repeat(6), '新'.repeat(5), '新能源 car 2024', 'a b c d e f'].map(
      isLongEnoughPrefix,
    ),
    [true, false, true, false, true, false],
  )
  const word = fc.constantFrom('Silk', ' ', '茶', '合肥', '"', '’', '—', ' - ', '２', ':', '，', 'É')
  const title = fc.array(word, { maxLength: 12 }).map((words) => words.join(''))
  check(
    fc.property(title, fc.nat(40), (title, length) =>
      titleKey(title).startsWith(titleKey(title.slice(0, length).trim()).replace(/-$/u, '')),
    ),
  )
  check(fc.property(fc.string({ unit: 'grapheme' }), (title) => titleKey(titleKey(title)) === titleKey(title)))
})
