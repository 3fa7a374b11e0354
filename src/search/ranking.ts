/** How hits are ordered: by how much they match, and how recent they are. */
import type { Instant } from '../lib/instant.ts'
import { instantOfOrdinal } from '../lib/ordinal.ts'
import type { ScoredHit } from './search-index.ts'

/** A hit in its place: what has all terms stands before what has some. */
export interface RankedHit extends ScoredHit {
  match: 'all' | 'some'
}

/** A place in a ranking. */
export type RankedPlace = RankedHit

/** After how many days half of what recency adds is gone. */
const halfLifeDays = 90
/** What is left of a score however old the article is. */
const floor = 0.5

/** The factor of an article's age: 1 when it is new, falling smoothly to the floor of a half. */
export function recency(publishedAt: Instant, at: Instant): number {
  const days = Math.max(0, (Date.parse(at) - Date.parse(publishedAt)) / 86_400_000)
  return floor + (1 - floor) / (1 + days / halfLifeDays)
}

/** How much finding a unit says that `articles` of `total` articles have: the inverse document frequency of BM25. */
export const weightOf = (articles: number, total: number): number =>
  Math.log(1 + (Math.max(total - articles, 0) + 0.5) / (articles + 0.5))

const tierOf = ({ match }: RankedPlace): number => (match === 'all' ? 0 : 1)

/** The order of a ranking: full matches first, then by score, then newest first. */
export const compareRanked = (a: RankedPlace, b: RankedPlace): number =>
  tierOf(a) - tierOf(b) || b.score - a.score || b.ordinal - a.ordinal

/** Scores with recency counted as of an instant, full matches first, no article twice. */
export function rank(all: ScoredHit[], some: ScoredHit[], at: Instant): RankedHit[] {
  const full = new Set(all.map(({ ordinal }) => ordinal))
  const ranked = (hits: ScoredHit[], match: RankedHit['match']): RankedHit[] =>
    hits.map(({ ordinal, score }) => ({ ordinal, score: score * recency(instantOfOrdinal(ordinal), at), match }))
  const partial = some.filter(({ ordinal }) => !full.has(ordinal))
  return [...ranked(all, 'all'), ...ranked(partial, 'some')].sort(compareRanked)
}

/** Recency is counted as of the last full hour, so that an answer stays the same for a while. */
export const rankedAsOf = (now: Date): Instant => `${now.toISOString().slice(0, 13)}:00:00Z`
