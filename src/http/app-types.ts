/** Fastify as Masthead uses it: types of requests and answers follow from their TypeBox schemas. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Viewer } from '../lib/viewer.ts'
import type { Principal, Scope } from './auth.ts'

export interface SchemaTypes extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
  serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown
}

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, SchemaTypes>

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined for an anonymous reader. */
    principal: Principal | undefined
    /** What of the live articles the request may see. */
    viewer: Viewer
    /** What the answer depends on; undefined for any change at all: see `dependOn`. */
    answerTags: readonly string[] | undefined
    /** When the answer ends by the clock, in milliseconds since 1970; infinite when it does not. */
    answerUntil: number
  }
  interface FastifyContextConfig {
    /** What the key must be allowed to do; absent on operations open to anonymous readers. */
    scope?: Scope
    /** Whether the operation changes something that exists and so needs If-Match. */
    precondition?: boolean
    /** Fields of the answer that a replay of it does not repeat. */
    secretFields?: readonly string[]
    /** Whether it answers 410 for what was withdrawn. */
    gone?: boolean
    /** Whether it chooses the media type of its answer by `Accept` itself. */
    negotiates?: boolean
    /** Whether finished answers are kept: until something changes, or until then and the end of the tick, where the time has a part in the answer. */
    cache?: 'change' | 'tick'
    /** Media types of the answer; application/json when absent. */
    produces?: readonly string[]
  }
}
