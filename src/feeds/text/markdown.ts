/** An article as Markdown (CommonMark 0.31 with GitHub's tables and autolinks in the body). */
import { cleanText } from '../../lib/html.ts'
import type { FeedItem, FeedPublication } from '../item.ts'
import { legalText } from '../xml.ts'
import { datelineText, labelsFor } from './labels.ts'

/** One line of text as Markdown shows it letter for letter, wherever it stands in a line. */
const inline = (text: string): string =>
  cleanText(text)
    .replace(/[\\`*_[\]<~#@]|&(?=#?\w+;)|:(?=\/\/)|(?<=www)\./gi, '\\$&')
    .replace(/^[-+=>]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')

/** An address between pointed brackets, which no address holds unencoded. */
const target = (url: string): string => `<${legalText(url).replace(/[<>\s\\]/g, encodeURIComponent)}>`

const link = (title: string, url: string | null): string =>
  url === null ? inline(title) : `[${inline(title)}](${target(url)})`

const lines = (text: string): string[] =>
  legalText(text)
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map(inline)
    .filter((line) => line !== '')

type Labels = ReturnType<typeof labelsFor>

/** Its corrections, the newest first: readers see them before the text. */
const corrections = ({ corrections }: FeedItem, labels: Labels): string[] =>
  corrections.map(({ kind, notice, at }) =>
    [`**${labels[kind]}** (${at})`, ...lines(notice)].map((line) => `> ${line}`).join('  \n'),
  )

/** Who made it and when: a list, one field a line. */
function head(item: FeedItem, labels: Labels): string {
  const editors = [...(item.editor ? [item.editor.name] : []), ...item.coEditors]
  const fields: Array<[string, string]> = [
    [labels.author, item.authors.map(inline).join(labels.comma)],
    [labels.source, link(item.source.name, item.originalUrl ?? item.source.url)],
    [labels.published, item.firstPublishedAt],
    [labels.updated, item.updatedAt === item.firstPublishedAt ? '' : item.updatedAt],
    [labels.editor, editors.map(inline).join(labels.comma)],
    [labels.dateline, inline(datelineText(item.dateline))],
    [labels.originalTitle, item.originalTitle === null ? '' : inline(item.originalTitle)],
  ]
  return fields
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `- ${label}${labels.colon}${value}`)
    .join('\n')
}

const section = (title: string, entries: string[]): string | false =>
  entries.length > 0 && `## ${title}\n\n${entries.map((entry) => `- ${entry}`).join('\n')}`

/** What may be done with it, and whom to ask. */
function foot({ usage }: FeedItem, { name, baseUrl, contact, copyright }: FeedPublication, labels: Labels): string {
  const notice = usage.copyrightNotice ?? copyright
  const reach = [contact.email && `<${contact.email}>`, contact.phone && inline(contact.phone)].filter(Boolean)
  return [
    ...(notice === null ? [] : lines(notice)),
    ...(usage.usageTerms === null ? [] : [labels.terms + labels.colon + lines(usage.usageTerms).join(' ')]),
    ...(usage.licence === null ? [] : [labels.licence + labels.colon + target(usage.licence)]),
    [link(name, baseUrl), ...reach].join(labels.comma),
  ].join('  \n')
}

/**
 * The article as a document of media type `text/markdown` (RFC 7763): title, corrections, who made it and when, the
 * body, tags, translations, related news, copyright and terms. Where the reader has no body it ends after the summary.
 */
export function markdownArticle(item: FeedItem, publication: FeedPublication): string {
  const labels = labelsFor(item.language)
  const parts = [
    `# ${inline(item.title)}`,
    item.subtitle !== null && `*${inline(item.subtitle)}*`,
    ...corrections(item, labels),
    head(item, labels),
    ...(item.summary === null ? [] : [`**${lines(item.summary).join(' ')}**`]),
    item.markdown !== null && legalText(item.markdown).trim(),
    item.tags.length > 0 && labels.tags + labels.colon + item.tags.map(({ label }) => inline(label)).join(labels.comma),
    section(
      labels.translations,
      item.translations.map(({ language, title, url }) => `${link(title, url)} (${language})`),
    ),
    section(
      labels.relatedNews,
      item.relatedNews.map(({ title, url }) => link(title, url)),
    ),
    '---',
    foot(item, publication, labels),
  ]
  return legalText(`${parts.filter((part) => part !== false && part !== '').join('\n\n')}\n`)
}
