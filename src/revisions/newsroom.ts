/** The newsroom's history of articles: every saved text, comparison, return to an old one, preview. */
import { Type } from 'typebox'
import {
  Article,
  ArticleId,
  createArticleAnswer,
  type Lifecycle,
  NewsroomArticle,
  stateOf,
  type Views,
} from '../articles/index.ts'
import type { Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { actorOf } from '../http/auth.ts'
import { preconditionOf, stateTag } from '../http/conditional.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { notFound } from '../http/problems.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { closed, ref } from '../lib/schema.ts'
import { diffOf } from './diff.ts'
import { Diff, diffParameters, Revision, RevisionPage, WorkingCopyInput } from './schema.ts'

interface Dependencies {
  db: Transactions
  lifecycle: Lifecycle
  views: Views
  publicUrl: string
}

const tags = ['Newsroom: articles']
const { count: _, ...pages } = pageParameters

function registerRevisions(app: App, { db, lifecycle, views, publicUrl }: Dependencies): void {
  app.get('/v1/newsroom/articles/:id/revisions', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'listNewsroomArticleRevisions',
      summary: 'List the revisions of an article',
      description: 'Every saved text of an article, the newest first.',
      tags,
      params: ArticleId,
      querystring: closed(pages),
      response: { 200: answer('A page of revisions.', ref(RevisionPage)) },
    },
    handler: async (request, reply) => {
      const page = pageRequestOf(request)
      const slice = await db.snapshot(async (queries) => {
        await lifecycle.found(queries, request.params.id, actorOf(request))
        return lifecycle.store.listRevisions(queries, request.params.id, page)
      })
      const { rows, page: info } = pageOfSlice(slice, page, (row) => ({ key: String(row.revision), id: '' }))
      linkPages(request, reply, publicUrl, info)
      return {
        data: rows.map(({ revision, copy, savedAt, savedBy }) => ({
          revision,
          title: copy.text.title,
          savedAt,
          savedBy,
        })),
        page: info,
      }
    },
  })
  app.get('/v1/newsroom/articles/:id/revisions/:revision', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'getNewsroomArticleRevision',
      summary: 'Read a revision of an article',
      description: 'One saved text of an article, as it was saved.',
      tags,
      params: closed({
        ...ArticleId.properties,
        revision: Type.Integer({
          minimum: 1,
          maximum: 1_000_000,
          description: 'Number of the revision.',
          examples: [3],
        }),
      }),
      response: { 200: answer('The revision.', ref(Revision)) },
    },
    handler: async (request) =>
      db.snapshot(async (queries) => {
        const { row } = await lifecycle.found(queries, request.params.id, actorOf(request))
        const saved = await lifecycle.store.findRevision(queries, row.id, request.params.revision)
        if (!saved) throw notFound('revision with this number')
        const [view] = await views.newsroom(queries, [{ row, copy: saved.copy }], {
          include: new Set(),
          body: 'blocks',
        })
        return { ...view, revision: saved.revision, savedAt: saved.savedAt, savedBy: saved.savedBy } as never
      }),
  })
  app.get('/v1/newsroom/articles/:id/diff', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'diffNewsroomArticleRevisions',
      summary: 'Compare two revisions of an article',
      description:
        'What changed between two saved texts: fields, and blocks that were added, removed, changed or moved.',
      tags,
      params: ArticleId,
      querystring: closed(diffParameters('revision')),
      response: { 200: answer('The differences.', ref(Diff)) },
    },
    handler: async (request) =>
      db.snapshot(async (queries) => {
        const { from, to } = request.query
        await lifecycle.found(queries, request.params.id, actorOf(request))
        const before = await lifecycle.store.findRevision(queries, request.params.id, from)
        const after = await lifecycle.store.findRevision(queries, request.params.id, to)
        if (!before || !after) throw notFound('revision with this number')
        return { from, to, ...diffOf(before.copy, after.copy) }
      }),
  })
}

function registerWorkingCopy(app: App, { db, lifecycle, views }: Dependencies): void {
  const answerWith = createArticleAnswer({ db, views })
  app.put('/v1/newsroom/articles/:id/working-copy', {
    config: { scope: 'articles:write', precondition: true },
    schema: {
      operationId: 'restoreArticleRevision',
      summary: 'Go back to an old revision',
      description:
        'Saves an old revision’s text as the new working copy, under a new number. Nothing is lost, and readers see nothing of it until it is published.',
      tags,
      params: ArticleId,
      body: ref(WorkingCopyInput),
      response: { 200: answer('The article with its new working copy.', ref(NewsroomArticle)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      return answerWith(reply, (queries) =>
        lifecycle.restore(queries, request.params.id, request.body.revision, actorOf(request), precondition),
      )
    },
  })
  app.get('/v1/newsroom/articles/:id/preview', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'previewArticle',
      summary: 'Preview the working copy of an article',
      description:
        'The working copy as readers would see it if it were published now; of related news, what the newsroom linked.',
      tags,
      params: ArticleId,
      response: { 200: answer('The article as it would be.', ref(Article)) },
    },
    handler: async (request, reply) =>
      db.snapshot(async (queries) => {
        const article = await lifecycle.found(queries, request.params.id, actorOf(request))
        reply.header('etag', stateTag(stateOf(article.row)))
        return views.preview(queries, article)
      }),
  })
}

/** Registers the newsroom's operations on revisions. */
export function registerHistoryNewsroom(app: App, dependencies: Dependencies): void {
  registerRevisions(app, dependencies)
  registerWorkingCopy(app, dependencies)
}
