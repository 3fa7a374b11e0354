/** What ninjs and NewsML-G2 say alike: IPTC vocabularies, and the note to the desk that receives an item. */
import { safeUrl } from '../../lib/html.ts'
import { mediaTopicCode, mediaTopicScheme } from '../content.ts'
import type { FeedItem, ItemCorrection } from '../item.ts'

type Tag = FeedItem['tags'][number]

/**
 * Roles of the Content Production Party Role vocabulary. The older ones for contributors and information sources
 * (`ctrol`, `isrol`) are retired since 2020 and 2021.
 */
export const PARTY_ROLE_SCHEME = 'http://cv.iptc.org/newscodes/contentprodpartyrole/'

/** `urn:uuid:…`: the identity of an article, tag, source or editor here, wherever the server moves to. */
export const urnOf = (id: string): string => `urn:uuid:${id}`

/** Where a tag is identified: the Media Topic's own URI (http, as IPTC writes it), or the tag's here. */
export const tagUri = ({ id, mediaTopic }: Tag): string =>
  mediaTopic === null ? urnOf(id) : mediaTopicScheme + mediaTopicCode(mediaTopic)

/** How an article relates to a tag as its subject: it stands in a section or series, and is about all others. */
export const subjectRelation = ({ kind }: Tag): string => (kind === 'section' || kind === 'series' ? kind : 'about')

/** An http or https address as RFC 3986 wants it; undefined for none, and for what is no such address. */
export const webUri = (address: string | null): string | undefined => (address === null ? undefined : safeUrl(address))

/** One line for the desk about a correction: its kind, the edition that it made, when, and what readers are told. */
const correctionNote = ({ kind, version, at, notice }: ItemCorrection): string =>
  `${kind} in version ${version}, ${at}: ${notice}`

/**
 * What the desk that receives an item must know, most important first: the corrections, newest first, and that it may
 * not republish it. Not for readers: they get the notices as descriptions.
 */
export function deskNotes({ corrections, usage }: FeedItem): string[] {
  const notes = corrections.map(correctionNote)
  if (!usage.allowed) notes.push(`Not cleared for you to republish: ${usage.reasons.join(', ')}.`)
  return notes
}
