/** What search asks of a database. Each dialect answers in its own way, with the same hits in the same order. */
import type { Queries } from '../db/db.ts'
import { firstOrdinalAt } from '../lib/ordinal.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { SearchedText } from './document.ts'
import type { Unit } from './query.ts'

/** By what hits are narrowed: each is a list of which one must hold. */
export interface Filters {
  language: string[]
  source: string[]
  tag: string[]
}

/** What a reader with a profile is narrowed to. */
export interface Narrowing {
  /** The term of all articles that the reader may see: it decides. */
  term: string
  /** What of the profile the index knows by itself, so that few articles of others are looked at. */
  filters: Filters
  /** Nothing before this ordinal. */
  first: number
}

/** Longer lists of a profile are left to its term: an index that looks for one of many tokens is slow for every article. */
const fewNames = 8

const ifFew = (names: string[] | null): string[] => (names === null || names.length > fewNames ? [] : names)

/** The narrowing of a reader; undefined for one who sees everything. */
export function narrowingOf({ term, profile }: Viewer): Narrowing | undefined {
  if (profile === undefined) return undefined
  const { languages, sources, tags, publishedSince } = profile
  return {
    term,
    filters: { language: ifFew(languages), source: ifFew(sources), tag: ifFew(tags) },
    first: publishedSince === null ? Number.MIN_SAFE_INTEGER : firstOrdinalAt(publishedSince),
  }
}

/**
 * How many articles that the index takes for a narrowed reader's are looked at, at most. Rights of syndication, which the
 * index does not know, and long lists make it look at more than it answers.
 */
export const examinedByIndex = 200_000

/** A set of articles: those that have what is required, nothing that is excluded, and pass the filters. */
export interface Selection {
  /** All of them. */
  required: Unit[]
  /** One of them at least, when there are any. */
  anyOf: Unit[]
  excluded: Unit[]
  filters: Filters
  /** Of readers with a profile. */
  narrowing: Narrowing | undefined
  /** From this ordinal on. */
  first: number
  /** Up to this ordinal. */
  last: number
}

/** An article in the index: its texts, and what it may be filtered by. */
export interface IndexedArticle {
  ordinal: number
  language: string
  sourceId: string
  tagIds: string[]
  text: SearchedText
}

/** A unit with how much finding it says. */
export interface WeightedUnit {
  unit: Unit
  weight: number
}

export interface ScoredHit {
  ordinal: number
  score: number
}

export interface Counts {
  articles: number[]
  total: number
}

export interface SearchIndex {
  /** Takes in articles that it does not have. */
  put(queries: Queries, articles: IndexedArticle[]): Promise<void>
  remove(queries: Queries, ordinal: number): Promise<void>
  /**
   * How many articles have each unit, at most `cap` each, and how many there are in all: of those that the reader may
   * see. One statement.
   */
  count(queries: Queries, units: Unit[], cap: number, narrowing: Narrowing | undefined): Promise<Counts>
  /** The ordinals of a selection, in their order, from the end that `order` names. */
  walk(queries: Queries, selection: Selection, order: 'newest' | 'oldest', limit: number): Promise<number[]>
  /** The newest ordinals of several selections, at most `limit` of each; all have one reader and the first one’s bounds. One statement. */
  lists(queries: Queries, selections: Selection[], limit: number): Promise<number[][]>
  /**
   * The newest `limit` articles of a selection, scored by the database's own measure for some of its units. That measure
   * knows all articles: it is not for readers with a profile.
   */
  score(queries: Queries, selection: Selection, scored: WeightedUnit[], limit: number): Promise<ScoredHit[]>
}

/** Begins the tokens of filters: no text has such a token. */
const mark = '\ue002'

const filterToken = (kind: 'language' | 'source' | 'tag', name: string): string => `${mark}${kind}${name}`

/** The tokens by which an article passes filters. */
export const filterTokens = ({ language, sourceId, tagIds }: IndexedArticle): string[] => [
  filterToken('language', language),
  filterToken('source', sourceId),
  ...tagIds.map((id) => filterToken('tag', id)),
]

/** The tokens that filters ask for, and the reader's profile: of each list one. */
export const filterTokensOf = (...all: Array<Filters | undefined>): string[][] =>
  all
    .flatMap((filters) =>
      (['language', 'source', 'tag'] as const).map((kind) => ({ kind, names: filters?.[kind] ?? [] })),
    )
    .map(({ kind, names }) => names.map((name) => filterToken(kind, name)))
    .filter((tokens) => tokens.length > 0)

/** The bounds of a selection, as the values of a statement. */
export const boundsOf = ({ first, last, narrowing }: Pick<Selection, 'first' | 'last' | 'narrowing'>) => ({
  first: Math.max(first, narrowing?.first ?? first),
  last,
  viewer: narrowing?.term,
})
