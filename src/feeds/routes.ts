/** The feeds: lists of live articles in the formats that others read, with every filter that such a list has. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type LiveFilter, liveFilterOf, readingFilters } from '../articles/index.ts'
import type { Queries, Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { type ListRequest, linkValue, pageRequestOf } from '../http/page.ts'
import { invalidParameter } from '../http/problems.ts'
import { toInstant } from '../lib/instant.ts'
import { closed } from '../lib/schema.ts'
import type { SiteStore } from '../site/index.ts'
import { addressOf } from './addresses.ts'
import { boundsOfMonth, currentArchive, monthArchive, monthOf, narrowedTo } from './archive.ts'
import { type FeedFormat, type FormatQuery, feedFormats } from './formats.ts'
import type { Feed } from './item.ts'
import { feedPage, type PageDependencies } from './page.ts'
import { feedPageParameters } from './schema.ts'

export interface FeedDependencies extends PageDependencies {
  db: Transactions
  site: SiteStore
  now: () => Date
  /** The address of the WebSub hub when this address is one of its topics; null otherwise. */
  hubFor: (topic: string) => string | null
}

interface FeedQuery extends FormatQuery {
  limit?: number
  archive?: string
  sort?: string
}

/** What `sort` is when it is not given. */
const defaultSort = '-publishedAt'

/** The month of the archive that is asked for. Raises invalid-parameter for one that has not ended, and for a sort. */
function archiveAsked({ archive, sort }: FeedQuery, now: Date): string | undefined {
  if (archive === undefined) return undefined
  if (sort !== defaultSort) throw invalidParameter('sort', 'cannot be given together with archive')
  if (archive >= monthOf(toInstant(now))) throw invalidParameter('archive', 'must be a month that has ended, in UTC')
  return archive
}

/** What of the Link header the feed itself says too (RFC 8288, RFC 5005, WebSub). */
function sendLinks(
  reply: FastifyReply,
  { selfUrl, firstUrl, nextUrl, previousUrl, publication, hubUrl, archive }: Feed,
) {
  const ifThere = (href: string | null, rel: string) => (href === null ? [] : [linkValue(href, rel)])
  const pages = archive?.isArchive
    ? [linkValue(archive.currentUrl, 'current')]
    : [linkValue(firstUrl, 'first'), ...ifThere(previousUrl, 'prev previous'), ...ifThere(nextUrl, 'next')]
  const links = [
    linkValue(selfUrl, 'self'),
    ...pages,
    ...ifThere(archive?.previousUrl ?? null, 'prev-archive'),
    ...ifThere(archive?.nextUrl ?? null, 'next-archive'),
    ...ifThere(publication.licence, 'license'),
    ...ifThere(hubUrl, 'hub'),
  ]
  reply.header('link', links.join(', '))
}

/** The list that is asked for, and where its page stands among archives. */
async function listAsked(
  queries: Queries,
  { live, publicUrl, now }: FeedDependencies,
  format: FeedFormat,
  asked: { month: string | undefined; filter: LiveFilter; page: ListRequest; request: FastifyRequest },
) {
  const { month, filter, page, request } = asked
  const place = { live, filter, publicUrl, request, present: monthOf(toInstant(now())) }
  if (month !== undefined) {
    const { from, before } = boundsOfMonth(month)
    return { filter: narrowedTo(filter, from, before), archiveOf: await monthArchive(queries, { ...place, month }) }
  }
  const hasArchives = format.archives && page.position === undefined
  return { filter, archiveOf: hasArchives ? await currentArchive(queries, place) : () => null }
}

async function sendFeed(
  request: FastifyRequest,
  reply: FastifyReply,
  dependencies: FeedDependencies,
  format: FeedFormat,
) {
  const { db, site, publicUrl, now, hubFor } = dependencies
  const query = request.query as FeedQuery
  const { viewer } = request
  const month = archiveAsked(query, now())
  const page = { ...pageRequestOf(request), limit: query.limit ?? (month === undefined ? 20 : 100) }
  const hubUrl = request.principal ? null : hubFor(addressOf(publicUrl, request.url))
  const { feed, text } = await db.snapshot(async (queries) => {
    const { document: publication } = await site.find(queries)
    const filter = liveFilterOf(query, publication.timeZone, viewer)
    const list = await listAsked(queries, dependencies, format, { month, filter, page, request })
    return feedPage(queries, dependencies, {
      ...{ request: page, url: request.url, viewer, publication, hubUrl, ...list },
      isBeginning: page.position === undefined && month === undefined,
      render: (feed, cursors) => format.render(feed, cursors, query),
    })
  })
  sendLinks(reply, feed)
  return reply.type(`${format.mediaType}; charset=utf-8`).send(text) as never
}

/** Registers a GET operation for each format of feeds. */
export function registerFeedRoutes(app: App, dependencies: FeedDependencies): void {
  for (const format of feedFormats) {
    const { path, operationId, summary, description, mediaType, schema, parameters } = format
    app.get(path, {
      config: { cache: 'tick', produces: [mediaType] },
      schema: {
        operationId,
        summary,
        description: `${description} The newest come first unless \`sort\` says otherwise; filters are those of \`GET /v1/articles\`.`,
        tags: ['Feeds'],
        querystring: closed({ ...readingFilters, ...parameters, ...feedPageParameters }),
        response: { 200: answer('The feed.', schema, { mediaType }) },
      },
      handler: (request, reply) => sendFeed(request as FastifyRequest, reply as FastifyReply, dependencies, format),
    })
  }
}
