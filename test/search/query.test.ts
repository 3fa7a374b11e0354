import fc from 'fast-check'
import t from 'tap'
import { mostUnits, parseQuery, type Unit } from '../../src/search/query.ts'

const told = ({ tokens, prefix, field, exact }: Unit): string =>
  `${field ? `${field}:` : exact ? '=' : ''}${tokens.join(' ')}${prefix ? '*' : ''}`

/** A query in short: what is looked for, and what is excluded after a bar. */
const read = (text: string): string => {
  const { units, excluded } = parseQuery(text)
  return [units.map(told).join(' + '), ...(excluded.length > 0 ? [excluded.map(told).join(' + ')] : [])].join(' | ')
}

t.test('how queries are read', async (t) => {
  const cases: Array<[string, string]> = [
    ['haiyan port', 'haiyan + port'],
    ['新能源汽车', '新能 能源 源汽 汽车'],
    ['新能源SUV', '新能 能源 + suv'],
    ['港', '港\ue001'],
    ['covid-19', 'covid 19'],
    ["China’s O’Neil it's", 'china + o neil + it'],
    ['"China’s ports"', '=china s port'],
    ['"new port" opens', '=new port + open'],
    ['“空间站” 天宫', '=空间 间站 + 天宫'],
    ['“手机5G”', '=手机 机 5g'],
    ['"5G 手"', '=5g + =手\ue001'],
    ['ship* x* 合*', 'ship* + x + 合\ue001'],
    ['title:haiyan TITLE:"new port" title：港口', 'title:haiyan + title:new port + title:港口'],
    ['tea -green -"old port" -title:ship*', 'tea | green + old port + title:ship*'],
    ['-新能源SUV 车展', '车展 | 新能 能源 源 suv'],
    ['a a A', 'a'],
    ['"not closed', 'not + closed'],
    ['AND OR NOT NEAR(a)', 'and + or + not + near a'],
    ['title: -', 'title'],
    ['漢語 ＡＢＣ　ｄ', '汉语 + abc + d'],
    ['', ''],
    ['"" * - -- title:', 'title'],
  ]
  for (const [text, expected] of cases) t.equal(read(text), expected, text)
})

t.test('any text is read, within bounds', async () => {
  const signs = fc.constantFrom(
    '"',
    '“',
    '”',
    '-',
    '*',
    ':',
    'title:',
    ' ',
    '　',
    '港',
    'ab',
    "'",
    '\\',
    '(',
    '\0',
    '\ud800',
    '市',
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.array(signs).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const { units, excluded } = parseQuery(text)
      return [units, excluded].every(
        (list) =>
          list.length <= mostUnits &&
          list.every(({ tokens }) => tokens.length > 0 && tokens.every((token) => token !== '')),
      )
    }),
    { numRuns: 1000 },
  )
})

t.test('at most 32 terms count', async (t) => {
  const words = Array.from({ length: 50 }, (_, index) => `w${index}`)
  t.equal(parseQuery(words.join(' ')).units.length, 32)
  t.equal(parseQuery(`x ${words.map((word) => `-${word}`).join(' ')}`).excluded.length, 32)
})
