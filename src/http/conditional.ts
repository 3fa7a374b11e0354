/** Conditional requests (RFC 9110 §13): entity tags from what is shown, If-Match from what is stored. */
import { hash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from './problems.ts'

/** One tag of a list and what ends it; a tag may itself hold commas (RFC 9110 §8.8.3). */
const entityTag = /\s*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(,|$)/y

interface EntityTag {
  weak: boolean
  opaque: string
}

/** Reads a list of entity tags or `*`. Raises malformed-request when it is neither. */
function parseEntityTags(header: string, name: string): EntityTag[] | '*' {
  if (header.trim() === '*') return '*'
  const tags: EntityTag[] = []
  entityTag.lastIndex = 0
  for (let ends = false; !ends; ) {
    const match = entityTag.exec(header)
    if (!match) {
      throw new Problem('malformed-request', `${name} must be "*" or a list of entity tags in double quotes.`, {
        errors: [{ parameter: name, detail: 'must be "*" or a list of entity tags in double quotes' }],
      })
    }
    tags.push({ weak: match[1] !== undefined, opaque: match[2] as string })
    ends = match[3] !== ','
  }
  return tags
}

/** The entity tag of a stored state: what If-Match is compared with. */
export const stateTag = (state: string): string => `"${state}"`

/** Compares the request's If-Match with the state that is stored now; raises precondition-failed when it is older. */
export type Precondition = (state: string, members?: Record<string, unknown>) => void

/**
 * Reads If-Match (RFC 9110 §13.1.1, strong comparison). Newsroom entity tags are `"<state>-<hash of the bytes>"`: the
 * state alone decides, so that a renamed source does not make every article's tag stale.
 */
export function preconditionOf(request: FastifyRequest): Precondition {
  const header = request.headers['if-match']
  if (header === undefined) {
    throw new Problem('precondition-required', 'Send the ETag of what you read in an If-Match header.')
  }
  const tags = parseEntityTags(header, 'if-match')
  return (state, members = {}) => {
    if (tags === '*') return
    if (tags.some((tag) => !tag.weak && tag.opaque.split('-')[0] === state)) return
    throw new Problem(
      'precondition-failed',
      `The ETag is now ${stateTag(state)}. Read it again and merge your change.`,
      {
        headers: { etag: stateTag(state) },
        members: { currentETag: stateTag(state), ...members },
      },
    )
  }
}

/** What a request says of the representations that its sender has. */
type Validators = Pick<IncomingHttpHeaders, 'if-none-match' | 'if-modified-since'>

/** The tag of the same content in another encoding: see `encodedTag` of the response cache. */
const withoutEncoding = (opaque: string): string => opaque.replace(/-(br|gzip)$/, '')

/**
 * Finds what the client has already (RFC 9110 §13.2.2, steps 3 and 4): the entity tag that it is to be told is still
 * right, undefined when it must be sent the answer. A tag of the same content in another encoding that the server makes is
 * as good as that of the representation at hand. Raises malformed-request.
 */
export function unchangedTag(headers: Validators, tag: string, lastModified: string | undefined): string | undefined {
  const header = headers['if-none-match']
  if (header !== undefined) {
    if (header === tag) return tag
    const tags = parseEntityTags(header, 'if-none-match')
    if (tags === '*') return tag
    const opaque = tag.slice(1, -1)
    const had = tags.find((each) => each.opaque === opaque || withoutEncoding(each.opaque) === withoutEncoding(opaque))
    return had && `"${had.opaque}"`
  }
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return lastModified !== undefined && !Number.isNaN(since) && Date.parse(lastModified) <= since ? tag : undefined
}

/** If-Match and If-Unmodified-Since on a read (RFC 9110 §13.2.2, steps 1 and 2). */
function checkReadPrecondition(request: FastifyRequest, tag: string, lastModified: string | undefined): void {
  const header = request.headers['if-match']
  if (header !== undefined) {
    const tags = parseEntityTags(header, 'if-match')
    if (tags !== '*' && !tags.some((each) => !each.weak && `"${each.opaque}"` === tag)) {
      throw new Problem('precondition-failed', `The ETag is now ${tag}.`, { headers: { etag: tag } })
    }
    return
  }
  const unmodifiedSince = Date.parse(request.headers['if-unmodified-since'] ?? '')
  if (lastModified !== undefined && !Number.isNaN(unmodifiedSince) && Date.parse(lastModified) > unmodifiedSince) {
    throw new Problem('precondition-failed', `It was changed at ${lastModified}.`, { headers: { etag: tag } })
  }
}

const isRead = (request: FastifyRequest): boolean => request.method === 'GET' || request.method === 'HEAD'

function tagOf(reply: FastifyReply, payload: string | Buffer): string {
  const digest = hash('sha256', payload, 'base64url').slice(0, 22)
  const state = reply.getHeader('etag')
  return typeof state === 'string' ? `${state.slice(0, -1)}-${digest}"` : `"${digest}"`
}

const hasBytes = (reply: FastifyReply, payload: unknown): payload is string | Buffer =>
  reply.statusCode >= 200 &&
  reply.statusCode < 300 &&
  (typeof payload === 'string' || Buffer.isBuffer(payload)) &&
  (payload.length > 0 || reply.statusCode === 200)

/** Gives every successful answer with a body a strong entity tag. A handler that has set a state tag keeps it as the front part. */
export function registerEntityTags(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (hasBytes(reply, payload)) reply.header('etag', tagOf(reply, payload))
    done(null, payload)
  })
}

/** Answers 304 or 412 to conditional reads. Must come after the entity tags, and after all that keeps whole answers. */
export function registerConditionalRequests(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!isRead(request) || !hasBytes(reply, payload)) return done(null, payload)
    const tag = reply.getHeader('etag') as string
    const lastModified = reply.getHeader('last-modified') as string | undefined
    try {
      checkReadPrecondition(request, tag, lastModified)
      const unchanged = unchangedTag(request.headers, tag, lastModified)
      if (unchanged === undefined) return done(null, payload)
      reply.code(304).header('etag', unchanged).removeHeader('content-type').removeHeader('content-length')
    } catch (error) {
      return done(error as Error)
    }
    // Fastify takes the body of an answer to HEAD away itself, and fails on one that is gone already.
    done(null, request.method === 'HEAD' ? payload : null)
  })
}
