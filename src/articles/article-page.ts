/** Articles as they are sent: serialized in the shape that was asked for, pages cut where they would be too large. */
import type { Queries } from '../db/transactions.ts'
import { type ListRequest, type Place, pageOfSlice, type Slice } from '../http/page.ts'
import { serializerOf } from '../http/serialization.ts'
import { PageInfo } from '../lib/page-schema.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { SiteDocument } from '../site/index.ts'
import { selected } from './fields.ts'
import type { ReadArticle, RenderedArticle } from './live-article.ts'
import type { Sort } from './live-filter.ts'
import { placeIn } from './live-plan.ts'
import { piecesOf } from './rendered-row.ts'
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

interface Cut<Row> {
  slice: Slice<Row>
  request: ListRequest
  placeOf: (row: Row) => Place
}

/** A page as JSON, in parts that follow each other, of at most `limit` rows whose texts fit, and what it says of itself. */
async function pageOfTexts<Row>(
  { slice, request, placeOf }: Cut<Row>,
  limit: number,
  textsOf: (rows: Row[]) => Promise<string[]>,
) {
  const backwards = request.position?.direction === 'previous'
  const cutAt = (limit: number) => {
    const cut = pageOfSlice(slice, { ...request, limit }, placeOf)
    return { ...cut, page: { ...cut.page, limit: request.limit } }
  }
  const cut = cutAt(Math.min(request.limit, limit))
  const texts = await textsOf(cut.rows)
  // A page that leads back is filled from its end.
  const count = fitting(backwards ? texts.toReversed() : texts)
  const data = backwards ? texts.slice(texts.length - count) : texts.slice(0, count)
  const info = count < texts.length ? cutAt(count).page : cut.page
  const parts = data.flatMap((text, index) => (index === 0 ? text : [',', text]))
  return { parts: ['{"data":[', ...parts, `],"page":${pageInfo(info)}}`], info }
}

interface Asked<Row extends ReadArticle> extends Cut<Row> {
  views: Views
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
  { views, shape, publication, viewer, ...cut }: Asked<Row>,
) {
  return pageOfTexts(cut, Math.max(1, reachOf(cut.slice.rows, shape)), async (rows) => {
    const articles = await views.reading(queries, rows, shape, { publication, viewer })
    return articles.map((article) => articleText(article, shape))
  })
}

interface AskedRendered extends Omit<Cut<RenderedArticle>, 'placeOf'> {
  views: Views
  sort: Sort
  shape: Shape
  viewer: Viewer
}

/** The same page from rendered rows; undefined where one of them is not rendered. */
export async function renderedPage(queries: Queries, { views, slice, request, sort, shape, viewer }: AskedRendered) {
  if (slice.rows.some(({ rendered }) => rendered === null)) return undefined
  const placeOf = ({ ordinal, rendered }: RenderedArticle) =>
    placeIn(sort, { ordinal, updatedAt: piecesOf(rendered as string).updatedAt })
  return pageOfTexts({ slice, request, placeOf }, request.limit, (rows) =>
    views.rendered.list(queries, rows, shape, viewer),
  )
}
