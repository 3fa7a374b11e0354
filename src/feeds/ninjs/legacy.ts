/** ninjs 1.6, the shape that Superdesk reads: lower-case names, texts as `name_role`, associations as an object. */
import { imageType, mediaTopicCode, mediaTopicScheme, tagScheme } from '../content.ts'
import type { FeedItem, FeedPublication, Tombstone } from '../item.ts'
import { deskNotes, subjectRelation, urnOf, webUri } from './iptc.ts'
import type { Properties } from './properties.ts'

type Tag = FeedItem['tags'][number]

/** In 1.6 a concept is a code in a scheme: a Media Topic, or the slug of a tag of this server. */
const concept = (tag: Tag, item: FeedItem, rel = 'about'): Properties =>
  tag.mediaTopic === null
    ? { name: tag.label, rel, scheme: tagScheme(item, tag.kind), code: tag.slug }
    : { name: tag.label, rel, scheme: mediaTopicScheme, code: mediaTopicCode(tag.mediaTopic) }

const conceptsOf = (item: FeedItem, kind: string): Properties[] =>
  item.tags.filter((tag) => tag.kind === kind).map((tag) => concept(tag, item))

const subject = (item: FeedItem): Properties[] => item.tags.map((tag) => concept(tag, item, subjectRelation(tag)))

function distributor({ name, contact }: FeedPublication): Properties {
  const ways = { email: contact.email, phone: contact.phone }
  return {
    name,
    rel: 'distributor',
    contactinfo: Object.entries(ways).flatMap(([type, value]) => (value === null ? [] : [{ type, value }])),
  }
}

const person = (item: FeedItem): Properties[] => [
  ...item.authors.map((name) => ({ name, rel: 'author' })),
  ...(item.editor === null ? [] : [{ name: item.editor.name, rel: 'editor', code: item.editor.slug }]),
  ...item.coEditors.map((name) => ({ name, rel: 'coEditor' })),
  ...conceptsOf(item, 'person'),
]

/** A picture; `body_text` is the alternative text, which is where Superdesk looks for it. */
const picture = (image: FeedItem['images'][number], { language, updatedAt }: FeedItem): Properties => ({
  uri: webUri(image.url),
  type: 'picture',
  representationtype: 'complete',
  versioncreated: updatedAt,
  language,
  byline: image.credit,
  description_text: image.caption,
  body_text: image.alt,
  renditions: {
    original: {
      href: webUri(image.url),
      mimetype: imageType(image.url),
      width: image.width,
      height: image.height,
    },
  },
})

const pointer = (uri: string | undefined, title: string, url: string | null): Properties => ({
  uri,
  type: 'text',
  representationtype: 'incomplete',
  title,
  headline: title,
  altids: url === null ? null : { canonical: url },
})

/** Keys of associations have letters, digits and `_` only. */
const key = (text: string): string => text.replace(/[^A-Za-z0-9_]/g, '_')

function associations(item: FeedItem): Properties | null {
  const entries: Array<[string, Properties]> = [
    ...item.images.map((image, index): [string, Properties] => [
      index === 0 ? 'mainimage' : `image_${index + 1}`,
      picture(image, item),
    ]),
    ...item.relatedNews.map(({ id, title, url }, index): [string, Properties] => [
      `related_${index + 1}`,
      pointer(id === null ? webUri(url) : urnOf(id), title, url),
    ]),
    ...item.translations.map(({ id, language, title, url }): [string, Properties] => [
      key(`translation_${language}`),
      { ...pointer(urnOf(id), title, url), language },
    ]),
  ]
  const usable = entries.filter(([, { uri }]) => uri !== undefined)
  return usable.length === 0 ? null : Object.fromEntries(usable)
}

const rights = ({ source, usage }: FeedItem): Properties => {
  const linkedrights = webUri(usage.licence)
  return {
    copyrightholder: source.name,
    copyrightnotice: usage.copyrightNotice,
    usageterms: usage.usageTerms,
    rightsinfo: linkedrights === undefined ? null : { linkedrights },
    expires: usage.until,
  }
}

const texts = (item: FeedItem): Properties => ({
  title: item.title,
  headline: item.title,
  headline_subtitle: item.subtitle,
  headline_original: item.originalTitle,
  byline: item.authors.length === 0 ? null : item.authors.join(', '),
  slugline: item.slug,
  located: item.dateline?.place,
  description_text: item.summary,
  description_correction:
    item.corrections.length === 0 ? null : item.corrections.map(({ notice }) => notice).join('\n'),
  body_html: item.html,
  body_text: item.text,
  charcount: item.html === null ? null : item.characterCount,
  wordcount: item.html === null ? null : item.wordCount,
})

/** The article in ninjs 1.6, but for `$standard`; absent properties are null, undefined or empty lists. */
export function legacyItem(item: FeedItem, publication: FeedPublication): Properties {
  const place = item.dateline?.place
  const notes = deskNotes(item)
  return {
    uri: item.urn,
    type: 'text',
    representationtype: item.html === null ? 'incomplete' : 'complete',
    version: String(item.version),
    firstcreated: item.firstPublishedAt,
    contentcreated: item.firstPublishedAt,
    versioncreated: item.updatedAt,
    pubstatus: 'usable',
    language: item.language,
    ...texts(item),
    ednote: notes.length === 0 ? null : notes.join('\n'),
    infosource: [{ name: item.source.name, rel: 'contentSource', code: item.source.slug }, distributor(publication)],
    person: person(item),
    organisation: conceptsOf(item, 'organisation'),
    place: [...(place ? [{ name: place, rel: 'dateline', code: place }] : []), ...conceptsOf(item, 'place')],
    subject: subject(item),
    associations: associations(item),
    altids: { slug: item.slug, canonical: item.url, api: item.apiUrl, original: item.originalUrl },
    ...rights(item),
  }
}

/** The recall of an article in ninjs 1.6, but for `$standard`. */
export const legacyTombstone = (tombstone: Tombstone, publication: FeedPublication): Properties => ({
  uri: tombstone.urn,
  type: 'text',
  representationtype: 'incomplete',
  version: String(tombstone.version + 1),
  versioncreated: tombstone.at,
  pubstatus: 'canceled',
  ednote: tombstone.reason,
  infosource: [distributor(publication)],
  altids: { api: tombstone.apiUrl },
})
