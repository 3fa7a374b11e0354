/** An article's life as the documentation tells it, as plainly as can be: what the API is compared with. */
import type { Role } from '../../src/keys/index.ts'

export type State = 'draft' | 'scheduled' | 'live' | 'expired' | 'withdrawn' | 'archived' | 'deleted' | 'erased'

export const kinds = [
  'create',
  'patch',
  'embargo',
  'publish',
  'unpublish',
  'correct',
  'withdraw',
  'archive',
  'unarchive',
  'restore',
  'link',
  'delete',
  'erase',
  'tick',
] as const
export type Kind = (typeof kinds)[number]

/** A command as it is drawn: numbers choose among what is there when it is carried out. */
export interface Command {
  kind: Kind
  as: Role | undefined
  article: number
  other: number | null
  ifMatch: 'present' | 'old' | 'absent'
  /** Title, revision, or seconds that pass. */
  number: number
  /** Ticks from now, null for not given. */
  publishAt: number | null
  expiresAt: number | null
  offTick: boolean
  pending: boolean
}

export interface Text {
  title: string
}

export interface Edition {
  version: number
  title: string
  from: number
  until: number | null
}

export interface Article {
  id: string
  owner: Role
  state: State
  /** The texts by revision; the last one is the working copy. */
  texts: string[]
  editions: Edition[]
  notices: number
  embargoUntil: number | null
  publishAt: number | null
  dueAt: number | null
  expiresAt: number | null
  firstPublishedAt: number | null
  publishedAt: number | null
  updatedAt: number | null
  links: string[]
  /** What the audit has of it, the latest last. */
  acts: string[]
}

export const tickSeconds = 60

export const nextTick = (now: number): number => (Math.floor(now / tickSeconds) + 1) * tickSeconds

/** The tick that a command means: 0 is the next one. */
export const tickOf = (ticks: number | null, now: number): number | null =>
  ticks === null ? null : nextTick(now) + ticks * tickSeconds

export const isThere = (article: Article | undefined): boolean =>
  article !== undefined && article.state !== 'deleted' && article.state !== 'erased'

export const isLive = (article: Article): boolean => article.state === 'live'
export const textOf = (article: Article): string => article.texts.at(-1) as string

export interface Wish {
  publishAt: number | null
  expiresAt: number | null
}

export const wishOf = ({ publishAt, expiresAt, offTick }: Command, now: number): Wish => {
  const at = tickOf(publishAt, now)
  return { publishAt: at === null ? null : at + (offTick ? 1 : 0), expiresAt: tickOf(expiresAt, now) }
}

/** A publication is due when it is wished, but not before the embargo of what readers do not see yet. */
export const dueOf = (article: Article, { publishAt }: Wish, now: number): number =>
  Math.max(publishAt ?? now, isLive(article) ? 0 : (article.embargoUntil ?? 0))

export function dueAfterEmbargo(article: Article, embargo: number | null, now: number): number {
  const due = Math.max(article.publishAt ?? now, embargo ?? 0)
  return due > now ? due : nextTick(now)
}

function closeEdition(article: Article, at: number): void {
  const shown = article.editions.at(-1)
  if (shown && shown.until === null) shown.until = at
}

/** Readers get the working copy, unless they have exactly that. */
function goLive(article: Article, at: number, expiresAt: number | null, act: string): void {
  const shown = isLive(article) ? article.editions.at(-1) : undefined
  article.acts.push(act)
  if (act === 'correct' || shown?.title !== textOf(article)) {
    closeEdition(article, at)
    article.editions.push({ version: article.editions.length + 1, title: textOf(article), from: at, until: null })
    article.firstPublishedAt ??= at
    if (!isLive(article)) article.publishedAt = at
    article.updatedAt = at
  }
  Object.assign(article, { state: 'live', publishAt: null, dueAt: null, expiresAt })
}

function leave(article: Article, state: State, at: number, act: string): void {
  if (isLive(article)) closeEdition(article, at)
  Object.assign(article, { state, publishAt: null, dueAt: null, expiresAt: null })
  article.acts.push(act)
}

