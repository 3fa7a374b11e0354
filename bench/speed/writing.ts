/** What writing takes: articles created over HTTP, each durable before it is answered. */
import { measureLoad } from './measure.ts'
import { serve } from './processes.ts'
import type { Run } from './recorder.ts'
import { median, type Reading } from './results.ts'

const text =
  '<p>The council voted on Thursday to keep the ferry to the island running for another year, said its chair.</p>'
/** About 350 words. */
const body = { html: text.repeat(18) }
const article = { title: 'Ferry to the island stays, report NUMBER', language: 'en', source: 'source-1', body }

/** Articles that 32 connections create in a second. */
export async function measureCreating(run: Run): Promise<void> {
  const name = 'durable creates at 32 connections'
  if (!run.isWanted('writing', name)) return
  const { env, key, databasePid } = run.newsroom
  const server = await serve(env)
  try {
    const asks = [{ method: 'POST', path: '/v1/newsroom/articles', body: JSON.stringify(article) }]
    const scenario = { asks, headers: { authorization: `Bearer ${key}` } }
    await measureLoad({ server }, scenario, 1)
    const readings: Reading[] = []
    for (let round = 0; round < run.effort.rounds; round++)
      readings.push(await measureLoad({ server, databasePid }, scenario, run.effort.seconds))
    const of = (value: keyof Reading) => median(readings.map((each) => each[value]))
    run.figure('writing', name, of('requestsPerSecond'), 'a second', { atLeast: 600 })
    run.figure('writing', `${name}: CPU`, of('cpu'), 'µs')
    run.figure('writing', `${name}: p99`, of('p99'), 'ms')
    run.figure(
      'writing',
      `${name}: failures`,
      readings.reduce((sum, each) => sum + each.failures, 0),
      '',
      { atMost: 0 },
    )
  } finally {
    await server.stop()
  }
}
