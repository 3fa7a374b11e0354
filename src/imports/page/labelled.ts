/** What the labelled lines of a page say, label by label. */
import { type PrintedDate, readDate } from './dates.ts'
import { type LabelName, readLabels, type Segment } from './labels.ts'
import { collapse, type Line, trimEdges } from './lines.ts'
import { splitNames, splitTags } from './names.ts'
import { type Dateline, type Draft, note, noteUnrecognized } from './page.ts'

/** Where a labelled line stands: among those under the title, or after the last paragraph. */
export type Place = 'header' | 'closing'

type Reader = (draft: Draft, segment: Segment, context: { place: Place; timeZone: string }) => void

/**
 * Reads one label with its value into the page. The first readable value wins; a further one is noted with the rule
 * `repeated-label`. A value that cannot be read is noted as null with a rule `unreadable-…`.
 */
export function readLabelled(draft: Draft, segment: Segment, context: { place: Place; timeZone: string }): void {
  if (segment.name === null) noteUnrecognized(draft, collapse(segment.value), segment)
  else if (segment.value === '') note(draft, fieldOf(segment.name), null, segment, 'empty-label')
  else READERS[segment.name](draft, segment, context)
}

/** Fields of a list are named for one of it. */
const fieldOf = (name: LabelName): string => (name in FIELD_OF ? FIELD_OF[name as keyof typeof FIELD_OF] : name)

/** Reads a source's or editor's line that stands below the body; false when the line is none. */
export function readLateLabels(draft: Draft, line: Line, timeZone: string): boolean {
  const segments = readLabels(line, { timeZone })
  const isLate = ({ name }: Segment) => name === null || name === 'source' || name === 'editors'
  if (segments === undefined || !segments.every(isLate)) return false
  for (const segment of segments) readLabelled(draft, segment, { place: 'closing', timeZone })
  return true
}

const READERS: Record<LabelName, Reader> = {
  publishedAt: readPublishedAt,
  source: (draft, segment, { place }) => {
    const name = place === 'header' ? 'source' : 'closingSource'
    readText(draft, segment, name, `${place}-label`)
  },
  editors: (draft, segment, { place }) => readNames(draft, segment, 'editors', `${place}-label`),
  authors: (draft, segment, { place }) => readNames(draft, segment, 'authors', `${place}-label`),
  originalTitle: (draft, segment) => readText(draft, segment, 'originalTitle', 'labelled-line'),
  summary: (draft, segment) => readText(draft, segment, 'summary', 'labelled-line'),
  tags: (draft, segment) => addAll(draft, 'tags', splitTags(segment.value), segment, 'labelled-line'),
  url: readUrl,
  translation: readTranslation,
  dateline: readDateline,
  image: readImage,
}

function readPublishedAt(draft: Draft, segment: Segment, { timeZone }: { timeZone: string }): void {
  const printed = readDate(segment.value, timeZone)
  if (printed === undefined) note(draft, 'publishedAt', null, segment, 'unreadable-date')
  else if (draft.page.publishedAt !== null) note(draft, 'publishedAt', printed.instant, segment, 'repeated-label')
  else takeDate(draft, segment, printed)
}

function takeDate(draft: Draft, segment: Segment, printed: PrintedDate): void {
  const { instant, length, rule, assumedZone, precision } = printed
  const raw = segment.value.slice(0, length)
  draft.page.publishedAt = { value: instant, raw, line: segment.line, rule, assumedZone, precision }
  note(draft, 'publishedAt', instant, segment, rule)
  const rest = trimEdges(segment.value.slice(length), '|｜')
  if (rest !== '') noteUnrecognized(draft, collapse(rest), { raw: rest, line: segment.line })
}

function readText(
  draft: Draft,
  segment: Segment,
  name: 'source' | 'closingSource' | 'originalTitle' | 'summary',
  rule: string,
): void {
  const value = collapse(segment.value)
  const repeated = draft.page[name] !== null
  draft.page[name] ??= value
  note(draft, name, value, segment, repeated ? 'repeated-label' : rule)
}

function readNames(draft: Draft, segment: Segment, list: 'editors' | 'authors', rule: string): void {
  addAll(draft, list, splitNames(segment.value), segment, rule)
}

const MOST_VALUES = 100
const FIELD_OF = { editors: 'editor', authors: 'author', tags: 'tag' } as const

