/** A receiver of webhooks and feeds: a server on this machine that answers as it is told and keeps what it was sent. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

export interface Received {
  method: string
  /** Path and query. */
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** What it answers: a status, or what it does with the answer itself. */
export type Reaction = number | ((request: Received, response: ServerResponse, raw: IncomingMessage) => unknown)

export interface Receiver {
  url: string
  /** `host:port`, as DELIVERY_ALLOWED_HOSTS takes it. */
  host: string
  received: Received[]
  /** What it answers from now on; 204 at first. */
  react(reaction: Reaction): void
  /** Resolves when so many requests have come. */
  got(number: number): Promise<Received[]>
}

/** Opens one. It closes when the test ends. */
export async function openReceiver(t: Test): Promise<Receiver> {
  let reaction: Reaction = 204
  const received: Received[] = []
  const waiting: Array<{ number: number; done: () => void }> = []
  const server = createServer(async (raw, response) => {
    const { method = '', url = '', headers } = raw
    const request = { method, path: url, headers, body: await text(raw) }
    received.push(request)
    for (const each of waiting) if (received.length >= each.number) each.done()
    if (typeof reaction === 'number') response.writeHead(reaction).end()
    else reaction(request, response, raw)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}`,
    host,
    received,
    react(next) {
      reaction = next
    },
    async got(number) {
      if (received.length < number) await new Promise<void>((done) => waiting.push({ number, done }))
      return received
    },
  }
}