function publish(command: Command, article: Article, now: number): void {
  const wish = wishOf(command, now)
  const due = dueOf(article, wish, now)
  if (due <= now) {
    goLive(article, now, wish.expiresAt, 'publish')
    return
  }
  Object.assign(article, { ...wish, dueAt: due, state: isLive(article) ? 'live' : 'scheduled' })
  article.acts.push('schedule')
}

function embargo(command: Command, article: Article, now: number): void {
  const until = tickOf(command.publishAt, now)
  if (until !== article.embargoUntil && article.dueAt !== null) article.dueAt = dueAfterEmbargo(article, until, now)
  article.embargoUntil = until
  article.texts.push(textOf(article))
  article.acts.push('update')
}

function unpublish({ pending }: Command, article: Article, now: number): void {
  if (!pending) {
    leave(article, 'draft', now, 'unpublish')
    return
  }
  Object.assign(article, { publishAt: null, dueAt: null })
  if (!isLive(article)) Object.assign(article, { state: 'draft', expiresAt: null })
  article.acts.push('unschedule')
}

function move(article: Article, state: State, act: string): void {
  article.state = state
  article.acts.push(act)
}

/** Links to what is erased go; that is a write of the articles that had them. */
function erase(article: Article, all: Article[], now: number): void {
  leave(article, 'erased', now, 'erase')
  for (const each of all) {
    if (each === article || !isThere(each) || !each.links.includes(article.id)) continue
    each.links = each.links.filter((id) => id !== article.id)
    each.acts.push('unlink')
  }
}

/** What a command that succeeds makes of an article. */
export function apply(
  command: Command,
  article: Article,
  other: Article | undefined,
  all: Article[],
  now: number,
): void {
  const effects: Partial<Record<Kind, () => void>> = {
    patch: () => {
      article.texts.push(titleOf(command))
      article.acts.push('update')
    },
    restore: () => {
      article.texts.push(article.texts[command.number % 6] as string)
      article.acts.push('restore')
    },
    link: () => {
      article.links = other ? [other.id] : []
      article.acts.push('link')
    },
    correct: () => {
      goLive(article, now, article.expiresAt, 'correct')
      article.notices += 1
    },
    embargo: () => embargo(command, article, now),
    publish: () => publish(command, article, now),
    unpublish: () => unpublish(command, article, now),
    withdraw: () => leave(article, 'withdrawn', now, 'withdraw'),
    archive: () => move(article, 'archived', 'archive'),
    unarchive: () => move(article, 'draft', 'unarchive'),
    delete: () => move(article, 'deleted', 'delete'),
    erase: () => erase(article, all, now),
  }
  effects[command.kind]?.()
}

/** What is due by now happens, at its own time. */
export function carryOut(all: Article[], now: number): Article[] {
  return all.filter((article) => {
    const acts = article.acts.length
    if (article.dueAt !== null && article.dueAt <= now) goLive(article, article.dueAt, article.expiresAt, 'publish')
    if (isLive(article) && article.expiresAt !== null && article.expiresAt <= now)
      leave(article, 'expired', article.expiresAt, 'expire')
    return article.acts.length > acts
  })
}

export const titleOf = ({ number }: Command): string => `Story number ${number % 4} of the day`

export const newArticle = (id: string, owner: Role, command: Command, now: number): Article => ({
  ...{ id, owner, state: 'draft', texts: [titleOf(command)], editions: [], notices: 0, links: [], acts: ['create'] },
  ...{ embargoUntil: command.offTick ? tickOf(command.publishAt, now) : null, publishAt: null, dueAt: null },
  ...{ expiresAt: null, firstPublishedAt: null, publishedAt: null, updatedAt: null },
})

/** The edition that readers had at the end of a second. */
export const shownAt = ({ editions }: Article, at: number): Edition | undefined =>
  editions.findLast(({ from, until }) => from <= at && (until === null || until > at))
