/** Lists: keyset pages with cursors in the body and RFC 8288 links in the header. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { decodeCursor, encodeCursor, type Position, queryHash } from './cursor.ts'

export interface PageRequest {
  limit: number
  position: Position | undefined
  count: boolean
}

/** What a store answers to a page request: rows in the asked order, one more than the limit when there are more. */
export interface Slice<Row> {
  rows: Row[]
  total?: number
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

/** Reads limit, cursor and count. Raises invalid-cursor. */
export function pageRequestOf(query: PageQuery): PageRequest {
  const position = query.cursor === undefined ? undefined : decodeCursor(query.cursor, queryHash(listPart(query)))
  return { limit: query.limit ?? 20, position, count: query.count ?? false }
}

/**
 * Cuts a slice into a page. Rows come in reading order of the query's direction: for a `previous` position the store
 * has walked backwards, so they are turned round here.
 */
export function pageOfSlice<Row>(
  slice: Slice<Row>,
  request: PageRequest,
  query: object,
  keyOf: (row: Row) => { key: string; id: string },
) {
  const backwards = request.position?.direction === 'previous'
  const more = slice.rows.length > request.limit
  const rows = slice.rows.slice(0, request.limit)
  if (backwards) rows.reverse()
  const hash = queryHash(listPart(query))
  const cursor = (direction: Position['direction'], row: Row | undefined): string | null =>
    row === undefined ? null : encodeCursor({ direction, ...keyOf(row) }, hash)
  const hasNext = backwards || more
  const hasPrevious = backwards ? more : request.position !== undefined
  return {
    rows,
    page: {
      limit: request.limit,
      next: hasNext ? cursor('next', rows.at(-1)) : null,
      previous: hasPrevious ? cursor('previous', rows[0]) : null,
      ...(slice.total !== undefined && { total: slice.total }),
    },
  }
}

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
