/** An article as schema.org `NewsArticle` (version 30) in JSON-LD 1.1, as search engines read it. */
import type { FeedItem, FeedPublication, ItemImage } from '../item.ts'
import { legalText } from '../xml.ts'

type Node = Record<string, unknown>

const mediaTopics = 'http://cv.iptc.org/newscodes/mediatopic/'

const node = (type: string, members: Node): Node => ({ '@type': type, ...members })

/** A list, or nothing where it is empty: members without a value are left out. */
const some = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined)

/** The value of a member that may be absent. */
const given = <T>(value: T | null): T | undefined => value ?? undefined

const person = (name: string): Node => node('Person', { name })

/** How a page names the article on it; the page itself is another thing. */
const articleId = (url: string): string => `${url}#article`

const imageObject = ({ url, width, height, alt, caption, credit }: ItemImage): Node =>
  node('ImageObject', {
    url,
    width: given(width),
    height: given(height),
    description: given(alt),
    caption: given(caption),
    creditText: given(credit),
  })

const publisher = ({ name, baseUrl, contact }: FeedPublication): Node =>
  node('NewsMediaOrganization', {
    name,
    url: given(baseUrl),
    email: given(contact.email),
    telephone: given(contact.phone),
  })

/** The page that it was taken from, and how it was called there. */
const basis = ({ originalUrl, originalTitle }: FeedItem): Node | undefined =>
  originalUrl === null && originalTitle === null
    ? undefined
    : node('CreativeWork', { url: given(originalUrl), headline: given(originalTitle) })

const topics = ({ tags }: FeedItem): Node[] =>
  tags.flatMap(({ label, mediaTopic }) => {
    if (mediaTopic === null) return []
    const termCode = mediaTopic.replace(/^medtop:/, '')
    return [
      node('DefinedTerm', { '@id': mediaTopics + termCode, name: label, termCode, inDefinedTermSet: mediaTopics }),
    ]
  })

/** What it is, who made it and when. */
const identity = (item: FeedItem, publication: FeedPublication): Node => ({
  '@id': articleId(item.url),
  identifier: item.urn,
  url: item.url,
  mainEntityOfPage: node('WebPage', { '@id': item.url }),
  headline: item.title,
  alternativeHeadline: given(item.subtitle),
  description: given(item.summary),
  image: some(item.images.map(imageObject)),
  datePublished: item.firstPublishedAt,
  dateModified: item.updatedAt,
  version: item.version,
  inLanguage: item.language,
  author: some(item.authors.map(person)),
  editor: item.editor ? person(item.editor.name) : undefined,
  contributor: some(item.coEditors.map(person)),
  publisher: publisher(publication),
  sourceOrganization: node('Organization', { name: item.source.name, url: given(item.source.url) }),
})

/** What it is about, and what it belongs with. */
const subject = (item: FeedItem): Node => ({
  isBasedOn: basis(item),
  articleSection: some(item.tags.filter(({ kind }) => kind === 'section').map(({ label }) => label)),
  keywords: some(item.tags.map(({ label }) => label)),
  about: some(topics(item)),
  dateline: item.dateline
    ? [item.dateline.place, item.dateline.date].filter((part) => part !== null).join(', ') || undefined
    : undefined,
  locationCreated: item.dateline?.place ? node('Place', { name: item.dateline.place }) : undefined,
  workTranslation: some(
    item.translations.map(({ language, title, url }) =>
      node('NewsArticle', { '@id': articleId(url), url, inLanguage: language, headline: title }),
    ),
  ),
  mentions: some(
    item.relatedNews.map(({ id, title, url }) =>
      node(id === null ? 'CreativeWork' : 'NewsArticle', {
        ...(id !== null && url !== null && { '@id': articleId(url) }),
        url: given(url),
        headline: title,
      }),
    ),
  ),
  correction: some(
    item.corrections.map(({ notice, at }) => node('CorrectionComment', { text: notice, datePublished: at })),
  ),
})

/** What may be done with it, and the text. */
const terms = ({ usage, source, wordCount, text }: FeedItem): Node => ({
  copyrightNotice: given(usage.copyrightNotice),
  creditText: usage.mustCredit ? source.name : undefined,
  license: given(usage.licence),
  usageInfo: usage.usageTerms === null ? undefined : node('CreativeWork', { text: usage.usageTerms }),
  isAccessibleForFree: true,
  wordCount,
  articleBody: given(text),
})

/** What HTML would take for the end of the script element, and what old JavaScript takes for the end of a line. */
const unsafe = /[<\u2028\u2029]/g

/**
 * The article as a JSON document of media type `application/ld+json`, fit to stand in a `script` element as it is.
 * Members without a value are left out; characters that XML cannot hold are taken out of texts, so that all formats
 * show the same ones.
 */
export function newsArticle(item: FeedItem, publication: FeedPublication): string {
  const members = { ...identity(item, publication), ...subject(item), ...terms(item) }
  const article = { '@context': 'https://schema.org', '@type': 'NewsArticle', ...members }
  const json = JSON.stringify(article, (_, value) => (typeof value === 'string' ? legalText(value) : value))
  return json.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
