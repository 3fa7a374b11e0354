/** What readers may do with articles: list them, read one by id or slug, see what is related. */
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Queries, Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { dependOn } from '../http/caching.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, linkValue, pageRequestOf } from '../http/page.ts'
import { notFound, Problem } from '../http/problems.ts'
import { sendSerialized } from '../http/serialization.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { Language, Slug } from '../lib/scalars.ts'
import { closed } from '../lib/schema.ts'
import type { Scope, Viewer } from '../lib/viewer.ts'
import type { SiteStore } from '../site/index.ts'
import { articlePage, articleText, renderedPage } from './article-page.ts'
import type { HistoryStore, Withdrawal } from './history-store.ts'
import type { PlacedArticle, ReadArticle } from './live-article.ts'
import { type LiveFilter, ranges } from './live-filter.ts'
import { placeIn } from './live-plan.ts'
import type { LiveStore } from './live-store.ts'
import { erasedSlug } from './model.ts'
import type { OneHeaders } from './one-article.ts'
import {
  ArticleId,
  canonical,
  liveFilterOf,
  type ReadingQuery,
  readingFilters,
  readingShapeParameters,
  shapeOf,
} from './parameters.ts'
import { pastParameters, pastView } from './past-reading.ts'
import { isRenderable, isRenderableOne, showsBlocks } from './rendered-article.ts'
import type { RenderedAnswer } from './rendered-views.ts'
import { contentOf, formatParameter, type Representations, representationAsked } from './representations.ts'
import type { Shape } from './shape.ts'
import { ArticleAnswer, ArticlePageAnswer } from './sparse-schema.ts'
import type { Views } from './view.ts'

export interface ReadingDependencies {
  db: Transactions
  live: LiveStore
  history: HistoryStore
  views: Views
  site: SiteStore
  publicUrl: string
  /** Whether a reader with a profile saw an article that is gone. */
  sawBefore: (queries: Queries, viewer: Viewer, articleId: string) => Promise<boolean>
  /** Whether an edition as it was then lies within a reader's profile. */
  maySee: (queries: Queries, viewer: Viewer, scope: Scope) => Promise<boolean>
}

interface OneDependencies extends ReadingDependencies {
  representations: Representations
}

const tags = ['Articles']

/** 410 with what readers may know of a withdrawal: the reason, and the replacement while that is live. */
async function goneProblem(
  queries: Queries,
  { live, views }: Pick<ReadingDependencies, 'live' | 'views'>,
  withdrawal: Withdrawal,
  viewer: Viewer,
): Promise<Problem> {
  const row = withdrawal.replacementId === null ? undefined : await live.find(queries, withdrawal.replacementId, viewer)
  const [article] = row ? await views.reading(queries, [row], { include: new Set(), body: 'none' }, { viewer }) : []
  const replacement = article
    ? { id: article.id, language: article.language, slug: article.slug, title: article.title, url: article.url }
    : null
  return new Problem('gone', `The article was ${withdrawal.kind}: ${withdrawal.reason}`, {
    members: {
      reason: withdrawal.reason,
      withdrawnAt: withdrawal.at,
      erased: withdrawal.kind === 'erased',
      replacement,
    },
  })
}

/**
 * What to say of an article that is not there for a reader: 410 when it was withdrawn or erased and the reader had seen
 * it or may, 404 otherwise.
 */
export async function gone(
  queries: Queries,
  dependencies: Pick<ReadingDependencies, 'live' | 'history' | 'views' | 'sawBefore'>,
  id: string,
  viewer: Viewer,
): Promise<Problem> {
  const [withdrawal] = await dependencies.history.listWithdrawals(queries, [id])
  return withdrawal ? goneForViewer(queries, dependencies, withdrawal, viewer) : notFound('article')
}

/** What was never within a reader's profile is not there for that reader: no 410 tells of it. */
async function goneForViewer(
  queries: Queries,
  dependencies: Pick<ReadingDependencies, 'live' | 'views' | 'sawBefore'>,
  withdrawal: Withdrawal,
  viewer: Viewer,
): Promise<Problem> {
  const saw = viewer.profile === undefined || (await dependencies.sawBefore(queries, viewer, withdrawal.articleId))
  return saw ? goneProblem(queries, dependencies, withdrawal, viewer) : notFound('article')
}

