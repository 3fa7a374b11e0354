/** Results of `npm run bench`, as bench/results/bench.json keeps them, and whether they reach their goals. */

/** What one server did under one load. */
export interface Reading {
  requestsPerSecond: number
  /** Microseconds of CPU per request, of all processes of the server. */
  cpu: number
  /** Microseconds of CPU per request, of a database server. */
  databaseCpu: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Bytes of an answer with its headers. */
  bytes: number
  /** Megabytes in memory at most while it was loaded, of all processes of the server. */
  memory: number
  /** Connections that failed and answers of 400 and more. */
  failures: number
}

/** What a ratio to bare Fastify should be: of requests per second, or of CPU per request. */
export interface Goal {
  of: 'requests' | 'cpu'
  atLeast?: number
  atMost?: number
}

/** A scenario, measured on Masthead and on the limits in one run. */
export interface Row {
  articles: number
  section: string
  name: string
  masthead: Reading
  fastify: Reading
  nodeHttp: Reading
  ratios: { requests: number; cpu: number; requestsOfNodeHttp: number }
  goal?: Goal
  /** When it was measured, and what the machine was loaded with then. */
  at: string
  load: number
}

/** A figure that is no ratio to a limit. */
export interface Figure {
  articles: number | null
  section: string
  name: string
  value: number
  unit: string
  atLeast?: number
  atMost?: number
  at: string
  load: number
}

export interface Results {
  database: string
  machine: string
  node: string
  /** How it was measured last. */
  seconds: number
  rounds: number
  rows: Row[]
  figures: Figure[]
}

/** The middle one; the mean of the two in the middle of an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2
}

/** Whether a value keeps its limits; undefined where there are none. */
export function reaches(
  value: number,
  { atLeast, atMost }: { atLeast?: number; atMost?: number },
): boolean | undefined {
  if (atLeast === undefined && atMost === undefined) return undefined
  return (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost)
}

/** Whether a row reaches its goal; undefined where it has none. Failed requests never reach one. */
export function rowReaches({ ratios, goal, masthead }: Row): boolean | undefined {
  if (!goal) return undefined
  return masthead.failures === 0 && reaches(ratios[goal.of], goal) === true
}

/** A limit in words. */
export function saidLimit({ atLeast, atMost }: { atLeast?: number; atMost?: number }): string {
  if (atLeast !== undefined) return `≥ ${atLeast.toLocaleString('en')}`
  return atMost === undefined ? '' : `≤ ${atMost.toLocaleString('en')}`
}

const keyOf = ({ articles, section, name }: { articles: number | null; section: string; name: string }): string =>
  JSON.stringify([articles, section, name])

/** Old results with new ones in the place of those of the same name: a part can be measured again. */
export function merged(old: Results | undefined, fresh: Results): Results {
  const replaced = <T extends Row | Figure>(before: T[], after: T[]): T[] => {
    const all = new Map(before.map((each) => [keyOf(each), each]))
    for (const each of after) all.set(keyOf(each), each)
    return [...all.values()]
  }
  if (!old) return fresh
  return { ...fresh, rows: replaced(old.rows, fresh.rows), figures: replaced(old.figures, fresh.figures) }
}
