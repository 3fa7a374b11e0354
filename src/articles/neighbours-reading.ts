/** The articles just before and just after one in a list: what a page's links "previous" and "next" point at. */
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { sendSerialized } from '../http/serialization.ts'
import { closed, ref } from '../lib/schema.ts'
import { articleText } from './article-page.ts'
import type { PlacedArticle } from './live-article.ts'
import { Neighbours } from './neighbours-schema.ts'
import { ArticleId, liveFilterOf, readingFilters, readingShapeParameters, shapeOf } from './parameters.ts'
import { gone, type ReadingDependencies } from './reading.ts'

const linksOf = (
  publicUrl: string,
  beside: { previous?: PlacedArticle | undefined; next?: PlacedArticle | undefined },
) =>
  [
    { rel: 'prev', article: beside.previous },
    { rel: 'next', article: beside.next },
  ].flatMap(({ rel, article }) => (article ? [`<${publicUrl}/v1/articles/${article.id}>; rel="${rel}"`] : []))

/** Registers the operation that answers with an article's neighbours. */
export function registerNeighbours(app: App, dependencies: ReadingDependencies): void {
  const { db, live, views, site, publicUrl } = dependencies
  app.get('/v1/articles/:id/neighbours', {
    config: { cache: 'change', gone: true },
    schema: {
      operationId: 'getNeighbours',
      summary: 'Read the articles before and after one',
      description:
        'The articles just before and just after this one in the list that `GET /v1/articles` gives with the same filters and `sort`: newest first, so that `next` is the older one, unless `sort` says otherwise. The article itself need not fit the filters: its place in the order counts. Each is looked for among the nearest 5,000 articles, and null when there is none among them.',
      tags: ['Articles'],
      params: ArticleId,
      querystring: closed({ ...readingFilters, ...readingShapeParameters }),
      response: { 200: answer('The articles beside it.', ref(Neighbours)) },
    },
    handler: async (request, reply) => {
      const { viewer } = request
      const { id } = request.params
      const shape = shapeOf(request.query, 'none')
      const { beside, texts } = await db.snapshot(async (queries) => {
        const { document: publication } = await site.find(queries)
        const beside = await live.neighbours(queries, liveFilterOf(request.query, publication.timeZone, viewer), id)
        if (!beside) throw await gone(queries, dependencies, id, viewer)
        const rows = [beside.previous, beside.next].filter((row) => row !== undefined)
        const articles = await views.reading(queries, rows, shape, { publication, viewer })
        return { beside, texts: articles.map((article) => articleText(article, shape)) }
      })
      const links = linksOf(publicUrl, beside)
      if (links.length > 0) reply.header('link', links.join(', '))
      const [previous, next] = [beside.previous && texts[0], beside.next && texts.at(-1)]
      return sendSerialized(reply, `{"previous":${previous ?? null},"next":${next ?? null}}`) as never
    },
  })
}
