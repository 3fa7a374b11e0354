/** Behind Varnish: what is published, corrected and withdrawn is seen at once after a purge. */
import t, { type Test } from 'tap'
import { createPress, numbers, overviews, transitionsOf } from '../purge/press.ts'
import { openReadThrough } from '../purge/read-through.ts'
import { freePort, hasVarnish, openServer, startHoldingProxy, startVarnish } from '../purge/varnish.ts'

const soak = process.env.MASTHEAD_SOAK !== undefined
const skip = hasVarnish ? false : 'there is no varnishd here'

t.test('after a purge nothing is stale', { skip }, async (t) => {
  const port = await freePort()
  const server = await openServer(t, { TICK_SECONDS: '2', PURGE_URLS: `http://127.0.0.1:${port}/` })
  const varnish = await startVarnish(t, port, server.port)
  const random = numbers(soak ? 7 : 8)
  const readers = openReadThrough(t, { cache: varnish.url, server: server.url, random })
  const press = createPress(server, random, readers.add)
  await press.open()
  await readers.add(overviews)
  await readers.changed(Promise.resolve(Date.now()))
  await server.purged('settled')
  readers.start(2)
  let checked = 0
  const settling: Array<Promise<void>> = []
  for (const [index, kind] of transitionsOf(soak ? 200 : 20, random).entries()) {
    // Of every second one nothing is on its way to the cache meanwhile: then even the first purge leaves nothing old.
    const compared = index % 2 === 0
    await readers.pause(compared)
    await press.act(kind)
    await server.purged('purged')
    const over = server.purged('settled').then(() => Date.now())
    const { different, noted } = await readers.changed(over, { compared })
    if (compared) t.same(different, [], `${kind}: what the cache answers is what the server answers`)
    checked += compared ? readers.number() : 0
    settling.push(noted)
    await readers.pause(false)
  }
  await Promise.all(settling)
  const { stale, raced, read, hits } = await readers.stop()
  t.comment(
    `${checked} answers compared; ${read} read beside, ${hits} of them hits, ${raced} old for less than a second`,
  )
  t.same(stale, [], 'readers beside saw nothing old after the second purge')
  t.ok(hits > read / 10, 'the cache is used')
})

t.test('a page that was being fetched when it changed is right after the second purge', { skip }, async (t: Test) => {
  const port = await freePort()
  const server = await openServer(t, { TICK_SECONDS: '60', PURGE_URLS: `http://127.0.0.1:${port}/` })
  const proxy = await startHoldingProxy(t, server.port)
  const { url } = await startVarnish(t, port, proxy.port)
  await server.call('POST', '/v1/newsroom/sources', { slug: 'desk', name: 'Desk 1' })
  const name = async (): Promise<string> =>
    ((await (await fetch(`${url}/v1/sources/desk`)).json()) as { name: string }).name
  t.equal(await name(), 'Desk 1')
  await server.call('PATCH', '/v1/newsroom/sources/desk', { name: 'Desk 2' })
  await server.purged('purged')
  const release = proxy.hold('/v1/sources/desk')
  const fetched = name()
  await proxy.held()
  await server.call('PATCH', '/v1/newsroom/sources/desk', { name: 'Desk 3' })
  await server.purged('purged')
  release()
  t.equal(await fetched, 'Desk 2')
  t.equal(await name(), 'Desk 2', 'what was old on its way is kept')
  await server.purged('settled')
  t.equal(await name(), 'Desk 3', 'but not for long')
})
