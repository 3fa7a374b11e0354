/** A long log, and two processes that look at it: batches, and the length of an outbox. */
import t from 'tap'
import { createDeliveries, createSender, parseAllowedHosts } from '../../src/delivery/index.ts'
import { newId } from '../../src/lib/ids.ts'
import { createWebhooks } from '../../src/webhooks/index.ts'
import { as, eventOf, opened } from './webhook-newsroom.ts'

t.test('a batch is 200 changes, and an outbox no longer than a thousand', async (t) => {
  const { db, changes, keys, now, make, webhooks, deliveries, receiver, get, call } = await opened(t)
  const { path, body } = await make({ types: ['tag.*'] })
  await db.write(async (queries) => {
    for (let index = 0; index < 1300; index++)
      await changes.log.append(queries, {
        ...{ resource: 'tag', id: `tag-${index}`, type: 'created', at: '2026-11-01T10:00:00Z', after: {} },
      })
  })
  // Another process looks at the same time.
  const sender = createSender({ allowed: parseAllowedHosts(''), timeoutMilliseconds: 1000, now })
  const engine = createDeliveries({ db, now, newId, sender, retrySeconds: [], timeoutMilliseconds: 1000 })
  const other = createWebhooks({
    ...{ db, ...changes, deliveries: engine, allowed: parseAllowedHosts(''), keyViewer: keys.viewer, now, newId },
    publicUrl: 'http://newsroom.test',
  })
  for (let look = 0; look < 5; look++) await Promise.all([webhooks.fanOut(), other.fanOut()])
  t.match((await get(path, { as })).body.lag, { pending: 1000, changes: 300 })
  await webhooks.fanOut()
  t.equal((await get(path, { as })).body.lag.pending, 1000)
  await deliveries.runDue()
  await webhooks.fanOut()
  await deliveries.runDue()
  t.match((await get(path, { as })).body.lag, { pending: 0, changes: 0 })
  const events = receiver.received.map(eventOf).sort((a, b) => a.data.seq - b.data.seq)
  t.equal(events.length, 1300)
  t.ok(
    events.every(({ data }, index) => data.prevSeq === (events[index - 1]?.data.seq ?? 0)),
    'one chain',
  )
  t.ok(body.id)
  t.equal((await call('DELETE', path, { as, ifMatch: '*' })).status, 204)
})
