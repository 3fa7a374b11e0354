/** Helpers of the page tests: pages read as text in Shanghai's time. */
import { type Page, type ParsedPage, parsePage } from '../../src/imports/page/index.ts'

export const read = (text: string): ParsedPage =>
  parsePage(text, { timeZone: 'Asia/Shanghai', mediaType: 'text/plain' })

/** The page, for texts that must be one. */
export function page(text: string): Page {
  const parsed = read(text)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.page
}

/** The rules of all fields of a name. */
export const rulesOf = (text: string, name: string): string[] =>
  read(text)
    .fields.filter((field) => field.name === name)
    .map(({ rule }) => rule)

type Parts = { date?: string; labels?: string; body?: string; end?: string }

/** A small page of the seed's layout; each part can be replaced. */
export function english(parts: Parts): string {
  const { date = 'Pub Date:24-06-21 16:53 Source:news.example', labels = '', body = 'First words.', end = '' } = parts
  return ['E-mail desk@news.example Phone 0551-1234567-8', 'A Bridge Opens', date, labels, body, end].join('\n\n')
}
