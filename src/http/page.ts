/** Lists: keyset pages with cursors in the body and RFC 8288 links in the header. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { decodeCursor, encodeCursor, type Position, queryHash } from './cursor.ts'

/** The page that a request asks for. */
export interface PageRequest {
  limit: number
  position: Position | undefined
  count: boolean
}

/** What a store answers to a page request: rows in the asked order, one more than the limit when there are more. */
export interface Slice<Row> {
  rows: Row[]
  total?: number
  /** Whether there may be more than the total. */
  atLeast?: boolean
  /** How far was looked when that was not far enough for a page: the next page goes on behind it. */
  examinedTo?: Place
  /** For a page without rows: where the page in the other direction begins. */
  examinedFrom?: Place
}

/** A place in a list, between rows. */
export interface Place {
  key: string
  id: string
}

/** A page request with the hash of the list that its cursors belong to. */
export interface ListRequest extends PageRequest {
  hash: string
}

interface PageQuery {
  limit?: number
  cursor?: string
  count?: boolean
}

/** What of a query makes another list: everything but the page, and how items are shown. */
const listPart = (query: object): Record<string, unknown> => {
  const { limit, cursor, count, fields, include, body, ...rest } = query as Record<string, unknown>
  return rest
}

/** Reads limit, cursor and count. Cursors belong to one address and its filters. Raises invalid-cursor. */
export function pageRequestOf(request: Pick<FastifyRequest, 'query' | 'url'>): ListRequest {
  const query = request.query as PageQuery
  const hash = queryHash({ ...listPart(query), path: request.url.split('?', 1)[0] })
  const position = query.cursor === undefined ? undefined : decodeCursor(query.cursor, hash)
  return { limit: query.limit ?? 20, position, count: query.count ?? false, hash }
}

/**
 * Cuts a slice into a page. Rows come in reading order of the query's direction: for a `previous` position the store
 * has walked backwards, so they are turned round here.
 */
export function pageOfSlice<Row>(slice: Slice<Row>, request: ListRequest, placeOf: (row: Row) => Place) {
  const backwards = request.position?.direction === 'previous'
  const more = slice.rows.length > request.limit
  const rows = slice.rows.slice(0, request.limit)
  if (backwards) rows.reverse()
  const cursor = (direction: Position['direction'], place: Place | undefined): string | null =>
    place === undefined ? null : encodeCursor({ direction, ...place }, request.hash)
  const [first, last] = [rows[0], rows.at(-1)].map((row) => (row === undefined ? slice.examinedFrom : placeOf(row)))
  /** Where to go on in the direction of the request. */
  const onwards = more ? (backwards ? first : last) : slice.examinedTo
  return {
    rows,
    page: {
      limit: request.limit,
      next: cursor('next', backwards ? last : onwards),
      previous: cursor('previous', backwards ? onwards : request.position && first),
      ...(slice.total !== undefined && { total: slice.total }),
      ...(slice.atLeast && { atLeast: true }),
    },
  }
}

const notInLink = /[\s<>"\\^`{|}]/g

/** One link of a Link header (RFC 8288 §3). */
export const linkValue = (href: string, rel: string): string =>
  `<${href.replace(notInLink, encodeURIComponent)}>; rel="${rel}"`

/** Sets the Link header (RFC 8288): absolute addresses under PUBLIC_URL, with all filters of the request kept. */
export function linkPages(
  request: FastifyRequest,
  reply: FastifyReply,
  publicUrl: string,
  page: { next: string | null; previous: string | null },
): void {
  const [path = '', search = ''] = request.url.split('?', 2)
  const address = (cursor: string | undefined) => {
    const parameters = new URLSearchParams(search)
    parameters.delete('cursor')
    if (cursor !== undefined) parameters.set('cursor', cursor)
    const text = parameters.toString()
    return `${publicUrl}${path}${text && `?${text}`}`
  }
  const links = [`<${address(undefined)}>; rel="first"`]
  if (page.previous !== null) links.push(`<${address(page.previous)}>; rel="prev"`)
  if (page.next !== null) links.push(`<${address(page.next)}>; rel="next"`)
  reply.header('link', links.join(', '))
}
