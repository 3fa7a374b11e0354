/** What reading costs: from the cache, with a cold cache, without one, and while the newsroom writes. */
import { measureLoad, measureScenario, rowOf, type Subject, warmUp, withLimits } from './measure.ts'
import { startTraffic } from './mixed.ts'
import { type Running, serve } from './processes.ts'
import type { Run } from './recorder.ts'
import { median, type Reading } from './results.ts'
import {
  type Addresses,
  cachedScenarios,
  detailOf,
  expandedList,
  type Scenario,
  sampleArticles,
  uncachedScenarios,
} from './scenarios.ts'

/** Settings of a server that keeps no answers. */
export const withoutCache = { CACHE_BYTES: '0' }
const identity = { 'accept-encoding': 'identity' }
const writesPerSecond = [5, 50]
/** Beside a measurement so few answers are checked that they do not count. */
const slowChecks = { connections: 2, pause: 25 }

const subjectOf = ({ newsroom }: Run, server: Running): Subject => ({ server, databasePid: newsroom.databasePid })

/** Reading from the cache. */
export async function measureCached(run: Run, addresses: Addresses): Promise<void> {
  const server = await serve(run.newsroom.env)
  try {
    let memory = 0
    for (const scenario of await cachedScenarios(server.url, addresses)) {
      if (!run.isWanted('cached', scenario.name)) continue
      const measured = await measureScenario(subjectOf(run, server), scenario, run.effort)
      memory = Math.max(memory, measured.masthead.memory)
      run.row('cached', scenario.name, measured, scenario.goal)
    }
    if (memory > 0) run.figure('cached', 'memory under load, at most', memory, 'MB', memoryGoal(run))
  } finally {
    await server.stop()
  }
}

const memoryGoal = ({ newsroom }: Run) => (newsroom.articles === 100_000 ? { atMost: 200 } : {})

/** Reading of a server that keeps no answers. */
export async function measureUncached(run: Run, addresses: Addresses): Promise<void> {
  const server = await serve({ ...run.newsroom.env, ...withoutCache })
  try {
    for (const scenario of uncachedScenarios(addresses)) {
      if (!run.isWanted('uncached', scenario.name)) continue
      run.row(
        'uncached',
        scenario.name,
        await measureScenario(subjectOf(run, server), scenario, run.effort),
        scenario.goal,
      )
    }
  } finally {
    await server.stop()
  }
}

/** Articles that are asked for while a server warms up, and those that are asked for the first time when it counts. */
const warmArticles = 1000
const coldArticles = 4000

/** Reads each address once from a server that has compiled everything and cached nothing of it. */
async function readCold(run: Run, warm: Scenario, cold: Scenario): Promise<Reading> {
  const server = await serve(run.newsroom.env)
  try {
    await warmUp(server, warm)
    return await measureLoad(subjectOf(run, server), cold, 60, true)
  } finally {
    await server.stop()
  }
}

/** Reading what is not yet in the cache. */
export async function measureCold(run: Run): Promise<void> {
  const name = 'detail, each for the first time'
  if (!run.isWanted('cold cache', name)) return
  const server = await serve(run.newsroom.env)
  const articles = await sampleArticles(server.url, warmArticles + coldArticles, 37)
  const scenarioOf = (part: typeof articles): Scenario => ({
    ...{ name, headers: identity, asks: part.map((each) => ({ path: detailOf(each) })) },
  })
  const [warm, cold] = [scenarioOf(articles.slice(0, warmArticles)), scenarioOf(articles.slice(warmArticles))]
  try {
    await withLimits(server.url, cold, async ({ fastify, nodeHttp }) => {
      for (const limit of [fastify, nodeHttp]) await measureLoad({ server: limit }, cold, 1)
      const rounds = []
      for (let round = 0; round < run.effort.rounds; round++) {
        const base = await measureLoad({ server: fastify }, cold, run.effort.seconds)
        const limit = await measureLoad({ server: nodeHttp }, cold, run.effort.seconds)
        rounds.push({ masthead: await readCold(run, warm, cold), fastify: base, nodeHttp: limit })
      }
      run.row('cold cache', name, rowOf(rounds))
    })
  } finally {
    await server.stop()
  }
}

/** Reading from the cache while the newsroom publishes, with some answers checked on the way. */
export async function measureMixed(run: Run, addresses: Addresses): Promise<void> {
  const asked = { 'list of 20, expanded': [expandedList], 'detail, 1,000 slugs': addresses.details }
  const wished = writesPerSecond.flatMap((perSecond) =>
    Object.entries(asked).map(([name, paths]) => ({ name: `${name}, ${perSecond} writes a second`, paths, perSecond })),
  )
  const wanted = wished.filter(({ name }) => run.isWanted('mixed', name))
  if (wanted.length === 0) return
  const server = await serve(run.newsroom.env)
  const { key } = run.newsroom
  const traffic = (perSecond: number) =>
    startTraffic({ url: server.url, key, writesPerSecond: perSecond, ...slowChecks })
  try {
    // Twice, so that the first page is full of what the traffic publishes before the limits copy it.
    for (let turn = 0; turn < 2; turn++) await (await traffic(5)).stop()
    for (const { name, paths, perSecond } of wanted) {
      const scenario: Scenario = { name, headers: identity, asks: paths.map((path) => ({ path })) }
      const found: Array<{ checked: number; stale: number; writesPerSecond: number }> = []
      const measured = await measureScenario(subjectOf(run, server), scenario, run.effort, async () => {
        const going = await traffic(perSecond)
        return async () => {
          const { checked, stale, writes, seconds, faults } = await going.stop()
          found.push({ checked, stale, writesPerSecond: writes / seconds })
          for (const fault of faults) console.error(`stale: ${fault}`)
        }
      })
      run.row('mixed', name, measured, perSecond === 5 ? { of: 'requests', atLeast: 0.7 } : undefined)
      run.figure('mixed', `${name}: writes reached`, median(found.map((each) => each.writesPerSecond)), 'a second')
      run.figure('mixed', `${name}: answers checked`, total(found, 'checked'), '')
      run.figure('mixed', `${name}: stale answers`, total(found, 'stale'), '', { atMost: 0 })
    }
  } finally {
    await server.stop()
  }
}

const total = <K extends string>(list: Array<Record<K, number>>, key: K): number =>
  list.reduce((sum, each) => sum + each[key], 0)
