/** Pure rules of an article's life and texts. */
import type { Block } from '../body/index.ts'
import { Problem } from '../http/problems.ts'
import { type Actor, ownerOf } from '../lib/actor.ts'
import { sha256 } from '../lib/ids.ts'
import { type Instant, isOnTick, nextTick } from '../lib/instant.ts'
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
  update: ['draft', 'scheduled', 'live', 'expired'],
  publish: ['draft', 'scheduled', 'live', 'expired'],
  schedule: ['draft', 'scheduled', 'live', 'expired'],
  unpublish: ['scheduled', 'live'],
  correct: ['live'],
  expire: ['live'],
  withdraw: ['live', 'expired'],
  archive: ['draft', 'expired'],
  unarchive: ['archived'],
  delete: ['draft'],
} as const satisfies Record<string, readonly ArticleState[]>

export type Transition = keyof typeof transitions

/** What a state allows. */
export const allowedIn = (state: ArticleState): Transition[] =>
  (Object.keys(transitions) as Transition[]).filter((name) =>
    (transitions[name] as readonly ArticleState[]).includes(state),
  )

/** Raises a conflict that names the state and what it allows. */
export function requireTransition(transition: Transition, state: ArticleState): void {
  const allowed = allowedIn(state)
  if (allowed.includes(transition)) return
  throw new Problem(
    'conflict',
    `The article is ${state}, which does not allow to ${transition} it; it allows: ${allowed.join(', ') || 'nothing'}.`,
    { members: { state, allowed } },
  )
}

/** Contributors work on their own drafts and on nothing else. Raises forbidden. */
export function requireMayEdit(actor: Actor, article: { ownerId: string | null; state: ArticleState }): void {
  if (actor.role !== 'contributor') return
  if (article.ownerId === null || article.ownerId !== ownerOf(actor))
    throw new Problem('forbidden', 'Contributors change their own articles only.')
  if (article.state !== 'draft')
    throw new Problem('forbidden', `Contributors change drafts only; this article is ${article.state}.`)
}

export interface Wish {
  /** Null means now. */
  publishAt: Instant | null
  /** Null means never. */
  expiresAt: Instant | null
}

/** What taking back a pending publication makes of an article: what is live keeps its end, a draft has none. */
export const withoutPending = ({ state, expiresAt }: { state: ArticleState; expiresAt: Instant | null }) => ({
  publishAt: null,
  dueAt: null,
  ...(state === 'live' ? { expiresAt } : { state: 'draft' as const, expiresAt: null }),
})

/** When a wished publication happens: not before its embargo, whatever else is asked. */
export function dueAtOf(wish: { publishAt: Instant | null; embargoUntil: Instant | null }, now: Instant): Instant {
  const wished = wish.publishAt ?? now
  return wish.embargoUntil !== null && wish.embargoUntil > wished ? wish.embargoUntil : wished
}

/** Refuses a scheduled time that is not on a tick, naming the next one. */
export function requireTick(pointer: string, instant: Instant, tickSeconds: number): void {
  if (isOnTick(instant, tickSeconds)) return
  const next = nextTick(instant, tickSeconds)
  throw new Problem('invalid-body', `${pointer} must be on a tick; the next one is ${next}.`, {
    errors: [
      { pointer, detail: `must be on a tick, a whole multiple of ${tickSeconds} seconds; the next one is ${next}` },
    ],
    members: { nextTick: next },
  })
}

/** The rights of an article as they are at an instant: once they have ended nobody may republish it. */
export function rightsAt(rights: ArticleText['rights'], at: Instant) {
  const endsAt = rights?.endsAt ?? null
  if (rights === null || endsAt === null || endsAt > at) return { rights, rightsEndAt: endsAt }
  return { rights: { ...rights, syndication: 'none' as const }, rightsEndAt: null }
}

/** What is kept of a slug after erasure: that it was taken, not what it said. */
export const erasedSlug = (language: string, slug: string): string => `sha256:${sha256(`${language}/${slug}`)}`

/** The slug that a never-published article would like to have. */
export const wantedSlug = (copy: Pick<WorkingCopy, 'slug' | 'text'>): string =>
  copy.slug ?? (slugOf(copy.text.title) || 'article')

const hostOf = (url: string | null): string | undefined =>
  url === null ? undefined : new URL(url).host.replace(/^www\./, '')

/** Whether the text was taken from somebody else: its source is neither our own nor the publication itself. */
export const isReprint = (source: SourceDocument, site: SiteDocument): boolean =>
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