async function goneBySlug(
  queries: Queries,
  dependencies: ReadingDependencies,
  language: string,
  slug: string,
  viewer: Viewer,
): Promise<Problem> {
  const withdrawal = await dependencies.history.findWithdrawalBySlug(queries, language, [
    slug,
    erasedSlug(language, slug),
  ])
  return withdrawal ? goneForViewer(queries, dependencies, withdrawal, viewer) : notFound('article')
}

const httpDate = (instant: string): string => new Date(instant).toUTCString()
const LastModified = Type.String({
  description: 'When what readers see of it last changed.',
  examples: ['Fri, 21 Jun 2024 08:53:00 GMT'],
})
const Link = Type.String({
  description:
    'The article’s page (`canonical`), where it has translations the page of each and its own (`alternate` with `hreflang`), and its licence where it has one (`license`).',
  examples: ['<https://www.qinghenews.example/en/new-port-terminal-opens-in-haiyan>; rel="canonical"'],
})
const oneAnswer = answer('The article.', ArticleAnswer, { headers: { 'Last-Modified': LastModified, Link } })

type OneArticle = Awaited<ReturnType<Views['readingOne']>>

/** Says in headers what is to be known of one article in any form, and what the answer depends on. */
function describe(
  reply: FastifyReply,
  { link, lastModified, dependsOn, settlesAt }: OneHeaders,
  licence: string | null,
) {
  if (dependsOn) dependOn(reply.request, dependsOn, settlesAt)
  reply.header('link', licence === null ? link : `${link}, ${linkValue(licence, 'license')}`)
  if (lastModified !== undefined) reply.header('last-modified', httpDate(lastModified))
}

/** Sends one article with what its headers say of it. */
function sendOne(reply: FastifyReply, found: OneArticle | RenderedAnswer, shape: Shape) {
  if ('text' in found) {
    describe(reply, found, found.licence)
    return sendSerialized(reply, found.text) as never
  }
  describe(reply, found, found.article.usage.licence)
  return sendSerialized(reply, articleText(found.article, shape)) as never
}

/** The filter that a list is asked for with; only dates need the clock of the site. */
async function filterOf(queries: Queries, site: SiteStore, query: ReadingQuery, viewer: Viewer): Promise<LiveFilter> {
  const hasRange = ranges.some((name) => query[name] !== undefined)
  const timeZone = hasRange ? (await site.find(queries)).document.timeZone : ''
  return liveFilterOf(query, timeZone, viewer)
}

function registerList(app: App, { db, live, views, site, publicUrl }: ReadingDependencies): void {
  app.get('/v1/articles', {
    config: { cache: 'change' },
    schema: {
      operationId: 'listArticles',
      summary: 'List articles',
      description:
        'Live articles, newest first unless `sort` says otherwise. Filters are combined with and; values within one with or.',
      tags,
      querystring: closed({ ...readingFilters, ...readingShapeParameters, ...pageParameters }),
      response: { 200: answer('A page of articles.', ArticlePageAnswer) },
    },
    handler: async (request, reply) => {
      const page = pageRequestOf(request)
      const shape = shapeOf(request.query, 'none')
      const { viewer } = request
      const { parts, info } = await db.snapshot(async (queries) => {
        const filter = await filterOf(queries, site, request.query, viewer)
        if (isRenderable(shape, viewer) && shape.body === 'none') {
          const slice = await live.listRendered(queries, filter, page)
          const rendered = await renderedPage(queries, {
            views,
            slice,
            request: page,
            sort: filter.sort,
            shape,
            viewer,
          })
          if (rendered) return rendered
        }
        const { document: publication } = await site.find(queries)
        const slice = await live.list(queries, filter, page)
        const placeOf = (row: PlacedArticle) => placeIn(filter.sort, row)
        return articlePage(queries, { views, slice, request: page, placeOf, shape, publication, viewer })
      })
      linkPages(request, reply, publicUrl, info)
      return sendSerialized(reply, parts) as never
    },
  })
}

