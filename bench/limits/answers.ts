/** Answers of Masthead as they were sent: what the limits send too, so that they are compared byte for byte. */
import { readFileSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'

export interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

/** Every server of Node writes these itself. */
const ownHeaders = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding'])

/** Asks for one address and keeps the answer as it came, compressed if it came so. */
export function fetchAnswer(url: string, headers: Record<string, string>, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, agent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const body = Buffer.concat(chunks)
        const sent = Object.entries(response.headers).filter(([name]) => !ownHeaders.has(name))
        const all = Object.fromEntries(sent.map(([name, value]) => [name, String(value)]))
        const status = response.statusCode as number
        resolve({ status, headers: status === 304 ? all : { ...all, 'content-length': String(body.length) }, body })
      })
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** Asks for many addresses, one after the other. `headersOf` gives the headers of each. */
export async function fetchAnswers(
  url: string,
  asked: ReadonlyArray<{ path: string; headers: Record<string, string> }>,
): Promise<Map<string, Answer>> {
  const agent = new Agent({ keepAlive: true })
  const answers = new Map<string, Answer>()
  for (const { path, headers } of asked)
    if (!answers.has(path)) answers.set(path, await fetchAnswer(`${url}${path}`, headers, agent))
  agent.destroy()
  return answers
}

/** Writes answers to a file for a limit to read. */
export function keepAnswers(file: string, answers: Map<string, Answer>): void {
  const kept = [...answers].map(([path, { status, headers, body }]) => [path, status, headers, body.toString('base64')])
  writeFileSync(file, JSON.stringify(kept))
}

/** Reads answers from a file, by path and query. */
export function readAnswers(file: string): Map<string, Answer> {
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Array<[string, number, Record<string, string>, string]>
  return new Map(
    kept.map(([path, status, headers, body]) => [path, { status, headers, body: Buffer.from(body, 'base64') }]),
  )
}
