/** When the model of an article's life refuses a command, and with which status. */
import type { Role } from '../../src/keys/index.ts'
import {
  type Article,
  type Command,
  dueAfterEmbargo,
  dueOf,
  isLive,
  isThere,
  type Kind,
  type State,
  tickOf,
  wishOf,
} from './model.ts'

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

const writers: unknown[] = ['admin', 'editor', 'contributor']
const forWriters: Kind[] = ['create', 'patch', 'embargo', 'restore', 'link', 'delete']
const mayDo = (kind: Kind, role: Role | undefined): boolean => {
  if (kind === 'erase') return role === 'admin'
  return (forWriters.includes(kind) ? writers : writers.slice(0, 2)).includes(role)
}

/** Why a command that may be given is refused, as statuses that fit; none when it is not. */
function refusals(
  command: Command,
  article: Article,
  other: Article | undefined,
  all: Article[],
  now: number,
): number[] {
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
    return article.editions.length > 0 ||
      all.some((each) => each !== article && isThere(each) && each.links.includes(article.id))
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

function refusesLink({ as, other: wanted }: Command, article: Article, other: Article | undefined): boolean {
  if (wanted === null) return false
  if (!other || !isThere(other) || other === article) return true
  return as === 'contributor' && other.owner !== 'contributor' && !isLive(other)
}

/** The statuses that a refused command may have; none when it must succeed. */
export function refused(
  command: Command,
  article: Article | undefined,
  other: Article | undefined,
  all: Article[],
  now: number,
): number[] {
  const { kind, as, ifMatch } = command
  if (as === undefined) return [401]
  if (!mayDo(kind, as)) return [403]
  if (kind === 'create') return []
  if (ifMatch === 'absent') return [428]
  if (!article || !isThere(article) || (as === 'contributor' && article.owner !== as)) return [404]
  if (ifMatch === 'old') return [412]
  return refusals(command, article, other, all, now)
}
