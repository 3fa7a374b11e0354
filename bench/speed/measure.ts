/** Measures one scenario on Masthead and on the limits in turns, so that what else the machine does falls on all. */
import { join } from 'node:path'
import { fetchAnswers, keepAnswers } from '../limits/answers.ts'
import { temporaryFolder } from './leftovers.ts'
import { cpuOf, type Running, start } from './processes.ts'
import { median, type Reading, type Row } from './results.ts'
import type { Scenario } from './scenarios.ts'
import { type Ask, load } from './wrk.ts'

export interface Effort {
  /** Of one measurement. */
  seconds: number
  rounds: number
}

/** Who is measured: a server, and what else works for its answers. */
export interface Subject {
  server: Running
  /** The process of the database server, where there is one. */
  databasePid?: number | undefined
}

/** Base and Masthead take so many turns in a round. */
const turnsOfRound = 2
/** What is sent before it counts: so many seconds. */
const warmUpSeconds = 3
const longestFirstPass = 60
/** How often it is looked how much memory a server has, in milliseconds. */
const memoryEvery = 250

/** Loads a server for some seconds. Answers per request what it cost. */
export async function measureLoad(
  subject: Subject,
  scenario: Pick<Scenario, 'asks' | 'headers'>,
  seconds: number,
  once = false,
): Promise<Reading> {
  const { server, databasePid } = subject
  const cpuBefore = server.cpu()
  const databaseBefore = databasePid === undefined ? 0 : cpuOf(databasePid)
  let memory = 0
  const watching = setInterval(() => {
    memory = Math.max(memory, server.memory())
  }, memoryEvery)
  const report = await load({ url: server.url, ...scenario, seconds, once }).finally(() => clearInterval(watching))
  const { requests, bytes, p50, p99, failures } = report
  if (requests === 0) throw new Error(`${scenario.asks[0]?.path} was never answered`)
  return {
    requestsPerSecond: requests / report.seconds,
    cpu: (server.cpu() - cpuBefore) / requests,
    databaseCpu: databasePid === undefined ? 0 : (cpuOf(databasePid) - databaseBefore) / requests,
    ...{ p50, p99, failures, bytes: bytes / requests, memory: Math.max(memory, server.memory()) },
  }
}

/** Asks for each address once, then for some seconds: what is compiled and cached on the way does not count. */
export async function warmUp(server: Running, { asks, headers }: Pick<Scenario, 'asks' | 'headers'>): Promise<void> {
  await load({ url: server.url, asks, headers, seconds: longestFirstPass, once: true })
  await load({ url: server.url, asks, headers, seconds: warmUpSeconds })
}

const headersOf = (headers: Record<string, string>, { tag }: Ask): Record<string, string> =>
  tag === undefined ? headers : { ...headers, 'if-none-match': tag }

/** The limits, sending what Masthead answers to these requests. Raises an error when an answer is not 200 or 304. */
export async function withLimits<T>(
  url: string,
  { name, asks, headers }: Pick<Scenario, 'name' | 'asks' | 'headers'>,
  work: (limits: { fastify: Running; nodeHttp: Running }) => Promise<T>,
): Promise<T> {
  const { path: folder, remove } = temporaryFolder('masthead-limits-')
  const file = join(folder, 'answers.json')
  const running: Running[] = []
  const startLimit = async (program: string): Promise<Running> => {
    const limit = await start([join(import.meta.dirname, `../limits/${program}.ts`), file], {})
    running.push(limit)
    return limit
  }
  try {
    const asked = asks.map((ask) => ({ path: ask.path, headers: headersOf(headers, ask) }))
    const answers = await fetchAnswers(url, asked)
    for (const [path, { status, body }] of answers)
      if (status !== 200 && status !== 304) throw new Error(`${name}: ${path} was answered ${status}: ${body}`)
    keepAnswers(file, answers)
    return await work({ fastify: await startLimit('fastify'), nodeHttp: await startLimit('node-http') })
  } finally {
    for (const limit of running) await limit.stop()
    remove()
  }
}

const average = (values: number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length

/** Many readings as one: the `middle` of each value, but all failures, and the most memory. */
function combined(readings: Reading[], middle: (values: number[]) => number): Reading {
  const of = (key: keyof Reading) => middle(readings.map((each) => each[key]))
  return {
    ...{ requestsPerSecond: of('requestsPerSecond'), cpu: of('cpu'), databaseCpu: of('databaseCpu') },
    ...{ p50: of('p50'), p99: of('p99'), bytes: of('bytes') },
    memory: Math.max(...readings.map(({ memory }) => memory)),
    failures: readings.reduce((sum, each) => sum + each.failures, 0),
  }
}

/** Readings of a round: Masthead and Fastify twice in turns, and node:http once. */
interface Round {
  masthead: Reading
  fastify: Reading
  nodeHttp: Reading
}

/** What was read in all rounds: medians, of the readings and of the ratios. */
export function rowOf(rounds: Round[]): Pick<Row, 'masthead' | 'fastify' | 'nodeHttp' | 'ratios'> {
  const ratio = (of: (round: Round) => number) => median(rounds.map(of))
  return {
    masthead: combined(
      rounds.map(({ masthead }) => masthead),
      median,
    ),
    fastify: combined(
      rounds.map(({ fastify }) => fastify),
      median,
    ),
    nodeHttp: combined(
      rounds.map(({ nodeHttp }) => nodeHttp),
      median,
    ),
    ratios: {
      requests: ratio(({ masthead, fastify }) => masthead.requestsPerSecond / fastify.requestsPerSecond),
      cpu: ratio(({ masthead, fastify }) => masthead.cpu / fastify.cpu),
      requestsOfNodeHttp: ratio(({ masthead, nodeHttp }) => masthead.requestsPerSecond / nodeHttp.requestsPerSecond),
    },
  }
}

/** Asked for before each measurement of Masthead; what it answers is called when that is over. */
export type Meanwhile = () => Promise<() => Promise<void>>

/** Measures a scenario. `meanwhile` is what goes on beside Masthead's measurements. */
export async function measureScenario(
  subject: Subject,
  scenario: Scenario,
  { seconds, rounds }: Effort,
  meanwhile?: Meanwhile,
): Promise<ReturnType<typeof rowOf>> {
  await warmUp(subject.server, scenario)
  return withLimits(subject.server.url, scenario, async ({ fastify, nodeHttp }) => {
    for (const limit of [fastify, nodeHttp]) await load({ url: limit.url, ...scenario, seconds: warmUpSeconds })
    const measured: Round[] = []
    for (let round = 0; round < rounds; round++) {
      const bases: Reading[] = []
      const ours: Reading[] = []
      for (let turn = 0; turn < turnsOfRound; turn++) {
        bases.push(await measureLoad({ server: fastify }, scenario, seconds))
        const stop = await meanwhile?.()
        ours.push(await measureLoad(subject, scenario, seconds).finally(() => stop?.()))
      }
      const limit = await measureLoad({ server: nodeHttp }, scenario, seconds)
      measured.push({ masthead: combined(ours, average), fastify: combined(bases, average), nodeHttp: limit })
    }
    return rowOf(measured)
  })
}
