/** Keys: who asks, and what they may do. How keys are stored is the business of whoever gives an Authenticator. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from '../lib/actor.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { FailedAttempt } from './failed-attempts.ts'
import { Problem } from './problems.ts'
import { isReading } from './surfaces.ts'

/** What an operation may ask for. */
export const scopes = [
  'read',
  'articles:read',
  'articles:write',
  'articles:publish',
  'catalogue:write',
  'site:write',
  'articles:erase',
  'imports:write',
  'keys:manage',
  'audit:read',
  'operate',
] as const

export type Scope = (typeof scopes)[number]

/** A valid key, as the rest of the server knows it. */
export interface Principal {
  keyId: string
  name: string
  role: Exclude<Actor['role'], 'system'>
  scopes: ReadonlySet<Scope>
  editorId: string | null
  viewer: Viewer
}

/** The actor behind a request; its operation must have needed a key. */
export function actorOf(request: FastifyRequest): Actor {
  const { principal } = request
  if (!principal) throw new Error('an operation without scope has no actor')
  return {
    name: principal.name,
    keyId: principal.keyId,
    editorId: principal.editorId,
    role: principal.role,
    requestId: request.id,
  }
}

/** Finds the valid key with this secret; undefined when it is unknown, expired or revoked. */
export type Authenticate = (secret: string) => Promise<Principal | undefined>

interface Options {
  authenticate: Authenticate
  /** Told of every wrong key; may refuse the request. */
  failedAttempt: FailedAttempt
  anonymousReading: boolean
  /** Who anonymous readers are. */
  anonymousViewer: () => Viewer | Promise<Viewer>
}

const challenge = { 'www-authenticate': 'Bearer realm="masthead"' }

async function principalOf(
  request: FastifyRequest,
  { authenticate, failedAttempt }: Pick<Options, 'authenticate' | 'failedAttempt'>,
): Promise<Principal> {
  const secret = /^Bearer +([A-Za-z0-9_-]{1,200}) *$/i.exec(request.headers.authorization ?? '')?.[1]
  const principal = secret === undefined ? undefined : await authenticate(secret)
  if (principal) return principal
  await failedAttempt(request)
  throw new Problem(
    'unauthenticated',
    'The key is unknown, expired or revoked. Send Authorization: Bearer mh_… with a valid one.',
    {
      headers: { 'www-authenticate': 'Bearer realm="masthead", error="invalid_token"' },
    },
  )
}

/** Raises unauthenticated or forbidden where the operation of a request asks for more than its key has. */
function requireScope(request: FastifyRequest, anonymousReading: boolean): void {
  const { url = '', config } = request.routeOptions
  const scope = config.scope ?? (!anonymousReading && isReading(url) ? 'read' : undefined)
  if (scope === undefined || request.is404) return
  if (!request.principal) {
    throw new Problem('unauthenticated', 'This operation needs a key. Send Authorization: Bearer mh_….', {
      headers: challenge,
    })
  }
  if (!request.principal.scopes.has(scope)) {
    throw new Problem(
      'forbidden',
      `This operation needs the scope ${scope}, which the role ${request.principal.role} does not have.`,
    )
  }
}

/**
 * Authenticates every request and checks the scope that its route declares. A wrong key is a 401 everywhere, also
 * where none is needed: nobody reads anonymously by mistake.
 */
export function registerAuth(app: FastifyInstance, options: Options): void {
  app.decorateRequest('principal', undefined)
  app.decorateRequest('viewer', null as never)
  app.addHook('onRequest', (request, _reply, done) => {
    const check = () => {
      try {
        requireScope(request, options.anonymousReading)
      } catch (error) {
        return done(error as Error)
      }
      done()
    }
    const becomes = (viewer: Viewer) => {
      request.viewer = viewer
      check()
    }
    if (request.headers.authorization === undefined) {
      const viewer = options.anonymousViewer()
      if (viewer instanceof Promise) viewer.then(becomes, done)
      else becomes(viewer)
      return
    }
    principalOf(request, options).then((principal) => {
      request.principal = principal
      becomes(principal.viewer)
    }, done)
  })
}
