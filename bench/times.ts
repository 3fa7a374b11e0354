/** How long requests take. */

/** Milliseconds of many requests. */
export interface Times {
  p50: number
  p99: number
  /** What the answering thread worked, on average: a busy machine changes it less than the time that passes. */
  cpu: number
  requests: number
}

/** The value below which this part of the values lies. */
export const percentile = (values: number[], part: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] as number
}

/** Collects the times of requests, one after the other. */
export function createStopwatch() {
  const wall: number[] = []
  let cpu = 0
  async function time(work: () => Promise<unknown>): Promise<void> {
    const before = process.threadCpuUsage()
    const started = performance.now()
    await work()
    wall.push(performance.now() - started)
    const { user, system } = process.threadCpuUsage(before)
    // The clock of a thread goes in ticks that are longer than a request: only the mean of many means something.
    cpu += (user + system) / 1000
  }
  const times = (): Times => ({
    ...{ p50: percentile(wall, 0.5), p99: percentile(wall, 0.99), cpu: cpu / wall.length },
    requests: wall.length,
  })
  return { time, times }
}
