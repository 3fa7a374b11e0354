/** Serialization: an answer has the fields of its schema and no others, so that nothing leaks that was not declared. */
import fastJson from 'fast-json-stringify'
import type { FastifyServerOptions } from 'fastify'

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
