/** What readers may ask about an article's relations: its related news, and its near-duplicates. */
import { Type } from 'typebox'
import type { Queries } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { split } from '../http/parameters.ts'
import { closed, ref } from '../lib/schema.ts'
import type { Viewer } from '../lib/viewer.ts'
import {
  Duplicates,
  type RelatedKind,
  RelatedNews,
  type RelatedNewsService,
  relatedKinds,
} from '../related-news/index.ts'
import { articleUrl } from '../site/index.ts'
import type { PlacedArticle } from './live-article.ts'
import { ArticleId } from './parameters.ts'
import { gone, type ReadingDependencies } from './reading.ts'
import { relatedNewsShown } from './view.ts'

export interface RelationDependencies extends ReadingDependencies {
  relatedNews: RelatedNewsService
}

const tags = ['Related news']
const kind = `(${relatedKinds.join('|')})`

const limit = (shown: number) =>
  Type.Integer({ minimum: 1, maximum: 50, default: shown, description: 'How many at most.', examples: [4] })

/** The live article that is asked about. Raises not-found, or gone for one that was withdrawn. */
async function asked(
  queries: Queries,
  dependencies: RelationDependencies,
  id: string,
  viewer: Viewer,
): Promise<PlacedArticle> {
  const row = await dependencies.live.find(queries, id, viewer)
  if (!row) throw await gone(queries, dependencies, id, viewer)
  return row
}

async function urls(queries: Queries, { site }: RelationDependencies) {
  const { document } = await site.find(queries)
  return (target: { id: string; language: string; slug: string }) => articleUrl(document, target)
}

function registerList(app: App, dependencies: RelationDependencies): void {
  const { db, live, relatedNews } = dependencies
  app.get('/v1/articles/:id/related-news', {
    config: { cache: 'change', gone: true },
    schema: {
      operationId: 'listRelatedNews',
      summary: 'List the related news of an article',
      description:
        'What else to read: what editors picked, in their order, then what the imported page printed, then what is computed from the texts, the closest first. Nothing is listed twice, nor a near-duplicate of what is listed; articles that are not live are left out, and so is what is not close enough, so that the list may be empty.',
      tags,
      params: ArticleId,
      querystring: closed({
        kind: Type.Optional(
          Type.String({
            pattern: `^${kind}(,${kind}){0,2}$`,
            description: `Only these kinds: ${relatedKinds.join(', ')}; several with commas between. All of them when absent.`,
            examples: ['automatic'],
          }),
        ),
        limit: Type.Optional(limit(relatedNewsShown)),
        explain: Type.Optional(
          Type.Boolean({ description: 'Whether computed ones say why they were found.', examples: [true] }),
        ),
      }),
      response: { 200: answer('The related news.', ref(RelatedNews)) },
    },
    handler: async (request) =>
      db.snapshot(async (queries) => {
        const { kind, limit = relatedNewsShown, explain = false } = request.query
        const { viewer } = request
        const row = await asked(queries, dependencies, request.params.id, viewer)
        const kinds = (split(kind) as RelatedKind[] | undefined) ?? relatedKinds
        const blocks =
          explain && viewer.profile?.content !== 'summary'
            ? (await live.bodies(queries, [row.id])).get(row.id)
            : undefined
        const urlOf = await urls(queries, dependencies)
        return {
          data: await relatedNews.listFor(queries, row, { kinds, limit, urlOf, viewer, ...(blocks && { blocks }) }),
        }
      }),
  })
}

function registerDuplicates(app: App, dependencies: RelationDependencies): void {
  const { db, relatedNews } = dependencies
  app.get('/v1/articles/:id/duplicates', {
    config: { cache: 'change', gone: true },
    schema: {
      operationId: 'listDuplicates',
      summary: 'List the near-duplicates of an article',
      description:
        'Live articles in its language with nearly the same text: agency reports that several sources carry, texts that differ in the headline or some paragraphs. The newest first.',
      tags,
      params: ArticleId,
      querystring: closed({ limit: Type.Optional(limit(20)) }),
      response: { 200: answer('The near-duplicates.', ref(Duplicates)) },
    },
    handler: async (request) =>
      db.snapshot(async (queries) => {
        const { viewer } = request
        const row = await asked(queries, dependencies, request.params.id, viewer)
        const urlOf = await urls(queries, dependencies)
        return { data: await relatedNews.duplicatesOf(queries, row, request.query.limit ?? 20, urlOf, viewer) }
      }),
  })
}

/** Registers the reading operations on the relations of an article. */
export function registerRelations(app: App, dependencies: RelationDependencies): void {
  registerList(app, dependencies)
  registerDuplicates(app, dependencies)
}
