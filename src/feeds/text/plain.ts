/** An article as plain text, as a news page prints it: an import of such a page reads the same article back. */
import { cleanText } from '../../lib/html.ts'
import { instantToLocal } from '../../lib/instant.ts'
import type { FeedItem, FeedPublication } from '../item.ts'
import { legalText } from '../xml.ts'
import { datelineText, labelsFor } from './labels.ts'

type Labels = ReturnType<typeof labelsFor>

const labelled = (label: string, value: string | null | undefined): string =>
  value ? `${label}:${cleanText(value)}` : ''

/** A time as the page prints it: by the publication's clock, to the minute. */
const printed = (instant: string, timeZone: string): string =>
  instantToLocal(instant, timeZone).slice(0, 16).replace('T', ' ')

const corrections = ({ corrections }: FeedItem, timeZone: string, labels: Labels): string[] =>
  corrections.map(({ kind, notice, at }) => `${labels[kind]} (${printed(at, timeZone)}) ${cleanText(notice)}`)

const paragraphs = (text: string): string => legalText(text).replace(/\r\n?/g, '\n').trim()

const contactLine = ({ contact }: FeedPublication, labels: Labels): string =>
  [
    contact.email && `${labels.email} ${cleanText(contact.email)}`,
    contact.phone && `${labels.phone} ${cleanText(contact.phone)}`,
  ]
    .filter(Boolean)
    .join(' ')

/** Contact, copyright and terms: what stands at the end of every page. */
function foot({ usage }: FeedItem, publication: FeedPublication, labels: Labels): string[] {
  const contact = contactLine(publication, labels)
  const notice = usage.copyrightNotice ?? publication.copyright
  return [
    contact && `${labels.contact}\n${contact}`,
    notice === null ? '' : cleanText(notice),
    [labelled(labels.terms, usage.usageTerms), labelled(labels.licence, usage.licence)].filter(Boolean).join('\n'),
  ]
}

/**
 * The article as a document of media type `text/plain`: title, time of first publication and source, corrections, the
 * paragraphs, editors, related news, contact, copyright and terms. Where the reader has no body the summary stands for it.
 */
export function textArticle(item: FeedItem, publication: FeedPublication): string {
  const labels = labelsFor(item.language)
  const { timeZone } = publication
  const editors = [...(item.editor ? [item.editor.name] : []), ...item.coEditors].map(cleanText)
  const { text, summary } = item
  const parts = [
    cleanText(item.title),
    `${labels.published}:${printed(item.firstPublishedAt, timeZone)} ${labelled(labels.source, item.source.name)}`,
    labelled(labels.author, item.authors.map(cleanText).join(labels.comma)),
    labelled(labels.originalTitle, item.originalTitle),
    text === null ? '' : labelled(labels.summary, summary),
    labelled(labels.tags, item.tags.map(({ label }) => cleanText(label)).join(labels.comma)),
    labelled(labels.dateline, datelineText(item.dateline)),
    labelled(labels.url, item.url),
    ...corrections(item, timeZone, labels),
    paragraphs(text ?? summary ?? ''),
    labelled(labels.editor, editors.join(labels.comma)),
    item.relatedNews.length > 0
      ? [labels.relatedNews, ...item.relatedNews.map(({ title }) => cleanText(title))].join('\n')
      : '',
    ...foot(item, publication, labels),
  ]
  return legalText(`${parts.filter((part) => part !== '').join('\n\n')}\n`)
}
