/** Articles as they are sent: serialized in the shape that was asked for, pages cut where they would be too large. */
import type { Queries } from '../db/transactions.ts'
import { type ListRequest, type Place, pageOfSlice, type Slice } from '../http/page.ts'
import { serializerOf } from '../http/serialization.ts'
import { PageInfo } from '../lib/page-schema.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { SiteDocument } from '../site/index.ts'
import { selected } from './fields.ts'
import type { ReadArticle } from './live-article.ts'
import { Article } from './schema.ts'
import type { Shape } from './shape.ts'
import { SparseArticle } from './sparse-schema.ts'
import type { Views } from './view.ts'

/** How large an answer with several articles may be, in bytes of UTF-8. */
export const mostBytes = 5_000_000

/** What a page has beside its articles at most: two cursors, numbers, brackets. */
const envelope = 3000

const complete = serializerOf(Article)
const sparse = serializerOf(SparseArticle)
const pageInfo = serializerOf(PageInfo)

/** An article as JSON: all of it, or the members that the shape selects. Nothing that its schema does not declare. */
export const articleText = (article: Article, { fields }: Shape): string =>
  fields === undefined ? complete(article) : sparse(selected(article, fields) as never)

/** How many of these texts, taken in their order, fit into so many bytes with a comma each; one in any case. */
export function fitting(texts: readonly string[], bytes = mostBytes - envelope): number {
  // A unit of UTF-16 takes at most three bytes of UTF-8: most answers need not be measured.
  if (texts.reduce((sum, text) => sum + 3 * text.length + 1, 0) <= bytes) return texts.length
  let left = bytes
  const beyond = texts.findIndex((text) => {
    left -= Buffer.byteLength(text) + 1
    return left < 0
  })
  return beyond === -1 ? texts.length : Math.max(1, beyond)
}

/**
 * How many rows may fit by the least that their bodies take, a byte for each character. It keeps those from being read
 * that would be cut anyway.
 */
export function reachOf(rows: readonly ReadArticle[], shape: Shape): number {
  if (shape.body === 'none') return rows.length
  let left = mostBytes
  const beyond = rows.findIndex(({ document }) => {
    left -= document.characterCount
    return left < 0
  })
  return beyond === -1 ? rows.length : Math.max(1, beyond)
}

interface Asked<Row extends ReadArticle> {
  views: Views
  slice: Slice<Row>
  request: ListRequest
  placeOf: (row: Row) => Place
  shape: Shape
  publication: SiteDocument
  viewer: Viewer
}

/**
 * A page of articles as JSON, and what it says of itself. It ends before the article that would make it larger than
 * `mostBytes`, and its cursor leads on from there; one article is always sent.
 */
export async function articlePage<Row extends ReadArticle>(
  queries: Queries,
  { views, slice, request, placeOf, shape, publication, viewer }: Asked<Row>,
) {
  const backwards = request.position?.direction === 'previous'
  const cutAt = (limit: number) => {
    const cut = pageOfSlice(slice, { ...request, limit }, placeOf)
    return { ...cut, page: { ...cut.page, limit: request.limit } }
  }
  const cut = cutAt(Math.min(request.limit, Math.max(1, reachOf(slice.rows, shape))))
  const articles = await views.reading(queries, cut.rows, shape, { publication, viewer })
  const texts = articles.map((article) => articleText(article, shape))
  // A page that leads back is filled from its end.
  const count = fitting(backwards ? texts.toReversed() : texts)
  const data = backwards ? texts.slice(texts.length - count) : texts.slice(0, count)
  const info = count < texts.length ? cutAt(count).page : cut.page
  return { text: `{"data":[${data.join(',')}],"page":${pageInfo(info)}}`, info }
}
