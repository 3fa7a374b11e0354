/** The HTTP server in front of Fastify. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { ResponseCache } from './response-cache.ts'

/** Makes a server whose requests come to the response cache first. Fastify leaves timeouts (in milliseconds) to it. */
export function createCachingServer(
  cache: ResponseCache,
  handOn: RequestListener,
  timeouts: Pick<Server, 'requestTimeout' | 'keepAliveTimeout'>,
): Server {
  return Object.assign(
    createServer((request, response) => cache.door(request, response, handOn)),
    timeouts,
  )
}
