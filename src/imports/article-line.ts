/** What an article line says, read without a database. */
import type { ArticleInput } from '../articles/index.ts'
import { bodyCheck } from '../http/validation.ts'
import { sha256 } from '../lib/ids.ts'
import { invalid } from './line-state.ts'
import { ArticleLine } from './lines.ts'
import { storable } from './page/index.ts'

/** Raises invalid-body for what is no article line. */
export const checkLine = bodyCheck(ArticleLine)

/** An article line without what is not an article's input. */
export function inputOf(line: ArticleLine): ArticleInput {
  const { id, externalId, externalScope, state, publishedAt, firstPublishedAt, updatedAt, ...rest } = line
  const { publishAt, expiresAt, version, withdrawal, corrections, relatedNews, translationOf, ...input } = rest
  return input as ArticleInput
}

/** What makes two lines of one article the same: all but its ids, and what follows from its history. */
export function contentHashOf(line: object): string {
  const { type, id, externalId, externalScope, firstPublishedAt, updatedAt, version, ...content } =
    line as ArticleLine & { type?: string }
  return sha256(JSON.stringify(content))
}

/** What no database can hold, or nobody can read: a NUL character, half of a surrogate pair; written out or escaped. */
const maybeUnstorable = /\0|\\u(?:0000|[dD][89a-fA-F])/

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return storable(value) === value
  if (Array.isArray(value)) return value.every(isStorable)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, each]) => storable(key) === key && isStorable(each))
}

/** Reads a line. Raises invalid-body for what is no JSON object, or holds what no database can. */
export function objectOf(line: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw invalid('the line is not well-formed JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('the line is not a JSON object')
  // Nearly all lines show at once that there is nothing of the kind.
  if ((maybeUnstorable.test(line) || !line.isWellFormed()) && !isStorable(value))
    throw invalid('the line holds a NUL character or half of a surrogate pair')
  return value as Record<string, unknown>
}
