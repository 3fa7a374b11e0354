/** Every way in which Masthead says no: RFC 9457 problem details, from one table. */
import { type Static, Type } from 'typebox'
import { closed, named } from '../lib/schema.ts'

interface ProblemType {
  status: number
  title: string
  /** What happened and what to do, as the problem's own page says it. */
  description: string
}

/** name → status, title, description. The name is the last part of the problem's `type` and of its page's path. */
export const problemTypes = {
  'malformed-request': {
    status: 400,
    title: 'Malformed request',
    description:
      'The request cannot be read: broken JSON, broken percent-encoding, or a broken header. Send it again, well-formed.',
  },
  'invalid-parameter': {
    status: 400,
    title: 'Invalid parameter',
    description:
      'A parameter of the path, the query or a header is unknown, repeated, or has a value that is not allowed. `errors` names each one and what is.',
  },
  'invalid-cursor': {
    status: 400,
    title: 'Invalid cursor',
    description:
      'The cursor was not given out by this server, or belongs to a query with other filters or another order. Start again without `cursor`.',
  },
  unauthenticated: {
    status: 401,
    title: 'Key needed',
    description:
      'This operation needs a key, or the key sent is unknown, expired or revoked. Send `Authorization: Bearer mh_…` with a valid key.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed with this key',
    description:
      'The key is valid, but its role does not include what this operation needs. `detail` names the missing scope.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    description: 'Nothing is there under this address, or nothing that you may see.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    description: 'The address exists, but not with this method. The `Allow` header lists the methods that it has.',
  },
  'not-acceptable': {
    status: 406,
    title: 'Not acceptable',
    description:
      'None of the media types in the `Accept` header can be produced here. Ask for one that the operation documents, or for `*/*`.',
  },
  conflict: {
    status: 409,
    title: 'Conflict with the present state',
    description:
      'The request is sound, but what is stored does not allow it. `detail` says what stands in the way and what would be allowed.',
  },
  'precondition-failed': {
    status: 412,
    title: 'Changed in the meantime',
    description:
      'The thing was changed since you read it, so that your `If-Match` names an old version. Read it again, merge, and send the new `ETag`.',
  },
  'content-too-large': {
    status: 413,
    title: 'Content too large',
    description: 'The body is larger than this operation accepts. `detail` names the limit in bytes.',
  },
  'uri-too-long': {
    status: 414,
    title: 'Address too long',
    description: 'The address, or one part of its path, is longer than the server accepts. Shorten it.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    description:
      'The body has a `Content-Type` that this operation does not read. `Accept-Patch` or `Accept-Post` names those that it does.',
  },
  'invalid-body': {
    status: 422,
    title: 'Invalid body',
    description:
      'The body is well-formed, but a field is missing, unknown, or has a value that is not allowed. `errors` points at each one and says what is.',
  },
  'precondition-required': {
    status: 428,
    title: 'If-Match needed',
    description:
      'Every change of something that exists needs the `ETag` that you read in an `If-Match` header, so that no update is lost.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    description: 'You have used up your share for now. Wait for as many seconds as `Retry-After` says.',
  },
  'header-fields-too-large': {
    status: 431,
    title: 'Header fields too large',
    description: 'The header fields of the request are larger than the server accepts. Send fewer or shorter ones.',
  },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    description: 'The fault is ours. It is in the log under the request id in `instance`; nothing was half-written.',
  },
  unavailable: {
    status: 503,
    title: 'Unavailable for the moment',
    description:
      'The server is starting, stopping, or cannot reach its database. Try again after as many seconds as `Retry-After` says.',
  },
} as const satisfies Record<string, ProblemType>

export type ProblemName = keyof typeof problemTypes

const ProblemError = closed({
  pointer: Type.Optional(
    Type.String({ description: 'JSON Pointer (RFC 6901) to the field of the body.', examples: ['/title'] }),
  ),
  parameter: Type.Optional(
    Type.String({ description: 'Name of the parameter of the path, query or header.', examples: ['limit'] }),
  ),
  detail: Type.String({ description: 'What is wrong with it and what would be right.', examples: ['must be string'] }),
})

/** RFC 9457 problem details, the body of every 4xx and 5xx answer. */
export const ProblemSchema = named(
  'Problem',
  Type.Object(
    {
      type: Type.String({
        format: 'uri',
        description: 'Which problem it is: the address of its documentation on this server.',
        examples: ['http://127.0.0.1:3000/problems/not-found'],
      }),
      title: Type.String({ description: 'The problem type in a few words.', examples: ['Not found'] }),
      status: Type.Integer({ description: 'The HTTP status.', examples: [404] }),
      detail: Type.String({
        description: 'What happened this time, and what to do.',
        examples: ['No article has this id.'],
      }),
      instance: Type.String({
        description: 'This occurrence: the request id, as it is in the log and in `X-Request-Id`.',
        examples: ['urn:request:01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'],
      }),
      errors: Type.Optional(Type.Array(ProblemError, { description: 'The fields or parameters at fault.' })),
    },
    {
      additionalProperties: true,
      description: 'RFC 9457 problem details.',
      examples: [
        {
          type: 'http://127.0.0.1:3000/problems/not-found',
          title: 'Not found',
          status: 404,
          detail: 'No article has this id.',
          instance: 'urn:request:01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
        },
      ],
    },
  ),
)

export type ProblemErrors = Static<typeof ProblemError>[]

interface ProblemExtras {
  errors?: ProblemErrors
  headers?: Record<string, string>
  /** Further members of the problem document. */
  members?: Record<string, unknown>
}

/** Something the client may be told. Whatever else is thrown is a bug and becomes a bare 500. */
export class Problem extends Error {
  readonly problem: ProblemName
  readonly statusCode: number
  readonly errors: ProblemErrors | undefined
  readonly headers: Record<string, string>
  readonly members: Record<string, unknown>

  constructor(problem: ProblemName, detail: string, extras: ProblemExtras = {}) {
    super(detail)
    this.name = 'Problem'
    this.problem = problem
    this.statusCode = problemTypes[problem].status
    this.errors = extras.errors
    this.headers = extras.headers ?? {}
    this.members = extras.members ?? {}
  }
}

/** 404 for a thing of some kind. */
export const notFound = (what: string): Problem => new Problem('not-found', `No ${what} is here.`)

/** 422 for one field of the body. */
export const invalidField = (pointer: string, detail: string): Problem =>
  new Problem('invalid-body', `${pointer} ${detail}.`, { errors: [{ pointer, detail }] })

/** 400 for one parameter. */
export const invalidParameter = (parameter: string, detail: string): Problem =>
  new Problem('invalid-parameter', `${parameter} ${detail}.`, { errors: [{ parameter, detail }] })

/** The document of a problem, as it is sent. */
export function problemDocument(problem: Problem, publicUrl: string, requestId: string): Record<string, unknown> {
  const { status, title } = problemTypes[problem.problem]
  return {
    type: `${publicUrl}/problems/${problem.problem}`,
    title,
    status,
    detail: problem.message,
    instance: `urn:request:${requestId}`,
    ...(problem.errors && { errors: problem.errors }),
    ...problem.members,
  }
}
