/** The OpenAPI document as a contract: every answer is held against what the document says of it. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsPlugin from 'ajv-formats'
import type { Answer, Call, TestNewsroom } from './newsroom.ts'

export interface Response {
  description?: string
  headers?: Record<string, object>
  content?: Record<string, { schema?: object; example?: unknown; examples?: Record<string, { value: unknown }> }>
}

export interface Operation {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  security?: Array<Record<string, string[]>>
  parameters?: Array<{ name: string; in: string; description?: string; schema?: object; example?: unknown }>
  requestBody?: { content: Record<string, { schema?: object; example?: unknown }> }
  responses: Record<string, Response>
}

export interface OpenApiDocument {
  tags: Array<{ name: string }>
  paths: Record<string, Record<string, Operation>>
}

/** One operation of the document, with where it stands. */
export interface Entry {
  path: string
  method: string
  operation: Operation
}

/** What answers when no operation does: the address or the method does not exist, or the address cannot be read. */
const withoutOperation = new Set([400, 401, 404, 405, 414, 429])

const addFormats = addFormatsPlugin as unknown as (ajv: Ajv2020) => void

/** The operations of a document, one by one. */
export const operationsOf = (document: OpenApiDocument): Entry[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  )

/** A place in the document as a JSON Pointer in a URI fragment. */
const pointerTo = (...parts: string[]): string =>
  `#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

const mediaTypeOf = (answer: Answer): string | undefined =>
  answer.headers['content-type']?.toString().split(';')[0]?.trim().toLowerCase()

/** A media type in one spelling, with its parameters but charset: some forms differ in nothing else. */
const withParameters = (type: string): string =>
  type
    .split(';')
    .map((part) => part.trim())
    .filter((part) => !/^charset=/i.test(part))
    .join(';')

/** Under which media type of a response the document describes this answer. */
function documentedAs(response: Response, answer: Answer): string | undefined {
  const types = Object.keys(response.content ?? {})
  const sent = withParameters(String(answer.headers['content-type'] ?? ''))
  return types.find((type) => withParameters(type) === sent) ?? types.find((type) => type === mediaTypeOf(answer))
}

/** Holds answers against a document. */
export function createContract(document: OpenApiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false })
  addFormats(ajv)
  ajv.addSchema(document, 'openapi')
  const compiled = new Map<string, ValidateFunction>()

  /** What is wrong with a value, by the schema at this place of the document. */
  function faultsAt(pointer: string, value: unknown): string[] {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi${pointer}` })
    compiled.set(pointer, validate)
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
  }

  /** The operation that a request reaches: of all fitting path templates the one with the fewest parameters. */
  function find(method: string, url: string): Entry | undefined {
    const [path = ''] = url.split('?', 1)
    const segments = path.split('/')
    const fits = (template: string): boolean => {
      const parts = template.split('/')
      return (
        parts.length === segments.length &&
        parts.every((part, index) => part.startsWith('{') || part === segments[index])
      )
    }
    const fitting = operationsOf(document).filter((entry) => entry.method === method.toLowerCase() && fits(entry.path))
    return fitting.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0]
  }

  function faultsOfProblem(answer: Answer): string[] {
    if (mediaTypeOf(answer) !== 'application/problem+json') return [`an error as ${mediaTypeOf(answer)}`]
    return [
      ...(answer.body === undefined ? [] : faultsAt(pointerTo('components', 'schemas', 'Problem'), answer.body)),
      ...(answer.body !== undefined && answer.body.status !== answer.status ? ['another status in the body'] : []),
      ...(answer.headers['cache-control'] === 'no-store' ? [] : ['an error that may be cached']),
    ]
  }

  /** Where a schema has one alternative for complete answers and one for those with `fields`: the one that is due. */
  const alternativeFor = (schema: object, url: string): string[] =>
    'anyOf' in schema ? ['anyOf', new URL(url, 'http://x').searchParams.has('fields') ? '1' : '0'] : []

  function faultsOfBody({ path, method, operation }: Entry, url: string, isHead: boolean, answer: Answer): string[] {
    const response = operation.responses[answer.status]
    if (!response) return ['is not documented']
    const mediaType = mediaTypeOf(answer)
    if (!response.content || isHead) {
      if (answer.text !== '') return ['has a body']
      if (!isHead && mediaType !== undefined) return ['has a Content-Type, but no body']
      return []
    }
    const documented = documentedAs(response, answer)
    if (documented === undefined) return [`is ${mediaType}, which is not documented`]
    const schema = response.content[documented]?.schema
    if (!schema) return [`has no schema for ${documented}`]
    const content = ['paths', path, method, 'responses', String(answer.status), 'content', documented, 'schema']
    return faultsAt(pointerTo(...content, ...alternativeFor(schema, url)), answer.body ?? answer.text)
  }

  /** What every answer has; files, such as those of Swagger UI, have weak entity tags. */
  function faultsOfHeaders(answer: Answer, isFile: boolean): string[] {
    const missing = ['cache-control', 'x-request-id', 'x-content-type-options'].filter((name) => !answer.headers[name])
    const etag = answer.headers.etag?.toString()
    // What is sent as it is read has no entity tag before its end.
    const isStream = mediaTypeOf(answer) === 'application/x-ndjson'
    return [
      ...missing.map((name) => `has no ${name}`),
      ...(answer.status === 200 && etag === undefined && !isStream ? ['has no ETag'] : []),
      ...(etag !== undefined && !isFile && !/^"[\x21\x23-\x7e]+"$/.test(etag)
        ? [`has ${etag}, which is no strong ETag`]
        : []),
    ]
  }

  /** Everything in which an answer differs from the document, in words; nothing when it keeps the contract. */
  function faults(method: string, url: string, answer: Answer): string[] {
    const isHead = method === 'HEAD'
    const general = [
      ...faultsOfHeaders(answer, url.startsWith('/docs/')),
      ...(answer.status >= 400 && !isHead ? faultsOfProblem(answer) : []),
    ]
    if (method === 'OPTIONS') return answer.status < 400 && answer.text !== '' ? [...general, 'has a body'] : general
    const entry = find(isHead ? 'GET' : method, url)
    if (entry) return [...general, ...faultsOfBody(entry, url, isHead, answer)]
    const expected = answer.status < 400 ? !url.startsWith('/v1/') : withoutOperation.has(answer.status)
    return expected ? general : [...general, 'comes from an operation that is not in the document']
  }

  return { faults, faultsAt, find }
}

export type Contract = ReturnType<typeof createContract>

/** The document of a newsroom. */
export const documentOf = ({ app }: TestNewsroom): OpenApiDocument => app.swagger() as unknown as OpenApiDocument

/** The newsroom, whose calls from now on throw when an answer differs from its document. */
export function underContract(newsroom: TestNewsroom): TestNewsroom {
  const contract = createContract(documentOf(newsroom))
  async function call(method: string, url: string, options?: Call): Promise<Answer> {
    const answer = await newsroom.call(method, url, options)
    const faults = contract.faults(method, url, answer)
    if (faults.length === 0) return answer
    throw new Error(
      `${method} ${url} answered ${answer.status} off its document: ${faults.join('; ')}\n${answer.text.slice(0, 1000)}`,
    )
  }
  return { ...newsroom, call, get: (url, options) => call('GET', url, options) }
}
