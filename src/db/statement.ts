/**
 * Statements that are built once per connection and kept: building SQL costs several times what running it does.
 * A shape is what makes the text of a statement another: which filters, which order, how many values of a list.
 */
import { type Placeholder, sql } from 'drizzle-orm'
import { type Built, prepareQuery, type Run } from './prepared.ts'
import type { Queries } from './transactions.ts'

/** How many statements of many shapes a connection keeps; the one used longest ago goes first. */
const kept = 500

const preparedOn = new WeakMap<Queries, Map<string, Run<unknown>>>()
let statements = 0

function prepared<Answer>(queries: Queries, key: string, build: () => Built<Answer>): Run<Answer> {
  const known = preparedOn.get(queries) ?? new Map<string, Run<unknown>>()
  preparedOn.set(queries, known)
  // Without a name PostgreSQL keeps nothing, so that a shape that is dropped here leaves nothing behind there.
  const found = known.get(key) as Run<Answer> | undefined
  // While all of them fit, their order does not matter.
  if (found && known.size < kept) return found
  const run = found ?? prepareQuery(build())
  known.delete(key)
  known.set(key, run as Run<unknown>)
  if (known.size > kept) known.delete(known.keys().next().value as string)
  return run
}

/** A statement with one text. It is run with a handle and the values of its placeholders, by their names. */
export function statement<Answer>(
  build: (queries: Queries) => Built<Answer>,
): (queries: Queries, values?: Record<string, unknown>) => Promise<Answer> {
  const key = `${++statements}`
  return async (queries, values) => prepared(queries, key, () => build(queries))(values)
}

/** A statement whose text depends on a shape; shapes with one key must have one text. */
export function shapedStatement<Shape, Answer>(
  keyOf: (shape: Shape) => string | number,
  build: (queries: Queries, shape: Shape) => Built<Answer>,
): (queries: Queries, shape: Shape, values?: Record<string, unknown>) => Promise<Answer> {
  const id = ++statements
  return async (queries, shape, values) =>
    prepared(queries, `${id} ${keyOf(shape)}`, () => build(queries, shape))(values)
}

/**
 * Values for a statement over a list: named `name0`, `name1`… and filled up by repeating the last one to the next power
 * of two, so that a few texts serve lists of every length. The list must not be empty; repeats must not matter.
 */
export function listValues(name: string, list: readonly unknown[]): { size: number; values: Record<string, unknown> } {
  const size = 2 ** Math.ceil(Math.log2(list.length))
  const values: Record<string, unknown> = {}
  for (let index = 0; index < size; index++) values[`${name}${index}`] = list[Math.min(index, list.length - 1)]
  return { size, values }
}

/** The placeholders of a list's values, as listValues names them. */
export const placeholders = (name: string, size: number): Placeholder[] =>
  Array.from({ length: size }, (_, index) => sql.placeholder(`${name}${index}`))
