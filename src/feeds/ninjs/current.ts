/** ninjs 3.1: arrays with roles, names in camelCase. Version 2.2 is made from it. */
import { imageType } from '../content.ts'
import type { FeedItem, FeedPublication, Tombstone } from '../item.ts'
import { deskNotes, PARTY_ROLE_SCHEME, subjectRelation, tagUri, urnOf, webUri } from './iptc.ts'
import type { Properties } from './properties.ts'

/** The publication as the party that distributes the item, with where to ask. */
function distributor({ name, baseUrl, contact }: FeedPublication): Properties {
  const ways = { email: contact.email, phone: contact.phone }
  return {
    name,
    role: `${PARTY_ROLE_SCHEME}distributor`,
    uri: webUri(baseUrl),
    contactInfo: Object.entries(ways).flatMap(([type, value]) => (value === null ? [] : [{ type, value }])),
  }
}

const infoSources = ({ source }: FeedItem, publication: FeedPublication): Properties[] => [
  {
    name: source.name,
    role: `${PARTY_ROLE_SCHEME}contentSource`,
    uri: webUri(source.url) ?? urnOf(source.id),
    literal: source.slug,
  },
  distributor(publication),
]

/** Texts of one kind, each with its role; those that are not there are left out. */
const roles = (texts: ReadonlyArray<readonly [role: string, value: string | null]>): Properties[] =>
  texts.flatMap(([role, value]) => (value === null ? [] : [{ role, contentType: 'text/plain', value }]))

function bodies({ html, text, characterCount, wordCount }: FeedItem): Properties[] {
  const values = { 'text/html': html, 'text/plain': text }
  return Object.entries(values).flatMap(([contentType, value]) =>
    value === null ? [] : [{ role: 'main', contentType, charCount: characterCount, wordCount, value }],
  )
}

const tagsOf = ({ tags }: FeedItem, kind: string): Properties[] =>
  tags
    .filter((tag) => tag.kind === kind)
    .map((tag) => ({ name: tag.label, rel: 'about', uri: tagUri(tag), literal: tag.slug }))

const people = (item: FeedItem): Properties[] => [
  ...item.authors.map((name) => ({ name, rel: 'author' })),
  ...(item.editor === null
    ? []
    : [{ name: item.editor.name, rel: 'editor', uri: urnOf(item.editor.id), literal: item.editor.slug }]),
  ...item.coEditors.map((name) => ({ name, rel: 'coEditor' })),
  ...tagsOf(item, 'person'),
]

const subjects = ({ tags }: FeedItem): Properties[] =>
  tags.map((tag) => ({
    name: tag.label,
    rel: subjectRelation(tag),
    uri: tagUri(tag),
    literal: tag.slug,
  }))

const picture = (image: FeedItem['images'][number], index: number, { language, updatedAt }: FeedItem): Properties => ({
  name: index === 0 ? 'mainImage' : `image-${index + 1}`,
  rel: index === 0 ? 'mainImage' : 'image',
  uri: webUri(image.url),
  type: 'picture',
  representationType: 'full',
  versionCreated: updatedAt,
  language,
  by: image.credit,
  descriptions: roles([
    ['caption', image.caption],
    ['altText', image.alt],
  ]),
  renditions: [
    {
      name: 'original',
      href: webUri(image.url),
      contentType: imageType(image.url),
      width: image.width,
      height: image.height,
    },
  ],
})

/** Another text that this one points to, by its title only. */
const pointer = (uri: string | undefined, title: string, url: string | null): Properties => ({
  uri,
  type: 'text',
  representationType: 'partial',
  title,
  headlines: roles([['main', title]]),
  altIds: url === null ? [] : [{ role: 'canonical', value: url }],
})

const associations = (item: FeedItem): Properties[] =>
  [
    ...item.images.map((image, index) => picture(image, index, item)),
    ...item.relatedNews.map(({ id, title, url }, index) => ({
      name: `related-${index + 1}`,
      rel: 'seeAlso',
      ...pointer(id === null ? webUri(url) : urnOf(id), title, url),
    })),
    ...item.translations.map(({ id, language, title, url }) => ({
      name: `translation-${language}`,
      rel: 'translation',
      ...pointer(urnOf(id), title, url),
      language,
    })),
  ].filter((association: Properties) => association.uri !== undefined)

const altIds = ({ slug, url, apiUrl, originalUrl }: FeedItem): Properties[] =>
  Object.entries({ slug, canonical: url, api: apiUrl, original: originalUrl }).flatMap(([role, value]) =>
    value === null ? [] : [{ role, value }],
  )

const rights = ({ source, usage }: FeedItem): Properties => {
  const linkedRights = webUri(usage.licence)
  return {
    copyrightHolder: source.name,
    copyrightNotice: usage.copyrightNotice,
    usageTerms: usage.usageTerms,
    rightsInfo: linkedRights === undefined ? null : { linkedRights },
    expires: usage.until,
  }
}

const texts = (item: FeedItem): Properties => ({
  title: item.title,
  headlines: roles([
    ['main', item.title],
    ['subtitle', item.subtitle],
    ['original', item.originalTitle],
  ]),
  by: item.authors.length === 0 ? null : item.authors.join(', '),
  slugline: item.slug,
  located: item.dateline?.place,
  descriptions: [
    ...roles([['summary', item.summary]]),
    ...roles(item.corrections.map(({ notice }) => ['correction', notice] as const)),
  ],
  bodies: bodies(item),
})

/** The article in ninjs 3.1, but for `standard`; absent properties are null, undefined or empty lists. */
export function currentItem(item: FeedItem, publication: FeedPublication): Properties {
  const place = item.dateline?.place
  const notes = deskNotes(item)
  return {
    uri: item.urn,
    type: 'text',
    representationType: item.html === null ? 'partial' : 'full',
    version: String(item.version),
    firstCreated: item.firstPublishedAt,
    contentCreated: item.firstPublishedAt,
    versionCreated: item.updatedAt,
    pubStatus: 'usable',
    language: item.language,
    ...texts(item),
    edNote: notes.length === 0 ? null : notes.join('\n'),
    infoSources: infoSources(item, publication),
    people: people(item),
    organisations: tagsOf(item, 'organisation'),
    places: [...(place ? [{ name: place, rel: 'dateline' }] : []), ...tagsOf(item, 'place')],
    subjects: subjects(item),
    associations: associations(item),
    altIds: altIds(item),
    ...rights(item),
  }
}

/** The recall of an article in ninjs 3.1, but for `standard`. */
export const currentTombstone = (tombstone: Tombstone, publication: FeedPublication): Properties => ({
  uri: tombstone.urn,
  type: 'text',
  representationType: 'partial',
  version: String(tombstone.version + 1),
  versionCreated: tombstone.at,
  pubStatus: 'canceled',
  edNote: tombstone.reason,
  infoSources: [distributor(publication)],
  altIds: [{ role: 'api', value: tombstone.apiUrl }],
})
