/** What a news page says, typed, and where on the page each part of it stands. */
import type { Instant } from '../../lib/instant.ts'

/** A value with the exact text it was read from, the 1-based line of the page, and the name of the rule that read it. */
export type Explained<T> = { value: T; raw: string; line: number; rule: string }

/** One thing found on a page. `value` is null where the text is there but says nothing readable. */
export type Field = Explained<string | null> & { name: string }

/**
 * The page's time of publication; `raw` is the time as printed, without its label. `assumedZone` is the site's time zone,
 * or null where the text carries its own offset. A date without time (`day`) is the first second of that day.
 */
export type PublishedAt = Explained<Instant> & { assumedZone: string | null; precision: Precision }

export type Precision = 'day' | 'minute' | 'second'

export type PageLanguage = 'en' | 'zh-Hans'

/** In text pages `url` may also be a path such as `/media/port.jpg`. */
export type PageImage = { url: string; alt: string | null; caption: string | null; credit: string | null }

/**
 * A title under "Related News": `title` as printed, `prefix` the same without the dots, `cut` whether it had any. In HTML
 * pages `url` is where it links (absolute) and `fullTitle` the uncut title of the link's `title` attribute.
 */
export type RelatedTitle = { title: string; prefix: string; cut: boolean; url?: string; fullTitle?: string }

export type LicenceKind = 'icp' | 'public-security' | 'news-service' | 'publication' | 'other'

/** A licence of the site: `number` as one would cite it, without the name of the licence where its kind says that. */
export type Licence = { kind: LicenceKind; number: string }

export type Dateline = { place: string; date: string | null }

/** `source` stands in the page's head, `closingSource` after its last paragraph; they may differ. */
export type Page = {
  title: string
  language: PageLanguage
  publishedAt: PublishedAt | null
  source: string | null
  closingSource: string | null
  editors: string[]
  authors: string[]
  originalTitle: string | null
  summary: string | null
  tags: string[]
  url: string | null
  translations: { language: string; url: string }[]
  dateline: Dateline | null
  images: PageImage[]
  paragraphs: string[]
  relatedNews: RelatedTitle[]
  contact: { email: string | null; phone: string | null }
  copyright: string | null
  licences: Licence[]
}

/** A page, or the reason why it is none; the fields found are there in both cases, in page order. */
export type ParsedPage = { ok: true; page: Page; fields: Field[] } | { ok: false; reason: string; fields: Field[] }

/** A page while it is being read. */
export type Draft = { page: Page; fields: Field[] }

/** An empty page to read into. */
export function createDraft(): Draft {
  const page: Page = {
    title: '',
    language: 'en',
    publishedAt: null,
    source: null,
    closingSource: null,
    editors: [],
    authors: [],
    originalTitle: null,
    summary: null,
    tags: [],
    url: null,
    translations: [],
    dateline: null,
    images: [],
    paragraphs: [],
    relatedNews: [],
    contact: { email: null, phone: null },
    copyright: null,
    licences: [],
  }
  return { page, fields: [] }
}

/** Records a field; `at` says where it stands. Blank text is not a field. */
export function note(
  draft: Draft,
  name: string,
  value: string | null,
  at: { raw: string; line: number },
  rule: string,
): void {
  const raw = at.raw.trim()
  if (raw !== '') draft.fields.push({ name, value, raw, line: at.line, rule })
}

/** Records text that no rule reads, so that nothing printed on the page is lost. */
export function noteUnrecognized(draft: Draft, text: string, at: { raw: string; line: number }): void {
  note(draft, 'unrecognized', text, at, 'none')
}
