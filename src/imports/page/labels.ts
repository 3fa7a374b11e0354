/** The labels of a page, such as `Pub Date:` or `来源：`, and the lines that carry them. */
import { readDate } from './dates.ts'
import { collapse, type Line, rawCutter, trimEdges } from './lines.ts'

export type LabelName =
  | 'publishedAt'
  | 'source'
  | 'editors'
  | 'url'
  | 'originalTitle'
  | 'authors'
  | 'summary'
  | 'tags'
  | 'translation'
  | 'dateline'
  | 'image'

/** One label with its value, as much of the line as belongs to it. A null name is text that the labels leave over. */
export type Segment = { name: LabelName | null; value: string; raw: string; line: number }

const WORDS: Record<LabelName, string[]> = {
  publishedAt: [
    'Pub Date',
    'Pub. Date',
    'Publish Date',
    'Publication Date',
    'Date',
    '发布时间',
    '发布日期',
    '时间',
    '日期',
  ],
  source: ['Source', '来源', '稿件来源', '文章来源'],
  editors: ['Editor', 'Editors', '责任编辑', '编辑', '责编'],
  url: ['URL', '网址'],
  originalTitle: ['Original Title', '原标题'],
  authors: ['Author', 'Authors', 'Author(s)', '作者'],
  summary: ['Summary', '摘要'],
  tags: ['Tags', 'Keywords', '标签', '关键词'],
  translation: ['Translation', '译文'],
  dateline: ['Dateline', '电头'],
  image: ['Image', '图片'],
}
const HEADER_LABELS: LabelName[] = ['publishedAt', 'source', 'editors', 'authors']
// What else date lines print; these words end a source or an editor, and are noted as unrecognized.
const OTHER_WORDS =
  'Font\\s?Size|Views?|Clicks?|Reads?|Hits|Comments?|Share|Print|Reporter|Photo(?:s|grapher)?|Translator'
const LONGEST_HEADER_LINE = 500
const COLON = '\\s*[:：﹕︰]'
const BRACKETS: Record<string, string> = { '(': ')', '（': '）', '[': ']', '【': '】', '［': '］' }

const START = new RegExp(`^(?:${Object.keys(WORDS).map(group).join('|')})${COLON}`, 'iu')
const INNER = new RegExp(
  `(?:(?<=[\\s\\d|｜,，;；()（）])|(?<=[^\\p{Script=Han}])(?=\\p{Script=Han}))(?:${HEADER_LABELS.map(group).join('|')}` +
    `|(?<=\\s)(?<other>\\p{Script=Han}{2,6}|${OTHER_WORDS}))${COLON}`,
  'giu',
)

function group(name: string): string {
  const words = WORDS[name as LabelName].map(pattern).sort((a, b) => b.length - a.length)
  return `(?<${name}>${words.join('|')})`
}

/** A label's pattern: spaces may stand between its words, and between Chinese characters. */
function pattern(word: string): string {
  const escaped = word.replace(/[.()]/gu, '\\$&')
  return /\p{Script=Han}/u.test(word) ? [...escaped].join('\\s*') : escaped.replaceAll(' ', '\\s*')
}

/**
 * The labels of a line, or `undefined` when it is a line of text. A label counts at the start of the line (which may be
 * put in brackets as a whole) or, on a line that starts with a date, source, editor or author, further on. There a
 * source or editor must be a name, not a sentence. With `bareDate` a line may also start with a date without label.
 */
export function readLabels(line: Line, options: { timeZone: string; bareDate?: boolean }): Segment[] | undefined {
  const [text, shift] = unwrap(line.text)
  const start = START.exec(text)
  if (start === null && options.bareDate !== true) return undefined
  const first: Mark = { name: start === null ? 'publishedAt' : nameIn(start), from: 0, value: start?.[0].length ?? 0 }
  const marks = [first]
  if (first.name !== null && HEADER_LABELS.includes(first.name)) marks.push(...innerLabels(text, first.value))
  const cut = rawCutter(line)
  const segments = marks.map(({ name, from, value }, index) => {
    const next = marks[index + 1]
    const raw = cut(index === 0 ? 0 : from + shift, next === undefined ? line.text.length : next.from + shift)
    return { name, value: trimEdges(text.slice(value, next?.from), '|｜'), raw, line: line.number }
  })
  if (start === null && !isDate(segments[0]?.value ?? '', options.timeZone)) return undefined
  return segments.every(isPlausible) ? segments : undefined
}

/** Where a label begins and where its value does; the value of leftover text begins with it. */
type Mark = { name: LabelName | null; from: number; value: number }

function innerLabels(text: string, from: number): Mark[] {
  const marks: Mark[] = []
  for (const match of text.slice(0, LONGEST_HEADER_LINE).matchAll(INNER)) {
    if (match.index < from) continue
    const name = nameIn(match)
    marks.push({ name, from: match.index, value: match.index + (name === null ? 0 : match[0].length) })
  }
  return marks
}

function nameIn(match: RegExpExecArray): LabelName | null {
  const found = Object.entries(match.groups ?? {}).find(([name, word]) => name !== 'other' && word !== undefined)
  return found === undefined ? null : (found[0] as LabelName)
}

const isDate = (text: string, timeZone: string): boolean => readDate(text, timeZone)?.length === text.length

function unwrap(text: string): [inner: string, shift: number] {
  const close = BRACKETS[text[0] ?? '']
  return close !== undefined && text.endsWith(close) ? [text.slice(1, -1), 1] : [text, 0]
}

function isPlausible({ name, value }: Segment): boolean {
  return (name !== 'source' && name !== 'editors') || !isSentence(value, 80)
}

/** Whether a text is running prose: longer than `limit` characters, a question, or with a sentence's end that is no name's. */
export function isSentence(text: string, limit: number): boolean {
  const value = collapse(text)
  if (value.length > limit || /[?？]["'”’」』]?$/u.test(value)) return true
  if (/[。！!]["'”’」』]?$/u.test(value)) return value.length > 12
  if (value.includes('。')) return value.length > 20
  return /[.!?]["'”’)]?(?:$| \p{Lu})/u.test(value) && value.length > 40
}
