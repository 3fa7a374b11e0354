/**
 * A receiver of Masthead's webhooks: verifies, answers at once, takes each event once, and knows what it has missed.
 *
 *   WEBHOOK_SECRET=whsec_… PORT=8080 node examples/webhook-receiver.ts
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'

/** What has happened, as an event tells of it. */
export interface Change {
  type: string
  timestamp: string
  data: { seq: number; prevSeq: number; resource: string; id: string; version: number | null; url: string }
}

interface Options {
  /** As the answer to `POST /v1/webhooks` had it; after a rotation the new one. */
  secret: string
  /** Called once for each event, in order for each resource. What it raises makes the newsroom send the event again. */
  onChange: (change: Change) => Promise<void> | void
}

/** Builds a receiver. A real one keeps `known` and `expected` in its database, in the transaction of onChange. */
export function createReceiver({ secret, onChange }: Options) {
  const verifier = new Webhook(secret)
  const known = new Set<string>()
  const numbers = new Set<number>([0])
  const expected = new Set<number>()

  async function take(request: IncomingMessage): Promise<number> {
    // The signature is over the bytes as they were sent: parse only what was verified.
    const body = await text(request)
    const change = verifier.verify(body, request.headers as Record<string, string>) as Change
    const id = String(request.headers['webhook-id'])
    if (change.type === 'test' || known.has(id)) return 204
    await onChange(change)
    known.add(id)
    numbers.add(change.data.seq)
    expected.delete(change.data.seq)
    if (!numbers.has(change.data.prevSeq)) expected.add(change.data.prevSeq)
    return 204
  }

  const server: Server = createServer(async (request, response) => {
    try {
      response.writeHead(await take(request)).end()
    } catch (error) {
      // 4xx and 5xx alike are tried again; 410 would end the webhook.
      response.writeHead(error instanceof WebhookVerificationError ? 401 : 500).end()
    }
  })

  return {
    server,
    /** Numbers of changes that later ones name and that have not come. Some may still be on their way. */
    missing: (): number[] => [...expected].sort((a, b) => a - b),
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const { WEBHOOK_SECRET: secret = '', PORT: port = '8080' } = process.env
  const { server } = createReceiver({ secret, onChange: ({ type, data }) => console.log(type, data.seq, data.url) })
  server.listen(Number(port), () => console.log(`waits on port ${port}`))
}
