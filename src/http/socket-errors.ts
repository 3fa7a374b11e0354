/** Requests that are so broken that no route ever sees them: Node's parser gives up, and we answer on the bare socket. */
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { newId } from '../lib/ids.ts'
import { Problem, problemDocument, problemTypes } from './problems.ts'

function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem(
      'header-fields-too-large',
      'The request line and the header fields together are larger than 16 KiB.',
    )
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Problem('malformed-request', 'The request did not arrive whole in time.')
  return new Problem('malformed-request', 'This is not a well-formed HTTP request.')
}

/** Answers what cannot be parsed as HTTP with a problem, and ends the connection. */
export function registerSocketErrors(app: FastifyInstance, options: { publicUrl: string }): void {
  app.server.removeAllListeners('clientError')
  app.server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    const problem = problemOf(error.code)
    const requestId = newId()
    const body = JSON.stringify(problemDocument(problem, options.publicUrl, requestId))
    app.log.debug({ err: error, reqId: requestId }, 'request cannot be read')
    const head = [
      `HTTP/1.1 ${problem.statusCode} ${problemTypes[problem.problem].title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      `X-Request-Id: ${requestId}`,
      'Connection: close',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
    socket.destroySoon()
  })
}
