/** Serialization: an answer has the fields of its schema and no others, so that nothing leaks that was not declared. */
import fastJson from 'fast-json-stringify'
import type { FastifyReply, FastifyServerOptions } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { type Named, namedSchemas } from '../lib/schema.ts'
import { bytesOf } from './answer-bytes.ts'

type Serialize = (value: unknown) => string

interface RouteSchema {
  schema: { $ref?: string }
}

/**
 * Fastify's serializer factory. A serializer is built when it is first used, and once for all operations that answer with
 * the same named schema: building them all for every status of every operation takes seconds.
 */
export const serializerFactory = {
  buildSerializer(external: Record<string, object> | undefined) {
    const byReference = new Map<string, Serialize>()
    const build = (schema: object): Serialize => fastJson(schema as never, { schema: external as never }) as Serialize
    return ({ schema }: RouteSchema): Serialize => {
      const { $ref } = schema
      let serialize: Serialize | undefined
      return (value) => {
        serialize ??= ($ref === undefined ? undefined : byReference.get($ref)) ?? build(schema)
        if ($ref !== undefined) byReference.set($ref, serialize)
        return serialize(value)
      }
    }
  },
} as unknown as NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/** Serializes values of a named schema for answers that are put together from parts. Built when it is first used. */
export function serializerOf<T extends TSchema>(schema: Named<T>): (value: Static<T>) => string {
  let serialize: Serialize | undefined
  return (value) => {
    serialize ??= fastJson({ $ref: `${schema.$id}#` } as never, {
      schema: Object.fromEntries(namedSchemas().map((each) => [(each as Named<TSchema>).$id, each])) as never,
    }) as Serialize
    return serialize(value)
  }
}

/**
 * Serializes some members of a named schema's objects, which follow each other in it: as they stand in the text of the
 * whole object, without its braces. Built when it is first used.
 */
export function membersSerializerOf<T extends TSchema>(
  schema: Named<T>,
  names: ReadonlyArray<keyof Static<T> & string>,
): (value: Partial<Static<T>>) => string {
  const properties = (schema as unknown as { properties: Record<string, object> }).properties
  const some = {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, properties[name]])),
    required: names,
    additionalProperties: false,
  }
  let serialize: Serialize | undefined
  return (value) => {
    serialize ??= fastJson(some as never, {
      schema: Object.fromEntries(namedSchemas().map((each) => [(each as Named<TSchema>).$id, each])) as never,
    }) as Serialize
    return serialize(value).slice(1, -1)
  }
}

/** Serializes the values of one member of a named schema's objects. Built when it is first used. */
export function memberSerializerOf<T extends TSchema, Name extends keyof Static<T> & string>(
  schema: Named<T>,
  name: Name,
): (value: Static<T>[Name]) => string {
  const serialize = membersSerializerOf(schema, [name])
  const before = `${JSON.stringify(name)}:`.length
  return (value) => serialize({ [name]: value } as unknown as Partial<Static<T>>).slice(before)
}

/** Answers with JSON that has been serialized by the schema of the answer already, as one text or in parts. */
export const sendSerialized = (reply: FastifyReply, text: string | readonly string[]): FastifyReply =>
  reply.type('application/json; charset=utf-8').send(typeof text === 'string' ? Buffer.from(text) : bytesOf(text))
