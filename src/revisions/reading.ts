/** The public history of articles: editions only, of what is live. */
import { ArticleId, type Edition, gone, type ReadingDependencies, scopeOf } from '../articles/index.ts'
import type { Queries } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { notFound } from '../http/problems.ts'
import { closed, ref } from '../lib/schema.ts'
import type { Viewer } from '../lib/viewer.ts'
import { diffOf } from './diff.ts'
import { Diff, diffParameters, EditionList } from './schema.ts'

/** Registers the reading of editions and of what changed between them. */
export function registerHistoryReading(app: App, dependencies: ReadingDependencies): void {
  const { db, live, history, maySee } = dependencies
  async function requireLive(queries: Queries, id: string, viewer: Viewer): Promise<void> {
    if (!(await live.find(queries, id, viewer))) throw await gone(queries, dependencies, id, viewer)
  }
  /** The editions that a reader may see: those that lie within the profile as they were then. */
  async function editionsFor(queries: Queries, id: string, viewer: Viewer): Promise<Edition[]> {
    const seen: Edition[] = []
    for (const edition of await history.listEditions(queries, id))
      if (await maySee(queries, viewer, scopeOf(edition.live))) seen.push(edition)
    return seen
  }
  app.get('/v1/articles/:id/revisions', {
    config: { cache: 'change', gone: true },
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
        await requireLive(queries, request.params.id, request.viewer)
        const editions = await editionsFor(queries, request.params.id, request.viewer)
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
    config: { cache: 'change', gone: true },
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
        const { viewer } = request
        await requireLive(queries, request.params.id, viewer)
        const before = await history.findEdition(queries, request.params.id, from)
        const after = await history.findEdition(queries, request.params.id, to)
        if (!before || !after) throw notFound('edition with this number')
        for (const { live: shown } of [before, after])
          if (!(await maySee(queries, viewer, scopeOf(shown)))) throw notFound('edition with this number')
        const diff = diffOf(before.copy, after.copy)
        const hidesImages = viewer.profile?.images === false
        return {
          ...{ from, to },
          fields: hidesImages ? diff.fields.filter(({ field }) => field !== 'images') : diff.fields,
          blocks: viewer.profile?.content === 'summary' ? [] : diff.blocks,
        }
      }),
  })
}
