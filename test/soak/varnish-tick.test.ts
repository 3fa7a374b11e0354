/** Behind Varnish without purges: what is published, corrected and withdrawn is seen at the tick. */
import { setTimeout as passing } from 'node:timers/promises'
import t from 'tap'
import { createPress, numbers, overviews, transitionsOf } from '../purge/press.ts'
import { openReadThrough } from '../purge/read-through.ts'
import { freePort, hasVarnish, openServer, startVarnish } from '../purge/varnish.ts'

const soak = process.env.MASTHEAD_SOAK !== undefined
const skip = hasVarnish ? false : 'there is no varnishd here'

t.test('without a purge readers see what is new at the tick', { skip }, async (t) => {
  const server = await openServer(t, { TICK_SECONDS: '5' })
  const varnish = await startVarnish(t, await freePort(), server.port)
  const random = numbers(9)
  const readers = openReadThrough(t, { cache: varnish.url, server: server.url, random })
  const press = createPress(server, random, readers.add)
  await press.open()
  await readers.add(overviews)
  await readers.changed(Promise.resolve(Date.now()))
  readers.start(2)
  const nextTick = (time: number): number => Math.ceil(time / 5000) * 5000
  let last = 0
  for (const kind of transitionsOf(soak ? 200 : 10, random)) {
    const due = (await press.act(kind)) ?? nextTick(Date.now())
    // Ages are whole seconds, so that an answer may live a part of one longer than to the tick; and it is on its way for a while.
    last = Math.max(due, Date.now()) + 1500
    await readers.changed(Promise.resolve(last))
  }
  await passing(last - Date.now())
  const { different } = await readers.changed(Promise.resolve(last), { compared: true })
  t.same(different, [], `${readers.number()} answers are those of the server when the tick has come`)
  const { stale, read, hits, raced } = await readers.stop()
  t.comment(`${read} read, ${hits} out of the cache, ${raced} older than the server's`)
  t.same(stale, [], 'nothing old was read after its tick')
  t.ok(hits > read / 10, 'the cache is used')
})
