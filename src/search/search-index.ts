/** What search asks of a database. Each dialect answers in its own way, with the same hits in the same order. */
import type { Queries } from '../db/db.ts'
import type { Field, FieldTokens } from './document.ts'
import type { Unit } from './query.ts'

/** By what hits are narrowed: each is a list of which one must hold. */
export interface Filters {
  language: string[]
  source: string[]
  tag: string[]
}

/** A set of articles: those that have what is required, nothing that is excluded, and pass the filters. */
export interface Selection {
  /** All of them. */
  required: Unit[]
  /** One of them at least, when there are any. */
  anyOf: Unit[]
  excluded: Unit[]
  filters: Filters
  /** From this ordinal on. */
  first: number
  /** Up to this ordinal. */
  last: number
}

/** An article in the index: the tokens of its fields, and what it may be filtered by. */
export interface IndexedArticle extends Record<Field, FieldTokens> {
  ordinal: number
  language: string
  sourceId: string
  tagIds: string[]
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

export interface SearchIndex {
  put(queries: Queries, article: IndexedArticle): Promise<void>
  remove(queries: Queries, ordinal: number): Promise<void>
  /** How many articles have each unit, at most `cap` each, and how many there are in all. One statement. */
  count(queries: Queries, units: Unit[], cap: number): Promise<{ articles: number[]; total: number }>
  /** The ordinals of a selection, in their order, from the end that `order` names. */
  walk(queries: Queries, selection: Selection, order: 'newest' | 'oldest', limit: number): Promise<number[]>
  /** The newest ordinals of several selections, at most `limit` of each, between the first one’s bounds. One statement. */
  lists(queries: Queries, selections: Selection[], limit: number): Promise<number[][]>
  /** The newest `limit` articles of a selection, scored by the database's own measure for some of its units. */
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

/** The tokens that filters ask for: of each list one. */
export const filterTokensOf = (filters: Filters): string[][] =>
  (['language', 'source', 'tag'] as const)
    .map((kind) => filters[kind].map((name) => filterToken(kind, name)))
    .filter((tokens) => tokens.length > 0)
