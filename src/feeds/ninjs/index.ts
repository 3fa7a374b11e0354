/** IPTC ninjs 3.1, 2.2 and 1.6: one article, or the recall of one, as an object to be written as JSON. */
import type { FeedItem, FeedPublication, Tombstone } from '../item.ts'
import { currentItem, currentTombstone } from './current.ts'
import { legacyItem, legacyTombstone } from './legacy.ts'
import { type Properties, tidy } from './properties.ts'

/** The versions of ninjs that are served, newest first. Superdesk reads 1.6 only. */
export const ninjsVersions = ['3.1', '2.2', '1.6'] as const
export type NinjsVersion = (typeof ninjsVersions)[number]

const schemaOf = (version: NinjsVersion) => `http://www.iptc.org/std/ninjs/ninjs-schema_${version}.json#`
const mediaTypeOf = (version: NinjsVersion) => `application/json; profile="${schemaOf(version)}"`

/** The media type of each version. IANA has none for ninjs, so it is JSON with the schema as profile (RFC 6906). */
export const ninjsMediaTypes: Readonly<Record<NinjsVersion, string>> = {
  '3.1': mediaTypeOf('3.1'),
  '2.2': mediaTypeOf('2.2'),
  '1.6': mediaTypeOf('1.6'),
}

const standardOf = (version: NinjsVersion) => ({ name: 'ninjs', version, schema: schemaOf(version) })

/** ninjs 2.2 has the arrays of 3.1 under lower-case names, and no `rel` on associations. */
function lowerCased(value: unknown, isAssociation = false): unknown {
  if (Array.isArray(value)) return value.map((entry) => lowerCased(entry, isAssociation))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name]) => !(isAssociation && name === 'rel'))
  return Object.fromEntries(kept.map(([name, each]) => [name.toLowerCase(), lowerCased(each, name === 'associations')]))
}

function inVersion(version: NinjsVersion, legacy: () => Properties, current: () => Properties): object {
  if (version === '1.6') return tidy({ ...legacy(), $standard: standardOf(version) })
  const properties = tidy({ ...current(), standard: standardOf(version) })
  return version === '2.2' ? (lowerCased(properties) as object) : properties
}

/**
 * The article in a version of ninjs, valid against its schema. Its `uri` is the article's URN in every version of the
 * text; all texts are well-formed Unicode without control characters. Without a body it is `partial` (1.6:
 * `incomplete`) and has the summary only. Related news that has neither an id nor an address is left out, since an
 * association needs a URI.
 */
export const ninjsItem = (item: FeedItem, publication: FeedPublication, version: NinjsVersion): object =>
  inVersion(
    version,
    () => legacyItem(item, publication),
    () => currentItem(item, publication),
  )

/** The recall of an article: the same `uri`, the next version, `canceled`, the reason (if told) as note, and no text. */
export const ninjsTombstone = (tombstone: Tombstone, publication: FeedPublication, version: NinjsVersion): object =>
  inVersion(
    version,
    () => legacyTombstone(tombstone, publication),
    () => currentTombstone(tombstone, publication),
  )
