/**
 * Ordinals: the numbers by which live articles are ordered, stored and indexed. An ordinal is the second of publication
 * times 2¹⁹ plus a number within that second, so that its order is the order of publication, ties included, and a range
 * of instants is a range of ordinals. It stays a safe integer for every instant between the years 1500 and 2500.
 */
import type { Instant } from './instant.ts'

/** How many articles may be published in one second. */
export const ordinalsPerSecond = 2 ** 19

/** Nothing is published before; newspapers are younger. */
export const firstInstant: Instant = '1500-01-01T00:00:00Z'

/** The least ordinal of what is published at this instant or later; for instants out of range the nearest one there is. */
export const firstOrdinalAt = (instant: Instant): number => {
  const ordinal = (Date.parse(instant) / 1000) * ordinalsPerSecond
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, ordinal))
}

/** The least and the greatest ordinal that something published at this instant may have. */
export const ordinalsAt = (instant: Instant): { first: number; last: number } => {
  const first = firstOrdinalAt(instant)
  return { first, last: first + ordinalsPerSecond - 1 }
}

/** The instant, in whole seconds, at which what has this ordinal was published. */
export const instantOfOrdinal = (ordinal: number): Instant =>
  `${new Date(Math.floor(ordinal / ordinalsPerSecond) * 1000).toISOString().slice(0, 19)}Z` as Instant
