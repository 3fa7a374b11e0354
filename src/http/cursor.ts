/** Keyset cursors: opaque, versioned, and bound to the query they were given out for. */
import { hash } from 'node:crypto'
import { Problem } from './problems.ts'

/** Where a page starts: the sort key and id of the row next to it, read forwards or backwards. */
export interface Position {
  direction: 'next' | 'previous'
  key: string
  id: string
}

/** A short hash of everything about a query that a page must not change: filters and order, not limit or shape. */
export const queryHash = (query: Record<string, unknown>): string =>
  hash(
    'sha256',
    JSON.stringify(
      Object.entries(query)
        .filter(([, value]) => value !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    'base64url',
  ).slice(0, 8)

/** Writes a position as a cursor for the query with this hash. */
export const encodeCursor = (position: Position, hash: string): string =>
  Buffer.from(JSON.stringify([1, hash, position.direction === 'next' ? 'n' : 'p', position.key, position.id])).toString(
    'base64url',
  )

/** Reads a cursor. Raises invalid-cursor when it is broken or belongs to another query. */
export function decodeCursor(cursor: string, hash: string): Position {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw brokenCursor('is not a cursor of this server')
  }
  if (
    !Array.isArray(parts) ||
    parts.length !== 5 ||
    parts.some((part, index) => index > 0 && typeof part !== 'string')
  ) {
    throw brokenCursor('is not a cursor of this server')
  }
  const [version, ofQuery, direction, key, id] = parts as [unknown, string, string, string, string]
  if (version !== 1 || (direction !== 'n' && direction !== 'p')) throw brokenCursor('is not a cursor of this server')
  if (/\0/.test(key + id) || !(key + id).isWellFormed()) throw brokenCursor('is not a cursor of this server')
  if (ofQuery !== hash) throw brokenCursor('belongs to a query with other filters or another order')
  return { direction: direction === 'n' ? 'next' : 'previous', key, id }
}

/** The problem of a cursor that cannot be used; `parameter` is what it was given as. */
export const brokenCursor = (detail: string, parameter = 'cursor'): Problem =>
  new Problem('invalid-cursor', `The ${parameter} ${detail}. Start again without it.`, {
    errors: [{ parameter, detail }],
  })
