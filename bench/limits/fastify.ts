/** The limit of the framework: sends answers out of a file from memory, with a bare Fastify. Usage: node fastify.ts FILE */
import fastify from 'fastify'
import { readAnswers } from './answers.ts'

const answers = readAnswers(process.argv[2] as string)

const app = fastify()
app.get('*', (request, reply) => {
  const answer = answers.get(request.url)
  if (!answer) return reply.code(404).send()
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .send(answer.status === 304 ? undefined : answer.body)
})
console.log(`Fastify serves ${await app.listen({ host: '127.0.0.1', port: 0 })}`)
