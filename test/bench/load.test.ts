/** What `npm run bench` gives to wrk, and reads of it. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { fetchAnswers } from '../../bench/limits/answers.ts'
import { linesOf, reportOf } from '../../bench/speed/wrk.ts'

t.test('a request is a line of four fields', async (t) => {
  const asks = [{ path: '/a' }, { path: '/b?c=d', tag: '"x"' }, { method: 'POST', path: '/e', body: '{"n":"NUMBER"}' }]
  t.equal(linesOf(asks), 'GET\t/a\t\t\nGET\t/b?c=d\t"x"\t\nPOST\t/e\t\t{"n":"NUMBER"}\n')
})

t.test('the report is read from among what else wrk prints', async (t) => {
  const line =
    '{"requests":2000,"microseconds":2000000,"bytes":9000,"p50":1500.0,"p99":2500.0,"max":9000.0,"connect":0,"read":1,"write":0,"status":2,"timeout":4}'
  t.same(reportOf(`Running 2s test\nover\n${line}\n`), {
    ...{ requests: 2000, seconds: 2, bytes: 9000, p50: 1.5, p99: 2.5, max: 9, failures: 7 },
  })
  t.throws(() => reportOf('unable to connect'), /wrk reported nothing: unable to connect/)
})

t.test('answers are taken as they were sent, but for what every server of Node writes itself', async (t) => {
  const server = createServer((request, response) => {
    const isKnown = request.headers['if-none-match'] === '"x"'
    response.writeHead(isKnown ? 304 : 200, { etag: '"x"', 'X-Own': 'yes' })
    response.end(isKnown ? undefined : 'text')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const answers = await fetchAnswers(url, [
    { path: '/whole', headers: {} },
    { path: '/same', headers: { 'if-none-match': '"x"' } },
  ])
  t.same(answers.get('/whole'), {
    ...{ status: 200, body: Buffer.from('text'), headers: { etag: '"x"', 'x-own': 'yes', 'content-length': '4' } },
  })
  t.same(answers.get('/same'), { status: 304, body: Buffer.alloc(0), headers: { etag: '"x"', 'x-own': 'yes' } })
})
