/** Ending without losing requests: clients are sent elsewhere before connections are closed. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setTimeout as passing } from 'node:timers/promises'

/** When so many milliseconds have passed without a request, nobody is in the middle of asking. */
const quietMilliseconds = 100
/** Clients that never stop asking are waited for this long. */
const longestMilliseconds = 2000

/**
 * Answers every request with `Connection: close` until there are none for a moment, at most two seconds. Who asks one
 * thing after the other then opens the next connection elsewhere, where closing a connection under it could cost it a
 * request (RFC 9112 §9.6).
 */
export async function sendClientsElsewhere(server: Server): Promise<void> {
  const givesUpAt = performance.now() + longestMilliseconds
  let requests = 0
  const part = (_request: IncomingMessage, response: ServerResponse): void => {
    requests++
    response.setHeader('connection', 'close')
  }
  server.prependListener('request', part)
  for (let seen = -1; seen !== requests && performance.now() < givesUpAt; ) {
    seen = requests
    await passing(quietMilliseconds)
  }
}

/** Closes connections as they become idle, so that none outlives the last answer on it. Answers how to stop. */
export function closeWhenIdle(server: Server): () => void {
  const timer = setInterval(() => server.closeIdleConnections(), quietMilliseconds)
  return () => clearInterval(timer)
}
