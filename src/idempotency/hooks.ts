/** The Idempotency-Key header of POSTs: replayed when done, refused while running or for another payload. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseItem } from 'structured-headers'
import { preconditionOf } from '../http/conditional.ts'
import { Problem } from '../http/problems.ts'
import { sha256 } from '../lib/ids.ts'
import type { Idempotency, KeptAnswer } from './idempotency.ts'

const keptHeaders = ['content-type', 'location', 'etag'] as const

/** Reads the header: a quoted string (RFC 9651 §3.3.3) of 1 to 255 characters. */
function keyOf(header: string): string {
  try {
    const [value] = parseItem(header)
    if (typeof value === 'string' && value.length > 0 && value.length <= 255) return value
  } catch {
    // Said below, for every kind of wrong value.
  }
  const detail =
    'must be a string of 1 to 255 characters in double quotes, such as "8e03978e-40d5-43dd-bc93-6894a57f9324"'
  throw new Problem('invalid-parameter', `Idempotency-Key ${detail}.`, {
    errors: [{ parameter: 'Idempotency-Key', detail }],
  })
}

function replay(reply: FastifyReply, answer: KeptAnswer) {
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .header('idempotent-replayed', 'true')
    .serializer(String)
    .send(answer.body)
}

/** An answer without what must be shown only once. */
function withoutSecrets(body: string, fields: readonly string[]): string {
  if (fields.length === 0) return body
  const value = JSON.parse(body) as Record<string, unknown>
  for (const field of fields) if (field in value) value[field] = null
  return JSON.stringify(value)
}

const isPost = (request: FastifyRequest): boolean =>
  request.method === 'POST' && request.headers['idempotency-key'] !== undefined && request.principal !== undefined

/** Claims the key before the handler and keeps the answer after it. */
export function registerIdempotency(app: FastifyInstance, { idempotency }: { idempotency: Idempotency }): void {
  const claimed = new WeakMap<FastifyRequest, string>()
  app.addHook('preHandler', async (request, reply) => {
    if (!isPost(request)) return
    // A request that must fail for want of If-Match is not one to remember.
    if (request.routeOptions.config.precondition) preconditionOf(request)
    const key = keyOf(String(request.headers['idempotency-key']))
    const scope = sha256(JSON.stringify([request.principal?.keyId, request.routeOptions.url, request.params, key]))
    const fingerprint = sha256(
      JSON.stringify([request.url, request.headers['content-type'], request.headers['if-match'], request.body ?? null]),
    )
    const claim = await idempotency.claim(scope, fingerprint)
    if (claim.state === 'other')
      throw new Problem('invalid-body', 'This Idempotency-Key was used for another request. Take a new one.', {
        errors: [{ parameter: 'Idempotency-Key', detail: 'was used for another request' }],
      })
    if (claim.state === 'running')
      throw new Problem(
        'conflict',
        'The first request with this Idempotency-Key is not answered yet. Send it again in a moment.',
        { headers: { 'retry-after': '1' } },
      )
    if (claim.state === 'done') return replay(reply, claim.answer)
    claimed.set(request, scope)
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const scope = claimed.get(request)
    if (scope === undefined) return payload
    claimed.delete(request)
    // What failed on our side was not carried out and may be tried again under the same key.
    if (reply.statusCode >= 500 || (payload !== null && typeof payload !== 'string')) {
      await idempotency.release(scope)
      return payload
    }
    const headers = Object.fromEntries(
      keptHeaders.flatMap((name) => (reply.hasHeader(name) ? [[name, String(reply.getHeader(name))]] : [])),
    )
    const body = withoutSecrets((payload as string | null) ?? '', request.routeOptions.config.secretFields ?? [])
    await idempotency.keep(scope, { status: reply.statusCode, headers, body })
    return payload
  })
}
