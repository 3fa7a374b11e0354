/** Who reads, and what of the live articles that reader may see. A leaf: routes hand it down to stores. */
import type { Instant } from './instant.ts'
import type { syndications } from './publication-schema.ts'

/** A right of syndication, or that none is stated. */
export type Right = (typeof syndications)[number] | 'unknown'

/** What a key may see. What is null does not narrow it. */
export interface Profile {
  /** Ids of sources, any of which an article must have. */
  sources: string[] | null
  /** Ids of tags, any of which an article must have. */
  tags: string[] | null
  /** Canonical language tags. */
  languages: string[] | null
  /** Nothing that was published before. */
  publishedSince: Instant | null
  /** The rights of syndication that an article must have: its own, else its source's. */
  rights: Right[] | null
  /** Whether bodies are shown, or summaries only. */
  content: 'full' | 'summary'
  /** Whether images are shown. */
  images: boolean
}

/** A reader: everybody who sees the same is one. */
export interface Viewer {
  /** The term (see articles/live-terms.ts) that all articles have which this reader may see. */
  term: string
  /** The key; null for anonymous readers. */
  keyId: string | null
  /** Whether an agreement covers licensed articles: partners have one. */
  agreement: boolean
  /** Undefined for those who see everything that is live. */
  profile: Profile | undefined
}

/** Sees everything that is live, without an agreement. */
export const everything: Viewer = { term: 'all', keyId: null, agreement: false, profile: undefined }

/** The term of the articles that a profile lets its reader see; `id` is the key's, or `anonymous`. */
export const profileTerm = (id: string): string => `profile:${id}`

/** What of an article decides who may see it. */
export interface Scope {
  source: string
  tags: string[]
  language: string
  publishedAt: Instant
  /** The article’s own right; null where its source's holds. */
  right: Right | null
}

/** Whether a profile lets its reader see an article; `sourceRight` is its source's right now. */
export const sees = (profile: Profile | undefined, scope: Scope, sourceRight: Right): boolean =>
  profile === undefined ||
  ((profile.sources === null || profile.sources.includes(scope.source)) &&
    (profile.tags === null || profile.tags.some((tag) => scope.tags.includes(tag))) &&
    (profile.languages === null || profile.languages.includes(scope.language)) &&
    (profile.publishedSince === null || scope.publishedAt >= profile.publishedSince) &&
    (profile.rights === null || profile.rights.includes(scope.right ?? sourceRight)))

/** Whether a profile lets its reader see a source itself. */
export const seesSource = (profile: Profile | undefined, id: string): boolean =>
  profile?.sources == null || profile.sources.includes(id)
