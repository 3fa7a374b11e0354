/** Where an imported article stands: live with its own times, scheduled, or what was public and is not any more. */
import type { Lifecycle, Publication, Recall, StoredArticle } from '../articles/index.ts'
import type { Queries } from '../db/db.ts'
import { Problem } from '../http/problems.ts'
import type { Actor } from '../lib/actor.ts'
import { type Instant, parseInstant, toInstant } from '../lib/instant.ts'
import { firstInstant } from '../lib/ordinal.ts'
import type { ArticleLine } from './lines.ts'

interface Dependencies {
  lifecycle: Lifecycle
  publication: Publication
  recall: Recall
  now: () => Date
}

interface Times {
  publishedAt: Instant | null
  firstPublishedAt: Instant | null
  updatedAt: Instant | null
}

/** 422 for a line. */
export const invalid = (message: string): Problem => new Problem('invalid-body', message)

/** An instant of a line; null for none. Raises invalid-body. */
export function instantOf(text: string | null | undefined, name: string): Instant | null {
  if (text == null) return null
  const instant = parseInstant(text)
  if (instant === undefined) throw invalid(`/${name} must be an instant such as 2024-06-21T08:53:00Z.`)
  return instant
}

/** The times of an article that was public elsewhere. Raises invalid-body for one that is after `now` or out of range. */
export function timesOf(line: ArticleLine, now: Instant): Times {
  const read = (name: keyof Times): Instant | null => {
    const instant = instantOf(line[name], name)
    if (instant !== null && instant > now) throw invalid(`/${name} must not be in the future.`)
    if (instant !== null && instant < firstInstant) throw invalid(`/${name} must not be before ${firstInstant}.`)
    return instant
  }
  return {
    publishedAt: read('publishedAt'),
    firstPublishedAt: read('firstPublishedAt'),
    updatedAt: read('updatedAt'),
  }
}

/** The times and the version of an article that was live elsewhere before; undefined without a time of publication. */
export function formerOf(line: ArticleLine, { publishedAt, firstPublishedAt, updatedAt }: Times) {
  if (publishedAt === null) return undefined
  return {
    firstPublishedAt: firstPublishedAt ?? publishedAt,
    publishedAt,
    updatedAt: updatedAt ?? publishedAt,
    version: Math.max(1, line.version ?? 1),
  }
}

/** Brings imported articles into the state that their lines name. */
export function createLineState({ lifecycle, publication, recall, now }: Dependencies) {
  const { history } = lifecycle

  async function keepCorrections(queries: Queries, id: string, line: ArticleLine, actor: Actor): Promise<void> {
    const corrections = line.corrections ?? []
    await history.addCorrections(
      queries,
      corrections.map((correction) => ({ ...correction, articleId: id, by: actor.name })),
    )
  }

  async function publish(queries: Queries, saved: StoredArticle, line: ArticleLine, actor: Actor): Promise<void> {
    const times = timesOf(line, toInstant(now()))
    const { id, version, embargoUntil, expiresAt } = saved.row
    if (embargoUntil !== null && embargoUntil > toInstant(now())) {
      throw invalid('/state must not be live before /embargoUntil: let it be scheduled.')
    }
    const former = version === 0 ? formerOf(line, times) : undefined
    if (former) await keepCorrections(queries, id, line, actor)
    await publication.goLive(queries, saved, {
      at: former ? former.updatedAt : toInstant(now()),
      actor,
      action: 'publish',
      expiresAt: line.expiresAt === undefined ? expiresAt : instantOf(line.expiresAt, 'expiresAt'),
      ...(former && { former }),
    })
  }

  async function schedule(queries: Queries, saved: StoredArticle, line: ArticleLine, actor: Actor): Promise<void> {
    const publishAt = instantOf(line.publishAt ?? line.publishedAt, 'publishAt')
    if (publishAt === null) throw invalid('/publishAt is missing: a scheduled article needs it.')
    const expiresAt = instantOf(line.expiresAt, 'expiresAt')
    await publication.publish(queries, saved.row.id, { publishAt, expiresAt }, actor, () => undefined)
  }

  /** What was public elsewhere and is not any more keeps its times, its versions, its slug and its withdrawal. */
  async function adopt(queries: Queries, saved: StoredArticle, line: ArticleLine, actor: Actor): Promise<void> {
    const { state = 'draft', version = 0, withdrawal = null } = line
    if (saved.row.version > 0 || (version === 0 && state !== 'archived')) return
    if (state === 'withdrawn' && withdrawal === null) throw invalid('/withdrawal is missing: it says why.')
    await keepCorrections(queries, saved.row.id, line, actor)
    const former = {
      state: state as 'draft' | 'withdrawn' | 'expired' | 'archived',
      version,
      ...timesOf(line, toInstant(now())),
    }
    await recall.adopt(queries, saved, former, withdrawal, actor)
  }

  /** Does to a saved article what its line says of it. Raises invalid-body and what the transitions raise. */
  async function apply(queries: Queries, saved: StoredArticle, line: ArticleLine, actor: Actor): Promise<void> {
    const { state = 'live' } = line
    if (state === 'live') return publish(queries, saved, line, actor)
    if (state === 'scheduled') return schedule(queries, saved, line, actor)
    return adopt(queries, saved, line, actor)
  }

  return { apply }
}
