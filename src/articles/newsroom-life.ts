/** An article's life, as sub-resources: publication, corrections, withdrawal, archive, erasure. */
import { Type } from 'typebox'
import type { App } from '../http/app-types.ts'
import { actorOf } from '../http/auth.ts'
import { preconditionOf } from '../http/conditional.ts'
import { answer, noContent } from '../http/openapi.ts'
import { invalidField } from '../http/problems.ts'
import { type Instant, parseInstant } from '../lib/instant.ts'
import { closed, ref } from '../lib/schema.ts'
import { CorrectionInput, ErasureInput, PublicationChecks, PublicationInput, WithdrawalInput } from './life-schema.ts'
import { createArticleAnswer, type NewsroomDependencies } from './newsroom-answer.ts'
import { ArticleId } from './parameters.ts'
import { NewsroomArticle } from './schema.ts'

const tags = ['Newsroom: articles']

/** Reads a wished time. Raises invalid-body for a date that does not exist, or one with fractions of a second. */
function instantOf(pointer: string, text: string | null | undefined): Instant | null {
  if (text == null) return null
  const instant = parseInstant(text)
  if (instant === undefined || Date.parse(text) % 1000 !== 0)
    throw invalidField(pointer, 'must be an instant in whole seconds such as 2026-12-24T18:00:00Z')
  return instant
}

function registerPublication(app: App, dependencies: NewsroomDependencies): void {
  const { publication } = dependencies
  const answerWith = createArticleAnswer(dependencies)
  app.put('/v1/newsroom/articles/:id/publication', {
    config: { scope: 'articles:publish', precondition: true },
    schema: {
      operationId: 'publishArticle',
      summary: 'Publish an article',
      description:
        'Publishes the working copy now, or at a tick to come: then the revision that is current at that time. It is the whole wish: no `publishAt` means now, no `expiresAt` means never. An embargo holds it back whatever is asked. Publishing what readers already see changes nothing for them.',
      tags,
      params: ArticleId,
      body: ref(PublicationInput),
      response: { 200: answer('The article, live or scheduled.', ref(NewsroomArticle)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const wish = {
        publishAt: instantOf('/publishAt', request.body.publishAt),
        expiresAt: instantOf('/expiresAt', request.body.expiresAt),
      }
      return answerWith(reply, (queries) =>
        publication.publish(queries, request.params.id, wish, actorOf(request), precondition),
      )
    },
  })
  app.delete('/v1/newsroom/articles/:id/publication', {
    config: { scope: 'articles:publish', precondition: true },
    schema: {
      operationId: 'unpublishArticle',
      summary: 'Unpublish an article',
      description:
        'Takes back a schedule, or takes a live article from readers, without recall. It is a draft again. With `pending=true` a live article stays, and only its pending publication is taken back.',
      tags,
      params: ArticleId,
      querystring: closed({
        pending: Type.Optional(
          Type.Boolean({ default: false, description: 'Takes back only what is still to come.', examples: [false] }),
        ),
      }),
      response: { 200: answer('The article.', ref(NewsroomArticle)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      const pendingOnly = request.query.pending ?? false
      return answerWith(reply, (queries) =>
        publication.unpublish(queries, request.params.id, pendingOnly, actorOf(request), precondition),
      )
    },
  })
  app.post('/v1/newsroom/articles/:id/corrections', {
    config: { scope: 'articles:publish', precondition: true },
    schema: {
      operationId: 'correctArticle',
      summary: 'Correct a live article',
      description:
        'Publishes the working copy with a notice for readers: a correction, clarification, update or retraction, bound to the blocks that it concerns.',
      tags,
      params: ArticleId,
      body: ref(CorrectionInput),
      response: { 200: answer('The corrected article.', ref(NewsroomArticle)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      return answerWith(reply, (queries) =>
        publication.correct(queries, request.params.id, request.body, actorOf(request), precondition),
      )
    },
  })
}

function registerChecks(app: App, { db, lifecycle, checks }: NewsroomDependencies): void {
  app.post('/v1/newsroom/articles/:id/publication/checks', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'checkPublication',
      summary: 'Rehearse a publication',
      description:
        'Says what would have the publication of the working copy refused, and what would make it better. Changes nothing.',
      tags,
      params: ArticleId,
      response: { 200: answer('What was found.', ref(PublicationChecks)) },
    },
    handler: async (request) =>
      db.snapshot(async (queries) =>
        checks.run(queries, await lifecycle.found(queries, request.params.id, actorOf(request))),
      ),
  })
}

function registerRecall(app: App, dependencies: NewsroomDependencies): void {
  const { db, recall } = dependencies
  const answerWith = createArticleAnswer(dependencies)
  app.put('/v1/newsroom/articles/:id/withdrawal', {
    config: { scope: 'articles:publish', precondition: true },
    schema: {
      operationId: 'withdrawArticle',
      summary: 'Withdraw an article',
      description:
        'Recalls an article for good. Readers get 410 with the reason and, where there is one, the replacement. A withdrawn article is never published again.',
      tags,
      params: ArticleId,
      body: ref(WithdrawalInput),
      response: { 200: answer('The withdrawn article.', ref(NewsroomArticle)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      return answerWith(reply, (queries) =>
        recall.withdraw(queries, request.params.id, request.body, actorOf(request), precondition),
      )
    },
  })
  app.put('/v1/newsroom/articles/:id/archival', {
    config: { scope: 'articles:publish', precondition: true },
    schema: {
      operationId: 'archiveArticle',
      summary: 'Archive an article',
      description: 'Puts away a draft or an expired article. It cannot be changed until it is taken out again.',
      tags,
      params: ArticleId,
      response: { 200: answer('The archived article.', ref(NewsroomArticle)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      return answerWith(reply, (queries) => recall.archive(queries, request.params.id, actorOf(request), precondition))
    },
  })
  app.delete('/v1/newsroom/articles/:id/archival', {
    config: { scope: 'articles:publish', precondition: true },
    schema: {
      operationId: 'unarchiveArticle',
      summary: 'Take an article out of the archive',
      description: 'The article is a draft again.',
      tags,
      params: ArticleId,
      response: { 200: answer('The draft.', ref(NewsroomArticle)) },
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      return answerWith(reply, (queries) =>
        recall.unarchive(queries, request.params.id, actorOf(request), precondition),
      )
    },
  })
  app.put('/v1/newsroom/articles/:id/erasure', {
    config: { scope: 'articles:erase', precondition: true },
    schema: {
      operationId: 'eraseArticle',
      summary: 'Erase an article',
      description:
        'For legal duties: removes the texts of a once-public article from every table. A tombstone with the reason, and the audit, stay; readers get 410.',
      tags,
      params: ArticleId,
      body: ref(ErasureInput),
      response: noContent('It is erased.'),
    },
    handler: async (request, reply) => {
      const precondition = preconditionOf(request)
      await db.write((queries) =>
        recall.erase(queries, request.params.id, request.body.reason, actorOf(request), precondition),
      )
      return reply.code(204).send(null as never)
    },
  })
}

/** Registers the operations on an article's life. */
export function registerArticleLife(app: App, dependencies: NewsroomDependencies): void {
  registerPublication(app, dependencies)
  registerChecks(app, dependencies)
  registerRecall(app, dependencies)
}
