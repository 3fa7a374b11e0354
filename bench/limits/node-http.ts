/** The limit of Node: sends answers out of a file from memory, with nothing but node:http. Usage: node node-http.ts FILE */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readAnswers } from './answers.ts'

const answers = readAnswers(process.argv[2] as string)

const server = createServer((request, response) => {
  const answer = answers.get(request.url as string)
  if (!answer) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(answer.status, answer.headers)
  response.end(answer.status === 304 ? undefined : answer.body)
})
server.listen(0, '127.0.0.1', () =>
  console.log(`node:http serves http://127.0.0.1:${(server.address() as AddressInfo).port}`),
)
