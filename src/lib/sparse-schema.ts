/** Schemas of answers that leave out what was not asked for. */
import type { Static, TSchema } from 'typebox'
import type { Named } from './schema.ts'

interface Shape {
  $ref?: string
  properties?: Record<string, Shape>
  items?: Shape
}

/**
 * The schema of an object of which any members may be left out, at every depth. `parts` are named schemas that are
 * written out so that this is true of them too; other named schemas, and alternatives, stay whole. Nothing has a
 * default, or the serializer would fill it in.
 */
export function sparseOf<T extends TSchema>(schema: T, parts: readonly Named<TSchema>[] = []): Record<string, unknown> {
  const turn = (shape: Shape): Shape => {
    const part = parts.find(({ $id }) => shape.$ref === `${$id}#`) as Shape | undefined
    const { properties, items, required, default: _, $id, ...rest } = (part ?? shape) as Shape & Record<string, unknown>
    if (items) return { ...rest, items: turn(items) }
    if (!properties) return rest
    const { examples, ...object } = rest
    const members = Object.entries(properties).map(([name, member]) => [name, turn(member)])
    return { ...object, properties: Object.fromEntries(members) }
  }
  return turn(schema as unknown as Shape) as Record<string, unknown>
}

/** The type of what `sparseOf` describes. */
export type Sparse<T extends TSchema> = SparseValue<Static<T>>
type SparseValue<V> = V extends (infer Item)[]
  ? SparseValue<Item>[]
  : V extends object
    ? { [K in keyof V]?: SparseValue<V[K]> }
    : V
