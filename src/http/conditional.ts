/** Conditional requests (RFC 9110 §13): entity tags from what is shown, If-Match from what is stored. */
import { createHash } from 'node:crypto'
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

const isUnchanged = (request: FastifyRequest, tag: string, lastModified: string | undefined): boolean => {
  const header = request.headers['if-none-match']
  if (header !== undefined) {
    const tags = parseEntityTags(header, 'if-none-match')
    return tags === '*' || tags.some(({ opaque }) => `"${opaque}"` === tag)
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '')
  return lastModified !== undefined && !Number.isNaN(since) && Date.parse(lastModified) <= since
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
  const hash = createHash('sha256').update(payload).digest('base64url').slice(0, 22)
  const state = reply.getHeader('etag')
  return typeof state === 'string' ? `${state.slice(0, -1)}-${hash}"` : `"${hash}"`
}

/**
 * Gives every successful answer with a body a strong entity tag and answers 304 or 412 to conditional reads. A handler
 * that has set a state tag keeps it as the front part.
 */
export function registerConditionalRequests(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 200 || reply.statusCode >= 300) return payload
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload
    if (payload.length === 0 && reply.statusCode !== 200) return payload
    const tag = tagOf(reply, payload)
    reply.header('etag', tag)
    if (!isRead(request)) return payload
    const lastModified = reply.getHeader('last-modified') as string | undefined
    checkReadPrecondition(request, tag, lastModified)
    if (!isUnchanged(request, tag, lastModified)) return payload
    reply.code(304).removeHeader('content-type').removeHeader('content-length')
    // Fastify takes the body of an answer to HEAD away itself, and fails on one that is gone already.
    return request.method === 'HEAD' ? payload : null
  })
}