/**
 * Adds what one line says to a list of the page, each value once, and notes each. A line with none is an `empty-label`;
 * one with more than 100 is no list of this kind (`too-many-values`) and nothing of it is taken.
 */
export function addAll(
  draft: Draft,
  list: keyof typeof FIELD_OF,
  values: string[],
  at: { raw: string; line: number },
  rule: string,
): void {
  if (values.length === 0) note(draft, FIELD_OF[list], null, at, 'empty-label')
  else if (values.length > MOST_VALUES) note(draft, FIELD_OF[list], null, at, 'too-many-values')
  else {
    draft.page[list] = [...new Set([...draft.page[list], ...values])]
    for (const value of values) note(draft, FIELD_OF[list], value, at, rule)
  }
}

function readUrl(draft: Draft, segment: Segment): void {
  const url = webAddress(segment.value)
  const repeated = draft.page.url !== null
  if (url !== undefined) draft.page.url ??= url
  note(draft, 'url', url ?? null, segment, ruleFor(url, repeated, 'unreadable-url'))
}

function readTranslation(draft: Draft, segment: Segment): void {
  const words = collapse(segment.value).split(' ')
  const url = words.map((word) => webAddress(word)).find((address) => address !== undefined)
  const language = words.find((word) => /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/iu.test(word))
  const readable = words.length === 2 && url !== undefined && language !== undefined
  if (readable) draft.page.translations.push({ language: languageTag(language), url })
  const value = readable ? `${languageTag(language)} ${url}` : undefined
  note(draft, 'translation', value ?? null, segment, ruleFor(value, false, 'unreadable-translation'))
}

const ruleFor = (value: string | undefined, repeated: boolean, unreadable: string): string =>
  value === undefined ? unreadable : repeated ? 'repeated-label' : 'labelled-line'

/** The tag that the site's languages go by: Chinese is `zh-Hans` unless it says traditional, English is `en`. */
function languageTag(printed: string): string {
  if (/^en(?:-|$)/iu.test(printed)) return 'en'
  if (/^zh(?:$|-(?:hans|cn|sg)(?:-|$))/iu.test(printed)) return 'zh-Hans'
  return printed
}

function readDateline(draft: Draft, segment: Segment, { timeZone }: { timeZone: string }): void {
  const dateline = splitDateline(collapse(segment.value), timeZone)
  const repeated = draft.page.dateline !== null
  draft.page.dateline ??= dateline
  const value = dateline.date === null ? dateline.place : `${dateline.place}, ${dateline.date}`
  note(draft, 'dateline', value, segment, repeated ? 'repeated-label' : 'labelled-line')
}

/** The place is what stands before the comma or space after which all is one date. */
function splitDateline(text: string, timeZone: string): Dateline {
  for (const match of text.slice(0, 300).matchAll(/[,，]\s?|\s/gu)) {
    const rest = text.slice(match.index + match[0].length)
    const printed = readDate(rest, timeZone)
    if (match.index > 0 && printed?.length === rest.length) {
      return { place: text.slice(0, match.index), date: printed.date }
    }
  }
  return { place: text, date: null }
}

function readImage(draft: Draft, segment: Segment): void {
  const [address = '', alt = '', caption = '', ...credits] = segment.value.split(/[|｜]/u).map(collapse)
  const url = webAddress(address) ?? ownPath(address)
  const credit = credits.join(' | ')
  if (url !== undefined) {
    draft.page.images.push({ url, alt: alt || null, caption: caption || null, credit: credit || null })
  }
  const value = url === undefined ? undefined : [url, alt, caption, credit].filter(Boolean).join(' | ')
  note(draft, 'image', value ?? null, segment, ruleFor(value, false, 'unreadable-image'))
}

/** A path from the root of the site that serves the page's images. */
const ownPath = (address: string): string | undefined => (/^\/(?![/\\])\S*$/u.test(address) ? address : undefined)

/** An absolute http(s) address as printed, without spaces; with a `base`, a relative one made absolute. */
export function webAddress(text: string, base?: string): string | undefined {
  const address = text.trim()
  if (/\s/u.test(address)) return undefined
  const url = URL.parse(address, base)
  if (url === null || !/^https?:$/u.test(url.protocol)) return undefined
  return URL.canParse(address) ? address : url.href
}
