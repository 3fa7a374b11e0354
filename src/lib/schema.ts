/** The vocabulary in which every schema of Masthead is written: TypeBox plus the five shapes that OpenAPI 3.1 wants spelled out. */
import { type Static, type TObjectOptions, type TProperties, type TSchema, Type } from 'typebox'

/** A schema with a name of its own: it becomes `#/components/schemas/{$id}` in the OpenAPI document. */
export type Named<T extends TSchema> = T & { $id: string }

const registry = new Map<string, TSchema>()

/** Gives a schema its public component name. Raises an error when two schemas claim one name. */
export function named<T extends TSchema>(id: string, schema: T): Named<T> {
  if (registry.has(id)) throw new Error(`schema name ${id} is taken`)
  const result = Object.assign(schema, { $id: id })
  registry.set(id, result)
  return result
}

/** All named schemas, in the order in which their modules were loaded. */
export const namedSchemas = (): TSchema[] => [...registry.values()]

/** Points at a named schema and keeps its static type. */
export const ref = <T extends TSchema>(schema: Named<T>) => Type.Unsafe<Static<T>>({ $ref: `${schema.$id}#` })

/** Points at a named schema, or is null: OpenAPI 3.1 has no `nullable`, so this is an `anyOf` of the two. */
export const nullableRef = <T extends TSchema>(schema: Named<T>, options: object = {}) =>
  Type.Unsafe<Static<T> | null>({ ...options, anyOf: [{ $ref: `${schema.$id}#` }, { type: 'null' }] })

/** A simple schema that may also be null, written as a type array (JSON Schema 2020-12, as OpenAPI 3.1 asks). */
export function nullable<T extends TSchema>(schema: T, options: object = {}) {
  const { type, ...rest } = schema as unknown as { type: string; enum?: unknown[] }
  return Type.Unsafe<Static<T> | null>({
    ...rest,
    ...options,
    type: [type, 'null'],
    ...(rest.enum && { enum: [...rest.enum, null] }),
  })
}

/** One of a list of strings, as `enum` (client generators read it better than `anyOf` of constants). */
export const choice = <const V extends readonly string[]>(values: V, options: object = {}) =>
  Type.Unsafe<V[number]>({ type: 'string', enum: [...values], ...options })

/** An object that refuses fields it does not know. */
export const closed = <P extends TProperties>(properties: P, options: TObjectOptions = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })

interface ObjectShape {
  type: 'object' | ['object', 'null']
  properties: Record<string, Shape>
  required?: string[]
}

interface Shape {
  type?: string | string[]
  anyOf?: Shape[]
  items?: Shape
  additionalProperties?: boolean | Shape
  default?: unknown
}

const typesOf = (schema: Shape): string[] =>
  schema.type === undefined ? (schema.anyOf ?? []).flatMap(typesOf) : [schema.type].flat()

const isObjectShape = (schema: unknown): schema is ObjectShape =>
  typesOf(schema as Shape).includes('object') && 'properties' in (schema as object)

const withProperties = (
  schema: ObjectShape,
  each: (property: Shape, isRequired: boolean) => Shape,
  isRequired: (name: string) => boolean,
): Shape => {
  const { properties, required, examples, $id, ...rest } = schema as ObjectShape & Record<string, unknown>
  const names = (required as string[] | undefined)?.filter(isRequired) ?? []
  const given = new Set(required as string[] | undefined)
  const changed = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, each(property, given.has(name))]),
  )
  return { ...rest, properties: changed, ...(names.length > 0 && { required: names }) } as Shape
}

/**
 * The schema of the input that makes a thing, from the schema of the thing itself: what may be null or has a default may be
 * left out, at every depth.
 */
export function inputOf<T extends TSchema>(schema: T, options: object = {}) {
  const turn = (shape: Shape): Shape => {
    if (shape.items) return { ...shape, items: turn(shape.items) }
    if (!isObjectShape(shape)) return shape
    const optional = (name: string): boolean => {
      const property = shape.properties[name] as Shape
      return property.default !== undefined || typesOf(property).includes('null')
    }
    return withProperties(shape, turn, (name) => !optional(name))
  }
  return Type.Unsafe<Record<string, unknown>>({ ...turn(schema as unknown as Shape), ...options })
}

/**
 * The schema of an RFC 7396 merge patch for an input: every field may be left out, and be null to remove it where the input
 * can do without. What the patch leads to is validated against the input's own schema.
 */
export function mergePatchOf<T extends TSchema>(schema: T, options: object = {}) {
  const orNull = (shape: Shape, isRequired = false): Shape => {
    const { default: _, ...inner } = (
      isObjectShape(shape) ? withProperties(shape, orNull, () => false) : shape
    ) as Shape & { enum?: unknown[] }
    if (typeof inner.additionalProperties === 'object') inner.additionalProperties = orNull(inner.additionalProperties)
    if (isRequired) return inner
    if (inner.type === undefined) return typesOf(inner).includes('null') ? inner : { anyOf: [inner, { type: 'null' }] }
    return {
      ...inner,
      type: [...new Set([inner.type, 'null'].flat())],
      ...(inner.enum && { enum: [...new Set([...inner.enum, null])] }),
    } as Shape
  }
  return Type.Unsafe<Record<string, unknown>>({
    ...withProperties(schema as unknown as ObjectShape, orNull, () => false),
    ...options,
  })
}

/** An input made whole: what it leaves out becomes the schema's default, or null, at every depth. */
export function complete<T extends TSchema>(schema: T, input: unknown): Static<T> {
  const fill = (shape: Shape, value: unknown): unknown => {
    if (value === undefined || value === null) return structuredClone(shape.default) ?? null
    const { items } = shape
    if (items && Array.isArray(value)) return value.map((each) => fill(items, each))
    if (!isObjectShape(shape)) return value
    const given = value as Record<string, unknown>
    return Object.fromEntries(
      Object.entries(shape.properties).map(([name, property]) => [name, fill(property, given[name])]),
    )
  }
  return fill(schema as unknown as Shape, input) as Static<T>
}
