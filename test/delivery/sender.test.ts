/** Sending: what is connected to is what was checked; redirects are not followed; nothing takes for ever. */

import { once } from 'node:events'
import type { AddressInfo, LookupFunction } from 'node:net'
import { createServer } from 'node:net'
import t from 'tap'
import { createSender, parseAllowedHosts } from '../../src/delivery/index.ts'
import { retryAfterOf } from '../../src/delivery/sender.ts'
import { openReceiver } from './receiver.ts'

const now = () => new Date('2026-11-01T10:00:00Z')

interface Settings {
  allowed?: string
  lookup?: LookupFunction
  timeoutMilliseconds?: number
}

function senderOf(t: Tap, { allowed = '', lookup, timeoutMilliseconds = 2000 }: Settings = {}) {
  const sender = createSender({
    allowed: parseAllowedHosts(allowed),
    timeoutMilliseconds,
    now,
    ...(lookup && { lookup }),
  })
  t.teardown(() => sender.close())
  const post = (url: string) => sender.send({ url, method: 'POST', headers: { 'x-test': '1' }, body: 'hello' })
  return { ...sender, post }
}
type Tap = typeof t

/** A look-up that answers one list of addresses after the other. */
function names(...answers: string[][]) {
  const asked: string[] = []
  const lookup = ((hostname: string, _options: unknown, callback: (...found: unknown[]) => void) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] as string[]
    asked.push(hostname)
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }) as unknown as LookupFunction
  return { asked, lookup }
}

t.test('a request arrives whole, and its answer is kept', async (t) => {
  const receiver = await openReceiver(t)
  const { post } = senderOf(t as never, { allowed: receiver.host })
  receiver.react((_request, response) => response.writeHead(503, { 'retry-after': '120' }).end('busy '.repeat(2000)))
  const answer = await post(`${receiver.url}/hook?a=1`)
  t.match(answer, { status: 503, retryAfter: 120, text: /^busy busy/ })
  t.equal(answer.text.length, 4096)
  t.match(receiver.received, [{ method: 'POST', path: '/hook?a=1', body: 'hello', headers: { 'x-test': '1' } }])
})

t.test('addresses that are not global are refused, as they stand and as names lead to them', async (t) => {
  const receiver = await openReceiver(t)
  const port = new URL(receiver.url).port
  for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433', '[::1]', '[::]']) {
    const { status, text } = await senderOf(t as never).post(`http://${host}:${port}/`)
    t.match({ status, text }, { status: undefined, text: /^refused/ }, host)
  }
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::1', '0.0.0.0', '10.0.0.1', '169.254.169.254']) {
    const { lookup } = names([address])
    const { text } = await senderOf(t as never, { lookup }).post(`http://portal.example:${port}/`)
    t.match(text, /^refused: portal\.example/, address)
  }
  t.same(receiver.received, [])
})

t.test('a name that leads to a public address first and to a private one then is refused then', async (t) => {
  const receiver = await openReceiver(t)
  const port = new URL(receiver.url).port
  receiver.react((_request, response) => response.writeHead(204, { connection: 'close' }).end())
  // The list stands for what is public here: 127.0.0.1 is, 127.0.0.2 is not.
  const { lookup, asked } = names(['127.0.0.1'], ['127.0.0.2'])
  const { post } = senderOf(t as never, { lookup, allowed: '127.0.0.1/32' })
  t.equal((await post(`http://portal.example:${port}/`)).status, 204)
  t.match((await post(`http://portal.example:${port}/`)).text, /^refused: portal\.example/)
  t.equal(asked.length, 2, 'it is looked up for every connection')
  t.equal(receiver.received.length, 1)
})

t.test('of several addresses only the permitted ones are tried', async (t) => {
  const receiver = await openReceiver(t)
  const port = new URL(receiver.url).port
  const { lookup } = names(['10.0.0.1', '127.0.0.1'])
  const { post } = senderOf(t as never, { lookup, allowed: '127.0.0.0/8' })
  t.equal((await post(`http://portal.example:${port}/`)).status, 204)
  const strict = senderOf(t as never, { lookup, allowed: '127.0.0.2/32' })
  t.match((await strict.post(`http://portal.example:${port}/`)).text, /^refused/)
  t.equal(receiver.received.length, 1)
})

t.test('a redirect is an answer, and is not followed', async (t) => {
  const [receiver, other] = [await openReceiver(t), await openReceiver(t)]
  const { post } = senderOf(t as never, { allowed: '127.0.0.0/8' })
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.react((_request, response) => response.writeHead(status, { location: `${other.url}/inside` }).end())
    t.equal((await post(receiver.url)).status, status)
  }
  t.same(other.received, [])
})

t.test('an answer that does not come, breaks off, or never ends takes no longer than it may', async (t) => {
  const receiver = await openReceiver(t)
  const { post } = senderOf(t as never, { allowed: receiver.host, timeoutMilliseconds: 300 })
  receiver.react(() => undefined)
  t.match(await post(receiver.url), { status: undefined, text: 'no answer in time' })
  receiver.react((_request, _response, raw) => raw.socket.destroy())
  t.match(await post(receiver.url), { status: undefined, text: /closed|ECONNRESET/ })
  receiver.react((_request, response) => response.writeHead(200).write('slow'))
  const slow = await post(receiver.url)
  t.equal(slow.status, 200, 'a status is an answer')
  t.ok(slow.milliseconds < 1500)
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.teardown(() => silent.close())
  const mute = `127.0.0.1:${(silent.address() as AddressInfo).port}`
  t.match(await senderOf(t as never, { allowed: mute, timeoutMilliseconds: 300 }).post(`http://${mute}/`), {
    status: undefined,
    text: 'no answer in time',
  })
})

t.test('Retry-After is seconds or a date', async (t) => {
  t.equal(retryAfterOf('120', now()), 120)
  t.equal(retryAfterOf('Sun, 01 Nov 2026 10:01:30 GMT', now()), 90)
  t.equal(retryAfterOf('Sun, 01 Nov 2026 09:00:00 GMT', now()), 0)
  for (const wrong of [undefined, '', 'soon', '-5']) t.equal(retryAfterOf(wrong, now()) ?? 0, 0, String(wrong))
})
