import { type AddressInfo, connect } from 'node:net'
import t, { type Test } from 'tap'
import { openNewsroom } from '../support/newsroom.ts'

interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

function answerIn(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ])
  return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(headers), body: rest.join('\r\n\r\n') }
}

/** Sends bytes to the server and reads until it closes the connection. */
const exchange = (port: number, request: string | Buffer): Promise<RawAnswer> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    // What was answered before a reset counts; without any answer the status is NaN.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answerIn(Buffer.concat(chunks).toString())))
  })

t.test('over a real socket', async (t) => {
  const { app, keyTexts, article } = await openNewsroom(t)
  await article({}, { publish: true })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const get = (path: string, headers = '') =>
    exchange(port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`)

  function isProblem(t: Test, answer: RawAnswer, status: number, name: string): void {
    t.equal(answer.status, status)
    t.equal(answer.headers['content-type'], 'application/problem+json')
    t.equal(answer.headers['cache-control'], 'no-store')
    const problem = JSON.parse(answer.body)
    t.match(problem, { type: `http://newsroom.test/problems/${name}`, title: String, status, detail: String })
    t.equal(problem.instance, `urn:request:${answer.headers['x-request-id']}`)
    t.equal(Number(answer.headers['content-length']), Buffer.byteLength(answer.body))
  }

  t.test('200 for a request as it should be', async (t) => {
    const answer = await get('/v1/articles')
    t.equal(answer.status, 200)
    t.equal(JSON.parse(answer.body).data.length, 1)
  })

  t.test('431 for header fields that are too large', async (t) => {
    isProblem(t, await get('/v1/articles', `X-Large: ${'x'.repeat(20_000)}\r\n`), 431, 'header-fields-too-large')
    isProblem(t, await get(`/v1/articles?source=${'x'.repeat(20_000)}`), 431, 'header-fields-too-large')
  })

  t.test('414 for a path that is too long but fits', async (t) => {
    isProblem(t, await get(`/v1/articles/${'x'.repeat(5_000)}`), 414, 'uri-too-long')
  })

  t.test('400 for what is no HTTP', async (t) => {
    for (const request of [
      'nonsense\r\n\r\n',
      'GET /v1/articles HTTP/9.9\r\n\r\n',
      'GET /v1/articles HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n',
      'POST /v1/newsroom/articles HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ]) {
      isProblem(t, await exchange(port, request), 400, 'malformed-request')
    }
  })

  t.test('400 for percent-encoding that is broken', async (t) => {
    for (const path of ['/v1/articles/%zz', '/v1/articles?source=%zz', '/v1/sources/%c3%28'])
      isProblem(t, await get(path), 400, 'malformed-request')
  })

  t.test('400 or 404 for bytes in the address that no address has', async (t) => {
    for (const path of [Buffer.from('/v1/sources/\xff\xfe', 'latin1'), Buffer.from('/v1/articles?source=港', 'utf8')]) {
      const request = Buffer.concat([
        Buffer.from('GET '),
        path,
        Buffer.from(' HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
      ])
      const answer = await exchange(port, request)
      t.ok([200, 400, 404].includes(answer.status), `${answer.status}`)
    }
  })

  t.test('413 for a body of 10 MB, said before it is read whole', async (t) => {
    const head = `POST /v1/newsroom/articles HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${keyTexts.editor}\r\nContent-Type: application/json\r\n`
    isProblem(t, await exchange(port, `${head}Content-Length: 10485760\r\n\r\n{"title":"`), 413, 'content-too-large')
  })

  t.test('links and problem types from PUBLIC_URL, whatever Host says', async (t) => {
    const answer = await exchange(
      port,
      'GET /v1/articles HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n',
    )
    t.notMatch(JSON.stringify(answer), 'evil.example')
    t.match(answer.headers.link, '<http://newsroom.test/v1/articles>')
  })
})
