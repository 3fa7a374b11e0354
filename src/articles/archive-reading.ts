/** The archive: how many articles each year, month and day has, and those of a day. */
import { type TProperties, Type } from 'typebox'
import type { Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageRequestOf } from '../http/page.ts'
import { split } from '../http/parameters.ts'
import { invalidParameter } from '../http/problems.ts'
import { sendSerialized } from '../http/serialization.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { closed, ref } from '../lib/schema.ts'
import type { SiteStore } from '../site/index.ts'
import { boundsOfDay } from './archive-model.ts'
import { ArchivePeriods } from './archive-schema.ts'
import { articlePage } from './article-page.ts'
import type { PlacedArticle } from './live-article.ts'
import type { LiveFilter } from './live-filter.ts'
import { placeIn } from './live-plan.ts'
import type { LiveStore } from './live-store.ts'
import { canonical, liveFilterOf, readingFilters, readingShapeParameters, shapeOf } from './parameters.ts'
import { ArticlePageAnswer } from './sparse-schema.ts'
import type { Views } from './view.ts'

export interface ArchiveDependencies {
  db: Transactions
  live: LiveStore
  views: Views
  site: SiteStore
  publicUrl: string
}

const tags = ['Articles']

const year = Type.String({
  pattern: '^(1[5-9]|2[0-4])[0-9]{2}$',
  description: 'The year, 1500 to 2499.',
  examples: ['2024'],
})
const month = Type.String({
  pattern: '^(0[1-9]|1[0-2])$',
  description: 'The month, with two digits.',
  examples: ['06'],
})
const day = Type.String({
  pattern: '^(0[1-9]|[12][0-9]|3[01])$',
  description: 'The day of the month, with two digits.',
  examples: ['21'],
})

const counted = closed({ language: readingFilters.language })

interface CountsRoute<P extends TProperties> {
  url: string
  operationId: string
  summary: string
  what: string
  params: P
}

function registerCounts<P extends TProperties>(
  app: App,
  { db, live, publicUrl }: ArchiveDependencies,
  { url, operationId, summary, what, params }: CountsRoute<P>,
): void {
  app.get(url, {
    config: { cache: 'change' },
    schema: {
      operationId,
      summary,
      description: `${what} with live articles, by the clock of the site, the newest first, and how many articles were published in each. Empty when there are none.`,
      tags,
      ...(Object.keys(params).length > 0 && { params: closed(params) }),
      querystring: counted,
      response: { 200: answer('The counts.', ref(ArchivePeriods)) },
    },
    handler: async (request, reply) => {
      const parts = Object.values(request.params as Record<string, string>)
      const languages = split(request.query.language)?.map(canonical)
      if (parts.length > 0) reply.header('link', `<${addressOf(publicUrl, parts.slice(0, -1))}>; rel="up"`)
      return { data: await live.archive.periods(db.read, parts.join('-') || undefined, languages, request.viewer) }
    },
  })
}

const addressOf = (publicUrl: string, parts: string[]): string => [`${publicUrl}/v1/archive`, ...parts].join('/')

/** A filter, narrowed to a day by the clock of the site. Raises invalid-parameter for a day that no calendar has. */
function narrowedToDay(filter: LiveFilter, date: string, timeZone: string): LiveFilter {
  const bounds = boundsOf(date, timeZone)
  if (!bounds) throw invalidParameter('day', 'must be a day of that month')
  const { publishedAfter: after = '', publishedBefore: before = bounds.before } = filter
  return {
    ...filter,
    publishedAfter: after > bounds.from ? after : bounds.from,
    publishedBefore: before < bounds.before ? before : bounds.before,
  }
}

function boundsOf(date: string, timeZone: string) {
  try {
    return boundsOfDay(date, timeZone)
  } catch {
    return undefined
  }
}

function registerDay(app: App, { db, live, views, site, publicUrl }: ArchiveDependencies): void {
  app.get('/v1/archive/:year/:month/:day', {
    config: { cache: 'change' },
    schema: {
      operationId: 'listArticlesOfDay',
      summary: 'List the articles of a day',
      description:
        'The live articles that were published on a day, by the clock of the site, with all filters and orders of `GET /v1/articles`.',
      tags,
      params: closed({ year, month, day }),
      querystring: closed({ ...readingFilters, ...readingShapeParameters, ...pageParameters }),
      response: { 200: answer('A page of articles.', ArticlePageAnswer) },
    },
    handler: async (request, reply) => {
      const page = pageRequestOf(request)
      const shape = shapeOf(request.query, 'none')
      const { year, month, day } = request.params
      const { parts, info } = await db.snapshot(async (queries) => {
        const { document: publication } = await site.find(queries)
        const { timeZone } = publication
        const filter = narrowedToDay(
          liveFilterOf(request.query, timeZone, request.viewer),
          `${year}-${month}-${day}`,
          timeZone,
        )
        const slice = await live.list(queries, filter, page)
        const placeOf = (row: PlacedArticle) => placeIn(filter.sort, row)
        return articlePage(queries, {
          views,
          slice,
          request: page,
          placeOf,
          shape,
          publication,
          viewer: request.viewer,
        })
      })
      linkPages(request, reply, publicUrl, info)
      reply.header('link', `${reply.getHeader('link')}, <${addressOf(publicUrl, [year, month])}>; rel="up"`)
      return sendSerialized(reply, parts) as never
    },
  })
}

/** Registers the archive: years, the months of a year, the days of a month, the articles of a day. */
export function registerArchive(app: App, dependencies: ArchiveDependencies): void {
  registerCounts(app, dependencies, {
    url: '/v1/archive',
    operationId: 'listArchiveYears',
    summary: 'Count the articles of each year',
    what: 'The years',
    params: {},
  })
  registerCounts(app, dependencies, {
    url: '/v1/archive/:year',
    operationId: 'listArchiveMonths',
    summary: 'Count the articles of each month of a year',
    what: 'The months of a year',
    params: { year },
  })
  registerCounts(app, dependencies, {
    url: '/v1/archive/:year/:month',
    operationId: 'listArchiveDays',
    summary: 'Count the articles of each day of a month',
    what: 'The days of a month',
    params: { year, month },
  })
  registerDay(app, dependencies)
}
