/** Articles as readers had them before: by the number of an edition, or by an instant. */
import { Type } from 'typebox'
import type { Queries } from '../db/transactions.ts'
import { instantsOf } from '../http/parameters.ts'
import { invalidParameter, notFound, Problem } from '../http/problems.ts'
import { InstantInput } from '../lib/scalars.ts'
import type { Scope, Viewer } from '../lib/viewer.ts'
import type { HistoryStore } from './history-store.ts'
import { type FoundArticle, scopeOf } from './live-article.ts'
import type { Shape } from './shape.ts'
import type { Views } from './view.ts'

interface PastDependencies {
  history: HistoryStore
  views: Views
  /** Whether an edition as it was then lies within a reader's profile. */
  maySee: (queries: Queries, viewer: Viewer, scope: Scope) => Promise<boolean>
}

/** Which state of an article is asked for, where it is not the present one. */
export const pastParameters = {
  asOf: Type.Optional(InstantInput('The article as readers had it at the end of this second.')),
  version: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'This edition of the article.', examples: [1] }),
  ),
}

/** The edition that is asked for: by number, or by instant. */
async function editionAsked(
  queries: Queries,
  history: HistoryStore,
  id: string,
  query: { asOf?: string; version?: number },
) {
  if (query.asOf !== undefined && query.version !== undefined)
    throw invalidParameter('version', 'cannot be given together with asOf')
  const { asOf } = instantsOf(query, ['asOf'])
  const version = asOf === undefined ? query.version : await history.versionAt(queries, id, asOf)
  const edition = version === undefined ? undefined : await history.findEdition(queries, id, version)
  if (!edition) throw new Problem('not-found', 'Readers did not have this article then, or there is no such edition.')
  return edition
}

/** A live article as an edition showed it: its own fields of then, what it names as of today. */
export async function pastView(
  queries: Queries,
  { history, views, maySee }: PastDependencies,
  row: FoundArticle,
  query: { asOf?: string; version?: number },
  shape: Shape,
  viewer: Viewer,
) {
  const { live: then, copy } = await editionAsked(queries, history, row.id, query)
  if (!(await maySee(queries, viewer, scopeOf(then)))) throw notFound('edition')
  // What may be done with an edition is what may be done with the article now.
  const { clusterId, translationOf, expiresAt, rightsEndAt } = row
  const document = { ...then.document, rights: row.document.rights }
  const past = { ...then, document, clusterId, translationOf, expiresAt, rightsEndAt }
  return views.readingPast(queries, row, past, copy.blocks, shape, viewer)
}
