/** Validation: bodies are taken as they are, never coerced or trimmed of fields; text parts are coerced to their types. */
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv'
import addFormatsPlugin from 'ajv-formats'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import leven from 'leven'
import type { TSchema } from 'typebox'
import { namedSchemas } from '../lib/schema.ts'
import { refuseIllFormed } from './ill-formed.ts'
import { Problem, type ProblemErrors } from './problems.ts'

const addFormats = addFormatsPlugin as unknown as (ajv: Ajv) => void

function makeAjv(schemas: object[], options: Options): Ajv {
  const ajv = new Ajv({
    useDefaults: true,
    discriminator: true,
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    // Compiling the schema of schemas takes longer than all else here; the document is linted with the same schemas.
    validateSchema: false,
    meta: false,
    ...options,
  })
  addFormats(ajv)
  for (const schema of schemas) ajv.addSchema(schema)
  return ajv
}

interface RouteSchema {
  schema: object
  httpPart?: string
}

/** A check that is compiled when it is first used. */
function whenUsed(compile: () => ValidateFunction): (value: unknown) => boolean {
  let compiled: ValidateFunction | undefined
  function check(value: unknown): boolean {
    compiled ??= compile()
    const valid = compiled(value) as boolean
    check.errors = compiled.errors
    return valid
  }
  check.errors = undefined as ValidateFunction['errors']
  return check
}

/**
 * Fastify's validator factory: one strict Ajv for bodies, one coercing Ajv for path, query and headers. A check is
 * compiled when it is first used: compiling all of them is half of the work of starting.
 */
export const validatorFactory = {
  buildValidator(external: Record<string, object> | undefined) {
    const schemas = Object.values(external ?? {})
    const body = makeAjv(schemas, { coerceTypes: false })
    const text = makeAjv(schemas, { coerceTypes: true })
    return ({ httpPart, schema }: RouteSchema) => whenUsed(() => (httpPart === 'body' ? body : text).compile(schema))
  },
} as unknown as NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/**
 * Compiles a check for values that do not come as a request body: the result of a merge patch, a line of an import.
 * The check raises invalid-body with a pointer for each fault.
 */
export function bodyCheck(schema: TSchema): (value: unknown) => void {
  let validate: ValidateFunction | undefined
  return (value) => {
    validate ??= makeAjv(namedSchemas(), { coerceTypes: false, useDefaults: false }).compile(
      '$id' in schema ? { $ref: `${schema.$id}#` } : schema,
    )
    if (!validate(value)) throw validationProblem(validate.errors ?? [], 'body', [])
  }
}

const shown = 20

/** Says which of the known names is most like a name that is not one of them. */
export function nearest(name: string, known: readonly string[]): string {
  const closest = known
    .map((each) => ({ each, distance: leven(name, each) }))
    .sort((a, b) => a.distance - b.distance)[0]
  return closest === undefined ? 'none is known here' : `the nearest known is ${closest.each}`
}

/** Names of the properties that the schema at fault knows. */
const knownProperties = (error: ErrorObject): string[] =>
  Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {})

function detailOf(error: ErrorObject, known: string[]): string {
  switch (error.keyword) {
    case 'additionalProperties':
      return `is not known here; ${nearest(String(error.params.additionalProperty), known)}`
    case 'enum':
      return `must be one of ${(error.params.allowedValues as unknown[]).map((value) => JSON.stringify(value)).join(', ')}`
    case 'required':
      return 'is missing'
    case 'pattern':
      return error.propertyName === undefined
        ? (error.message ?? 'is not valid')
        : `is not a name that is allowed here; it ${error.message}`
    default:
      return error.message ?? 'is not valid'
  }
}

/** The member that an error is about where that is not the value it was found at: unknown, missing, or with a wrong name. */
function memberOf(error: ErrorObject): string | undefined {
  if (error.keyword === 'additionalProperties') return error.params.additionalProperty
  if (error.keyword === 'required') return error.params.missingProperty
  return error.propertyName
}

const fieldOf = (error: ErrorObject): string => {
  const member = memberOf(error)
  return member === undefined
    ? error.instancePath
    : `${error.instancePath}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

const unique = (errors: ProblemErrors): ProblemErrors => {
  const seen = new Set<string>()
  return errors.filter((error) => {
    const key = JSON.stringify(error)
    return !seen.has(key) && seen.add(key)
  })
}

/** Turns Ajv's errors into a problem that names each field or parameter and the fix. */
export function validationProblem(errors: ErrorObject[], part: string, known: string[]): Problem {
  // A failed oneOf, anyOf or propertyNames says nothing by itself; what failed in it says more.
  const telling = errors.filter(
    ({ keyword, params }) =>
      !['oneOf', 'anyOf', 'if', 'propertyNames'].includes(keyword) && !(keyword === 'type' && params.type === 'null'),
  )
  const chosen = (telling.length > 0 ? telling : errors).slice(0, shown)
  const details = unique(
    chosen.map((error) => {
      const properties = knownProperties(error).length > 0 ? knownProperties(error) : known
      const detail = detailOf(error, properties)
      return part === 'body' ? { pointer: fieldOf(error), detail } : { parameter: fieldOf(error).slice(1), detail }
    }),
  )
  const [first] = details
  const where = first?.pointer === '' ? 'The body' : (first?.pointer ?? first?.parameter)
  return new Problem(part === 'body' ? 'invalid-body' : 'invalid-parameter', `${where} ${first?.detail}.`, {
    errors: details,
  })
}

/** Refuses what schemas cannot see, and closes queries that declare nothing. */
export function registerValidation(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/v1/')) return
    route.schema = { querystring: { type: 'object', properties: {}, additionalProperties: false }, ...route.schema }
  })
  app.addHook('preValidation', (request, _reply, done) => {
    try {
      if (!request.is404) refuseIllFormed(request)
    } catch (error) {
      return done(error as Error)
    }
    done()
  })
}
