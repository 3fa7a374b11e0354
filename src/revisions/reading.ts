/** The public history of articles: editions only, of what is live. */
import { ArticleId, gone, type Lifecycle, type Views } from '../articles/index.ts'
import type { Queries, Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { notFound } from '../http/problems.ts'
import { closed, ref } from '../lib/schema.ts'
import { diffOf } from './diff.ts'
import { Diff, diffParameters, EditionList } from './schema.ts'

interface Dependencies {
  db: Transactions
  lifecycle: Lifecycle
  views: Views
}

/** Registers the reading of editions and of what changed between them. */
export function registerHistoryReading(app: App, { db, lifecycle, views }: Dependencies): void {
  const { live, history } = lifecycle
  async function requireLive(queries: Queries, id: string): Promise<void> {
    if (!(await live.find(queries, id))) throw await gone(queries, { live, history, views }, id)
  }
  app.get('/v1/articles/:id/revisions', {
    config: { gone: true },
    schema: {
      operationId: 'listArticleRevisions',
      summary: 'List the editions of an article',
      description:
        'What readers saw of a live article, newest first, each with the time that they saw it. `version` of the article itself reads one.',
      tags: ['Articles'],
      params: ArticleId,
      response: { 200: answer('The editions.', ref(EditionList)) },
    },
    handler: async (request) =>
      db.snapshot(async (queries) => {
        await requireLive(queries, request.params.id)
        const editions = await history.listEditions(queries, request.params.id)
        return {
          data: editions.map(({ version, live: shown, shownFrom, shownUntil }) => ({
            version,
            title: shown.document.title,
            shownFrom,
            shownUntil,
          })),
        }
      }),
  })
  app.get('/v1/articles/:id/diff', {
    config: { gone: true },
    schema: {
      operationId: 'diffArticleRevisions',
      summary: 'Compare two editions of an article',
      description: 'What changed between two editions: fields, and blocks that were added, removed, changed or moved.',
      tags: ['Articles'],
      params: ArticleId,
      querystring: closed(diffParameters('edition')),
      response: { 200: answer('The differences.', ref(Diff)) },
    },
    handler: async (request) =>
      db.snapshot(async (queries) => {
        const { from, to } = request.query
        await requireLive(queries, request.params.id)
        const before = await history.findEdition(queries, request.params.id, from)
        const after = await history.findEdition(queries, request.params.id, to)
        if (!before || !after) throw notFound('edition with this number')
        return { from, to, ...diffOf(before.copy, after.copy) }
      }),
  })
}
