/** What web feeds show of an item beside its plain members: notices before the text, bylines, types of images. */
import { escapeHtml } from '../lib/html.ts'
import type { FeedItem, ItemCorrection } from './item.ts'

const noticeLabels: Record<ItemCorrection['kind'], { en: string; zh: string; 'zh-Hant': string }> = {
  correction: { en: 'Correction', zh: '更正', 'zh-Hant': '更正' },
  clarification: { en: 'Clarification', zh: '说明', 'zh-Hant': '說明' },
  update: { en: 'Update', zh: '更新', 'zh-Hant': '更新' },
  retraction: { en: 'Retraction', zh: '撤稿声明', 'zh-Hant': '撤稿聲明' },
}

const traditional = /^zh-(Hant|TW|HK|MO)\b/i

const labelIn = (language: string): 'en' | 'zh' | 'zh-Hant' => {
  if (traditional.test(language)) return 'zh-Hant'
  return /^zh\b/i.test(language) ? 'zh' : 'en'
}

/** The label of a notice with its day (UTC) in the language of the item: English where that is not Chinese. */
const labelOf = ({ kind, at }: ItemCorrection, language: string): string =>
  `${noticeLabels[kind][labelIn(language)]} (${at.slice(0, 10)})`

const datelineOf = ({ dateline }: FeedItem): string =>
  [dateline?.place, dateline?.date].filter((part) => part != null && part !== '').join(', ')

/** The whole text as HTML: notices of correction first, then the dateline and the body; null where there is no body. */
export function contentHtml(item: FeedItem): string | null {
  const { html, corrections, language } = item
  if (html === null) return null
  const notices = corrections.map((notice) => {
    const text = escapeHtml(notice.notice).replaceAll('\n', '<br/>')
    return `<p><strong>${labelOf(notice, language)}</strong> ${text}</p>`
  })
  const dateline = datelineOf(item)
  return [...notices, ...(dateline === '' ? [] : [`<p><em>${escapeHtml(dateline)}</em></p>`]), html].join('\n')
}

const noticesOf = ({ corrections, language }: FeedItem): string[] =>
  corrections.map((notice) => `${labelOf(notice, language)} ${notice.notice}`)

/** The same as plain text, its parts separated by empty lines; null where there is no body. */
export function contentText(item: FeedItem): string | null {
  if (item.text === null) return null
  return [...noticesOf(item), datelineOf(item), item.text].filter((part) => part !== '').join('\n\n')
}

/** The summary; where the body is not shown, with the notices before it, so that nobody misses a correction. */
export function summaryOf(item: FeedItem): string | null {
  if (item.html !== null) return item.summary
  return [...noticesOf(item), item.summary ?? ''].filter((part) => part !== '').join('\n\n') || null
}

/** Who wrote it: its authors, else its source, as every entry of Atom must have an author (RFC 4287 §4.1.2). */
export const bylineOf = ({ authors, source }: FeedItem): string[] => (authors.length > 0 ? authors : [source.name])

/** What may be done with it, for people: the copyright line, then the terms. */
export const rightsOf = ({ usage }: Pick<FeedItem, 'usage'>): string | null =>
  [usage.copyrightNotice, usage.usageTerms].filter((part) => part !== null).join('\n') || null

const imageTypes: Record<string, string> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  webp: 'image/webp',
}

/** The media type of an image, as far as the extension of its address tells; undefined otherwise. */
export function imageType(url: string): string | undefined {
  const extension = /\.([A-Za-z]{3,4})$/.exec(URL.parse(url)?.pathname ?? '')?.[1]
  return extension === undefined ? undefined : imageTypes[extension.toLowerCase()]
}

/** The IPTC NewsCodes address and code of a Media Topic such as `medtop:20000271`. */
export const mediaTopicScheme = 'http://cv.iptc.org/newscodes/mediatopic/'
export const mediaTopicCode = (mediaTopic: string): string => mediaTopic.replace(/^medtop:/, '')

/** The address of the vocabulary that a tag of this kind is from: the list of such tags on this server. */
export const tagScheme = ({ apiUrl }: Pick<FeedItem, 'apiUrl'>, kind: string): string =>
  new URL(`../tags?kind=${kind}`, apiUrl).href
