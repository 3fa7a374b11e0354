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
const tickOf = (ticks: number | null, now: number): number | null =>
  ticks === null ? null : nextTick(now) + ticks * tickSeconds

export const allowedIn: Record<State, string[]> = {
  draft: ['update', 'publish', 'schedule', 'archive', 'delete'],
  scheduled: ['update', 'publish', 'schedule', 'unpublish'],
  live: ['update', 'publish', 'schedule', 'unpublish', 'correct', 'expire', 'withdraw'],
  expired: ['update', 'publish', 'schedule', 'withdraw', 'archive'],
  archived: ['unarchive'],
  withdrawn: [],
  deleted: [],
  erased: [],
}

const transitionOf: Partial<Record<Kind, string>> = {
  ...{ patch: 'update', embargo: 'update', restore: 'update', link: 'update', publish: 'publish' },
  ...{ unpublish: 'unpublish', correct: 'correct', withdraw: 'withdraw', archive: 'archive' },
  ...{ unarchive: 'unarchive', delete: 'delete' },
}

const writers: Array<Role | undefined> = ['admin', 'editor', 'contributor']
const forWriters: Kind[] = ['create', 'patch', 'embargo', 'restore', 'link', 'delete']
const mayDo = (kind: Kind, role: Role | undefined): boolean => {
  if (kind === 'erase') return role === 'admin'
  return (forWriters.includes(kind) ? writers : ['admin', 'editor']).includes(role)
}

const isThere = (article: Article | undefined): boolean =>
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
const dueOf = (article: Article, { publishAt }: Wish, now: number): number =>
  Math.max(publishAt ?? now, isLive(article) ? 0 : (article.embargoUntil ?? 0))

/** Why a command that may be given is refused, as statuses that fit; none when it is not. */
function refusals(command: Command, article: Article, other: Article | undefined, all: Article[], now: number): number[] {
  const { kind } = command
  if (kind === 'erase') return article.editions.length === 0 ? [409] : []
  const found: number[] = []
  const wish = wishOf(command, now)
  if (kind === 'publish') {
    const due = Math.max(dueOf(article, wish, now), now)
    if (wish.publishAt !== null && command.offTick) found.push(422)
    if (wish.expiresAt !== null && wish.expiresAt <= due) found.push(422)
  }
  if (!allowedIn[article.state].includes(transitionOf[kind] as string)) found.push(409)
  if (found.length > 0) return found
  if (command.as === 'contributor' && article.state !== 'draft') return [403]
  if (kind === 'embargo') return refusesEmbargo(command, article, now) ? [422] : []
  if (kind === 'unpublish') return command.pending && article.dueAt === null ? [409] : []
  if (kind === 'withdraw' && command.other !== null)
    return other === article || !isThere(other) || other?.state === 'withdrawn' ? [422] : []
  if (kind === 'restore') return command.number % 6 >= article.texts.length ? [404] : []
  if (kind === 'link') return refusesLink(command, article, other) ? [422] : []
  if (kind === 'delete')
    return article.editions.length > 0 || all.some((each) => each !== article && isThere(each) && each.links.includes(article.id))
      ? [409]
      : []
  return []
}

function refusesEmbargo(command: Command, article: Article, now: number): boolean {
  const embargo = tickOf(command.publishAt, now)
  if (embargo === article.embargoUntil) return false
  if (isLive(article) && embargo !== null) return true
  if (article.dueAt === null || article.expiresAt === null) return false
  return article.expiresAt <= dueAfterEmbargo(article, embargo, now)
}

function dueAfterEmbargo(article: Article, embargo: number | null, now: number): number {
  const due = Math.max(article.publishAt ?? now, embargo ?? 0)
  return due > now ? due : nextTick(now)
}

function refusesLink({ as, other: wanted }: Command, article: Article, other: Article | undefined): boolean {
  if (wanted === null) return false
  if (!other || !isThere(other) || other === article) return true
  return as === 'contributor' && other.owner !== 'contributor' && !isLive(other)
}

/** The statuses that a refused command may have; none when it must succeed. */
export function refused(command: Command, article: Article | undefined, other: Article | undefined, all: Article[], now: number): number[] {
  const { kind, as, ifMatch } = command
  if (as === undefined) return [401]
  if (!mayDo(kind, as)) return [403]
  if (kind === 'create') return []
  if (ifMatch === 'absent') return [428]
  if (!article || !isThere(article) || (as === 'contributor' && article.owner !== as)) return [404]
  if (ifMatch === 'old') return [412]
  return refusals(command, article, other, all, now)
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
  if (due <= now) return goLive(article, now, wish.expiresAt, 'publish')
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
  if (!pending) return leave(article, 'draft', now, 'unpublish')
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
export function apply(command: Command, article: Article, other: Article | undefined, all: Article[], now: number): void {
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
