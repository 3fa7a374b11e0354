/** Search: what is kept in step with the live articles, and what is found in it. */
import type { LiveRow, Projection } from '../articles/index.ts'
import type { Db, Queries } from '../db/db.ts'
import { brokenCursor, type Position } from '../http/cursor.ts'
import type { Place, Slice } from '../http/page.ts'
import { type Instant, parseInstant } from '../lib/instant.ts'
import type { Viewer } from '../lib/viewer.ts'
import { type SearchedText, searchedText } from './document.ts'
import { createPostgresIndex } from './index-postgres.ts'
import { createSqliteIndex } from './index-sqlite.ts'
import { nearestQuery } from './nearest-query.ts'
import type { SearchQuery } from './query.ts'
import { compareRanked, type RankedHit, rankedAsOf } from './ranking.ts'
import { createRetrieval, type Ranking, type SearchLimits } from './retrieval.ts'
import { type Filters, type Narrowing, narrowingOf, type Selection } from './search-index.ts'
import { createSearchStore } from './store.ts'
import { createTitleWords } from './title-words.ts'
import { createVocabulary } from './vocabulary.ts'

/** How many hits are counted, for totals and facets. */
export const mostCounted = 5000

/** What is asked: a query with something to look for, and in which articles. */
export interface SearchRequest {
  query: SearchQuery
  filters: Filters
  viewer: Viewer
  first: number
  last: number
  sort: 'relevance' | 'newest'
  limit: number
  position: Position | undefined
}

/** A hit before its article is read. */
export interface ListedHit {
  ordinal: number
  /** Null when hits stand newest first. */
  score: number | null
  match: 'all' | 'some'
}

export interface Found {
  hits: Slice<ListedHit>
  ranking: 'relevance' | 'newest'
  /** The query as it was carried out. */
  query: SearchQuery
  /** As of when recency was counted; undefined when hits were not to be ranked. */
  at: Instant | undefined
  /** All ranked hits; undefined when they were not ranked. */
  ranked: Ranking | undefined
}

const newestKey = 'newest'

/** The place of a hit in its list, as cursors carry it. */
export const placeOf = ({ ranking, at }: Pick<Found, 'ranking' | 'at'>, hit: ListedHit): Place => ({
  key: ranking === 'newest' ? newestKey : `${at} ${hit.match} ${hit.score}`,
  id: String(hit.ordinal),
})

/** A place in a ranking as a cursor carries it. Raises invalid-cursor for one that no search gives. */
function rankedPlace({ key, id }: Position): RankedHit & { at: Instant } {
  const [at = '', match, score = ''] = key.split(' ')
  const place = { ordinal: Number(id), score: Number(score), match: match as RankedHit['match'], at }
  const isPlace =
    Number.isSafeInteger(place.ordinal) &&
    Number.isFinite(place.score) &&
    (match === 'all' || match === 'some') &&
    parseInstant(at) === at
  if (!isPlace) throw brokenCursor('is not a cursor of this server')
  return place
}

/** The part of a ranking from a position on, one hit more than the limit where there are more. */
function sliceOf(hits: RankedHit[], { position, limit }: SearchRequest): RankedHit[] {
  if (!position) return hits.slice(0, limit + 1)
  const place = rankedPlace(position)
  if (position.direction === 'next') return hits.filter((hit) => compareRanked(hit, place) > 0).slice(0, limit + 1)
  return hits
    .filter((hit) => compareRanked(hit, place) < 0)
    .slice(-limit - 1)
    .reverse()
}

