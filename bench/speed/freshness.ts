/** Whether any answer is older than the last acknowledged write, at one process and at two that share the port. */
import { startTraffic } from './mixed.ts'
import { serve } from './processes.ts'
import type { Run } from './recorder.ts'

const connections = 12
const ways = [
  { name: '5 writes a second', writesPerSecond: 5, args: [] },
  { name: '50 writes a second', writesPerSecond: 50, args: [] },
  { name: '5 writes a second, two workers', writesPerSecond: 5, args: ['--workers', '2'] },
  { name: '50 writes a second, two workers', writesPerSecond: 50, args: ['--workers', '2'] },
]

/** Checks answers as fast as they come, while the newsroom publishes, corrects and withdraws. */
export async function measureFreshness(run: Run): Promise<void> {
  for (const { name, writesPerSecond, args } of ways) {
    if (!run.isWanted('freshness', name)) continue
    const server = await serve(run.newsroom.env, args)
    try {
      const { url } = server
      const wish = { url, key: run.newsroom.key, writesPerSecond, connections, pause: 0, checks: run.checks }
      const report = await (await startTraffic(wish)).ended
      for (const fault of report.faults) console.error(`stale: ${fault}`)
      run.figure('freshness', `${name}: writes reached`, report.writes / report.seconds, 'a second')
      run.figure('freshness', `${name}: answers checked`, report.checked, '')
      run.figure('freshness', `${name}: stale answers`, report.stale, '', { atMost: 0 })
      run.figure('freshness', `${name}: p99 of a request that writes`, report.writeP99, 'ms')
    } finally {
      await server.stop()
    }
  }
}