function registerOne(app: App, dependencies: OneDependencies): void {
  const { db, live, views, site, representations } = dependencies
  app.get('/v1/articles/:id', {
    config: { cache: 'change', gone: true, negotiates: true },
    schema: {
      operationId: 'getArticle',
      summary: 'Read one article',
      description:
        'One live article, with its body: as it is, or with `asOf` or `version` as readers had it then; in the form that `format` or else `Accept` asks for.',
      tags,
      params: ArticleId,
      querystring: closed({ ...readingShapeParameters, ...pastParameters, format: formatParameter(representations) }),
      response: { 200: { ...oneAnswer, content: { ...oneAnswer.content, ...contentOf(representations) } } },
    },
    handler: async (request, reply) => {
      const form = representationAsked(representations, request.query, request.headers.accept)
      const shape = form ? representations.shapeFor(request.viewer) : shapeOf(request.query, 'blocks')
      const { asOf, version } = request.query
      const isPresent = asOf === undefined && version === undefined
      const { viewer } = request
      const { id } = request.params
      const { rendered, found, publication } = await db.snapshot(async (queries) => {
        if (!form && isPresent && isRenderableOne(shape, viewer)) {
          const row = await live.findRendered(queries, id, viewer, showsBlocks(shape, viewer))
          if (!row) throw await gone(queries, dependencies, id, viewer)
          const rendered = await views.rendered.one(queries, row, shape, viewer)
          if (rendered) return { rendered }
        }
        const row = await live.find(queries, id, viewer)
        if (!row) throw await gone(queries, dependencies, id, viewer)
        const found = isPresent
          ? await views.readingOne(queries, row, shape, viewer)
          : await pastView(queries, dependencies, row, request.query, shape, viewer)
        return { found, publication: form && (await site.find(queries)).document }
      })
      if (!found) return sendOne(reply, rendered, shape)
      if (!form || !publication) return sendOne(reply, found, shape)
      describe(reply, found, found.article.usage.licence)
      return reply.type(form.contentType).send(form.render(found.article, publication) as never) as never
    },
  })
}

function registerOneBySlug(app: App, dependencies: ReadingDependencies): void {
  const { db, live, views, publicUrl } = dependencies
  app.get('/v1/articles/by-slug/:language/:slug', {
    config: { cache: 'change', gone: true },
    schema: {
      operationId: 'getArticleBySlug',
      summary: 'Read one article by its slug',
      description:
        'One live article, with its body, by language and slug. A slug that it had before answers 308 to the present one.',
      tags,
      params: closed({
        language: Language('Language of the article.', 'en'),
        slug: Slug('Its slug.', 'new-port-terminal-opens-in-haiyan'),
      }),
      querystring: closed(readingShapeParameters),
      response: {
        200: oneAnswer,
        308: Type.Null({ description: 'The article has another slug now; `Location` has the address.' }),
      },
    },
    handler: async (request, reply) => {
      const { language, slug } = { ...request.params, language: canonical(request.params.language) }
      const shape = shapeOf(request.query, 'blocks')
      const { viewer } = request
      const found = await db.snapshot(async (queries) => {
        if (isRenderableOne(shape, viewer)) {
          const row = await live.findRenderedBySlug(queries, language, slug, viewer, showsBlocks(shape, viewer))
          if (!row) throw await goneBySlug(queries, dependencies, language, slug, viewer)
          const rendered = row.slug === slug && (await views.rendered.one(queries, row, shape, viewer))
          if (rendered) return rendered
        }
        const row = await live.findBySlug(queries, language, slug, viewer)
        if (!row) throw await goneBySlug(queries, dependencies, language, slug, viewer)
        if (row.slug !== slug) return { moved: row }
        return views.readingOne(queries, row, shape, viewer)
      })
      if ('moved' in found) return reply.redirect(addressOf(publicUrl, found.moved, request.url), 308) as never
      return sendOne(reply, found, shape)
    },
  })
}

const addressOf = (publicUrl: string, { language, slug }: ReadArticle, url: string): string => {
  const search = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  return `${publicUrl}/v1/articles/by-slug/${encodeURIComponent(language)}/${encodeURIComponent(slug)}${search}`
}

/** Registers the reading operations on articles. */
export function registerArticleReading(app: App, dependencies: OneDependencies): void {
  registerList(app, dependencies)
  registerOne(app, dependencies)
  registerOneBySlug(app, dependencies)
}
