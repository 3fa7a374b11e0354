/** Whatever goes wrong leaves as a problem: Masthead's own, Fastify's, and bugs. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import findMyWay from 'find-my-way'
import { Problem, type ProblemName, problemDocument } from './problems.ts'
import { registerSocketErrors } from './socket-errors.ts'
import { validationProblem } from './validation.ts'

const byFastifyCode: Record<string, [ProblemName, string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'This operation does not read that Content-Type.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['content-too-large', 'The body is larger than this operation accepts.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed-request', 'The body is empty, but its Content-Type says JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [
    'malformed-request',
    'The body is not well-formed JSON, or has a member __proto__ or constructor.prototype.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed-request', 'The body is not as long as its Content-Length says.'],
  FST_ERR_BAD_URL: ['malformed-request', 'The path has broken percent-encoding.'],
  FST_ERR_MAX_PARAM_LENGTH: ['uri-too-long', 'A part of the path is longer than this server accepts.'],
}

/** Fastify and Node errors that carry a client status but have no code of their own here. */
const byStatus: Record<number, ProblemName> = {
  400: 'malformed-request',
  404: 'not-found',
  406: 'not-acceptable',
  413: 'content-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  431: 'header-fields-too-large',
  503: 'unavailable',
}

/** A database that is busy, gone or cannot write: the request was not carried out and may be sent again. */
const isUnavailable = (error: FastifyError): boolean =>
  [error.code, (error.cause as { code?: unknown } | undefined)?.code].some(
    (code) =>
      typeof code === 'string' &&
      /^(NOT_COMMITTED|SQLITE_(BUSY|FULL|IOERR|LOCKED)|ECONNREFUSED|ECONNRESET|57P0\d|08\d{3}|53\d{3})/.test(code),
  )

const knownParameters = (request: FastifyRequest, part: string): string[] => {
  const schema = request.routeOptions.schema as Record<string, { properties?: object } | undefined> | undefined
  return Object.keys(schema?.[part]?.properties ?? {})
}

function problemOf(error: FastifyError, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (error.validation) {
    const part = error.validationContext ?? 'body'
    return validationProblem(error.validation as never, part, knownParameters(request, part))
  }
  const known = byFastifyCode[error.code]
  if (known) return new Problem(...known)
  const name = error.statusCode !== undefined && error.statusCode < 500 ? byStatus[error.statusCode] : undefined
  if (name) return new Problem(name, error.message)
  if (error.code === 'NOT_DURABLE')
    return new Problem(
      'unavailable',
      'The database could not make sure that the change lasts. It may have been made: read before you send it again.',
    )
  if (isUnavailable(error) || error.statusCode === 503) {
    return new Problem('unavailable', 'The database cannot be used for the moment. Nothing was changed.', {
      headers: { 'retry-after': '1' },
    })
  }
  return new Problem('internal-error', 'The fault is ours; nothing was half-written.')
}

const acceptHeaders = (request: FastifyRequest): Record<string, string> => {
  const consumes = (request.routeOptions.schema as { consumes?: string[] } | undefined)?.consumes ?? [
    'application/json',
  ]
  return request.method === 'PATCH' ? { 'accept-patch': consumes.join(', ') } : { 'accept-post': consumes.join(', ') }
}

function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply, publicUrl: string) {
  if (problem.problem === 'unsupported-media-type') reply.headers(acceptHeaders(request))
  // Set here as well as by the hooks: an address that cannot be read never comes to them.
  return reply
    .code(problem.statusCode)
    .headers(problem.headers)
    .headers({
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': request.id,
    })
    .header('content-type', 'application/problem+json')
    .serializer(JSON.stringify)
    .send(problemDocument(problem, publicUrl, request.id))
}

/** Finds the methods that an address has; OPTIONS belongs to every address that has any. */
function createMethodTable(app: FastifyInstance): (url: string) => string[] {
  const router = findMyWay()
  const methods = new Set<string>()
  app.addHook('onRoute', (route) => {
    // The preflight route answers for addresses that do not exist, too.
    if (route.url === '*') return
    for (const method of [route.method].flat()) {
      methods.add(method)
      if (!router.hasRoute(method as 'GET', route.url)) router.on(method as 'GET', route.url, () => undefined)
    }
  })
  return (url) => {
    const [path = '/'] = url.split('?', 1)
    const found = [...methods].filter((method) => router.find(method as 'GET', path) !== null)
    return found.length === 0 ? [] : [...found, 'OPTIONS']
  }
}

const nothingHere = (): Problem =>
  new Problem('not-found', 'There is no such address; the OpenAPI document at /openapi.json lists all.')

/** Installs the error handler, the handler of addresses and methods that do not exist, and the answer to OPTIONS. */
export function registerErrors(app: FastifyInstance, options: { publicUrl: string }): void {
  const allowed = createMethodTable(app)
  registerSocketErrors(app, options)
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method !== 'OPTIONS') return done()
    const allow = allowed(request.url)
    if (allow.length === 0) return done(nothingHere())
    reply.header('allow', allow.join(', '))
    done()
  })
  /** An address that is not there, or not with this method. */
  const missing = (request: FastifyRequest, reply: FastifyReply): Problem => {
    const allow = allowed(request.url)
    if (allow.length === 0) return nothingHere()
    reply.header('allow', allow.join(', '))
    return new Problem('method-not-allowed', `This address has ${allow.join(', ')}, not ${request.method}.`)
  }
  app.setErrorHandler((error: FastifyError, request, reply) => {
    // Where nothing is, nothing else can be wrong with the request: Fastify reads its body all the same.
    const isClientsFault = error.statusCode !== undefined && error.statusCode < 500 && !(error instanceof Problem)
    const problem = request.is404 && isClientsFault ? missing(request, reply) : problemOf(error, request)
    if (problem.statusCode >= 500) request.log.error({ err: error }, 'request failed')
    return sendProblem(problem, request, reply, options.publicUrl)
  })
  app.setNotFoundHandler((request, reply) => sendProblem(missing(request, reply), request, reply, options.publicUrl))
}