/** Builds search over a database. Its projection must be given to what writes live articles. */
export function createSearch({ db, now, limits }: { db: Db; now: () => Date; limits?: SearchLimits }) {
  const index = db.dialect === 'sqlite' ? createSqliteIndex(db) : createPostgresIndex(db)
  const vocabulary = createVocabulary(db)
  const store = createSearchStore(db)
  const titleWords = createTitleWords(db)
  /** The words that a reader may be told of. */
  const wordsFor = (narrowing: Narrowing | undefined) => (narrowing ? titleWords(narrowing.term) : vocabulary)
  const retrieval = createRetrieval(index, wordsFor, limits)

  const projection: Projection<SearchedText> = {
    name: 'search',
    analyse: searchedText,
    async put(queries, articles): Promise<void> {
      const indexed = articles.map(({ row: { ordinal, language, sourceId, document }, analysis }) => {
        return { ordinal, language, sourceId, tagIds: document.tagIds, text: analysis }
      })
      await index.put(queries, indexed)
      await vocabulary.add(
        queries,
        articles.map(({ row: { language }, analysis: { words } }) => ({ language, words })),
      )
    },
    async remove(queries: Queries, article: LiveRow): Promise<void> {
      await index.remove(queries, article.ordinal)
      await vocabulary.subtract(queries, article.language, article.document.title)
    },
  }

  const selectionOf = (
    { filters, viewer, first, last }: SearchRequest,
    { units, excluded }: SearchQuery,
  ): Selection => ({
    required: units,
    anyOf: [],
    excluded,
    filters,
    narrowing: narrowingOf(viewer),
    first,
    last,
  })

  async function newest(queries: Queries, request: SearchRequest, selection: Selection): Promise<ListedHit[]> {
    const { position, limit } = request
    const ordinal = Number(position?.id)
    if (position && (position.key !== newestKey || !Number.isSafeInteger(ordinal)))
      throw brokenCursor('is not a cursor of this server')
    const isBack = position?.direction === 'previous'
    const range = {
      first: isBack ? Math.max(selection.first, ordinal + 1) : selection.first,
      last: position && !isBack ? Math.min(selection.last, ordinal - 1) : selection.last,
    }
    const found = await retrieval.walk(queries, { ...selection, ...range }, isBack ? 'oldest' : 'newest', limit + 1)
    return found.map((each) => ({ ordinal: each, score: null, match: 'all' }))
  }

  /** The hits of a request: one more than its limit where there are more. Raises invalid-cursor. */
  async function list(queries: Queries, request: SearchRequest): Promise<Found> {
    const query = await retrieval.prepare(queries, request.query, narrowingOf(request.viewer))
    const selection = selectionOf(request, query)
    const { position } = request
    const isNewest = request.sort === 'newest' || position?.key === newestKey
    const at = isNewest ? undefined : position ? rankedPlace(position).at : rankedAsOf(now())
    const ranked = at === undefined ? undefined : await retrieval.ranking(queries, selection, query, at)
    const rows = ranked ? sliceOf(ranked.hits, request) : await newest(queries, request, selection)
    return { hits: { rows }, ranking: ranked ? 'relevance' : 'newest', query, at, ranked }
  }

  /** The ordinals of the hits, for counting: the newest 5,000 that have all terms, or those that are ranked. */
  async function ordinals(
    queries: Queries,
    request: SearchRequest,
    found: Found,
  ): Promise<{ ordinals: number[]; isComplete: boolean }> {
    const all = await retrieval.walk(queries, selectionOf(request, found.query), 'newest', mostCounted + 1)
    if (all.length === 0 && found.ranked)
      return { ordinals: found.ranked.hits.map(({ ordinal }) => ordinal), isComplete: true }
    return { ordinals: all.slice(0, mostCounted), isComplete: all.length <= mostCounted }
  }

  /** The nearest query that finds something in the same articles, when this one finds nothing with all its terms. */
  async function nearest(queries: Queries, request: SearchRequest, found: Found): Promise<string | null> {
    const finds = async (query: SearchQuery): Promise<boolean> =>
      (await retrieval.walk(queries, selectionOf(request, query), 'newest', 1)).length > 0
    const narrowing = narrowingOf(request.viewer)
    return nearestQuery(found.query, {
      unknown: found.ranked?.unknown ?? (await retrieval.unknown(queries, found.query.units, narrowing)),
      hasSome: found.hits.rows.length > 0,
      nearestWord: (word) => wordsFor(narrowing).nearest(queries, word),
      finds,
    })
  }

  return { projection, list, ordinals, nearest, wordsFor, store, walk: retrieval.walk }
}

export type Search = ReturnType<typeof createSearch>
