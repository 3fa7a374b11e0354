import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { createResponseCache } from '../../src/http/cache/response-cache.ts'
import { createCachingServer } from '../../src/http/cache/server.ts'

t.test('a request whose answer is not kept does not wait for a database that does not answer', async (t) => {
  const cache = createResponseCache({
    limit: 1_000_000,
    freshness: { current: () => new Promise(() => undefined), atOnce: (work) => work() },
    now: () => new Date(),
    publicCacheControl: () => 'no-store',
    newId: () => 'id',
  })
  const timeouts = { requestTimeout: 5000, keepAliveTimeout: 5000 }
  const server = createCachingServer(cache, (_request, response) => response.end('alive'), timeouts)
  t.teardown(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/livez`)
  t.equal(await answer.text(), 'alive')
})
