/** Pure rules of an article's life and texts. */
import type { Block } from '../body/index.ts'
import { Problem } from '../http/problems.ts'
import type { Instant } from '../lib/instant.ts'
import { slugOf } from '../lib/slug.ts'
import type { SiteDocument } from '../site/index.ts'
import type { SourceDocument } from '../sources/index.ts'
import type { ArticleState, ArticleText } from './schema.ts'

/** One saved text of an article: what a revision holds. */
export interface WorkingCopy {
  /** The wanted slug; null when it follows from the title. */
  slug: string | null
  text: ArticleText
  sourceId: string
  editorId: string | null
  tagIds: string[]
  blocks: Block[]
}

/** What may be done with an article, and in which states: the table in docs/architecture.md is this one. */
export const transitions = {
  publish: ['draft', 'scheduled', 'live'],
  schedule: ['draft', 'scheduled', 'live'],
  unpublish: ['scheduled', 'live'],
  delete: ['draft'],
} as const satisfies Record<string, readonly ArticleState[]>

export type Transition = keyof typeof transitions

/** Raises a conflict that names the state and what it allows. */
export function requireTransition(transition: Transition, state: ArticleState): void {
  const from: readonly ArticleState[] = transitions[transition]
  if (from.includes(state)) return
  const allowed = Object.entries(transitions).filter(([, states]) => (states as readonly string[]).includes(state))
  const names = allowed.map(([name]) => name)
  throw new Problem(
    'conflict',
    `A ${state} article cannot be the object of ${transition}; it allows ${names.join(', ') || 'nothing'}.`,
    { members: { state, allowed: names } },
  )
}

/** The slug that a never-published article would like to have. */
export const wantedSlug = (copy: WorkingCopy): string => copy.slug ?? (slugOf(copy.text.title) || 'article')

const hostOf = (url: string | null): string | undefined =>
  url === null ? undefined : new URL(url).host.replace(/^www\./, '')

/** Whether the text was taken from somebody else: its source is neither our own nor the publication itself. */
const isReprint = (source: SourceDocument, site: SiteDocument): boolean =>
  source.kind !== 'own' && (hostOf(source.url) === undefined || hostOf(source.url) !== hostOf(site.baseUrl))

export interface Warning {
  pointer: string
  detail: string
}

/**
 * What a reprint must state and this one does not: original title, author where known, editor's name (the source is
 * always stated). After the Chinese rules on internet news services of 2017, article 15.
 */
export function reprintWarnings(copy: WorkingCopy, source: SourceDocument, site: SiteDocument): Warning[] {
  if (!isReprint(source, site)) return []
  return [
    ...(copy.text.originalTitle === null
      ? [{ pointer: '/originalTitle', detail: 'a reprint must state its original title' }]
      : []),
    ...(copy.text.authors.length === 0
      ? [{ pointer: '/authors', detail: 'a reprint must state its original author where known' }]
      : []),
    ...(copy.editorId === null ? [{ pointer: '/editor', detail: 'a reprint must state its editor’s name' }] : []),
  ]
}

/** Refuses to publish a reprint that does not state what it must, where the publication requires it. */
export function requireReprintDuties(copy: WorkingCopy, source: SourceDocument, site: SiteDocument): void {
  if (site.reprintPolicy !== 'require') return
  // An author who is not known cannot be required.
  const missing = reprintWarnings(copy, source, site).filter(({ pointer }) => pointer !== '/authors')
  if (missing.length === 0) return
  throw new Problem(
    'invalid-body',
    `The article cannot be published: ${missing.map(({ detail }) => detail).join('; ')}.`,
    { errors: missing },
  )
}

export interface PublicationTimes {
  firstPublishedAt: Instant | null
  publishedAt: Instant | null
}

/**
 * The times after a publication: the first one is kept for ever; an article that is live stays published since then and
 * is updated now; one that comes back is published anew.
 */
export function timesAfterPublication(before: PublicationTimes, isLive: boolean, at: Instant) {
  const first = before.firstPublishedAt ?? at
  const publishedAt = isLive && before.publishedAt !== null ? before.publishedAt : at
  return { firstPublishedAt: first, publishedAt, updatedAt: at }
}
