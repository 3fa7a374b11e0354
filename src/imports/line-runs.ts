/** Runs of lines: new articles that are imported together, and other lines that are imported each by itself. */
import type { PreparedLine } from './prepare-line.ts'

/** A line as it came, and as it is prepared if it may be one of a new article. */
export interface Line {
  text: string
  /** The file and the number of the line in it. */
  file: string
  prepared: PreparedLine | undefined
}

export type PreparedRun = Array<Line & { prepared: PreparedLine }>
export type Run = { together: PreparedRun } | { apart: Line[] }

/** Fewer lines are not worth a commit of their own. */
export const fewest = 4

const identitiesOf = ({ article: { id, externalId }, named, isPage }: PreparedLine): string[] => [
  `id ${id}`,
  ...(externalId === null ? [] : [`${isPage ? 'page' : JSON.stringify(named.source)} ${externalId}`]),
]

const isPrepared = (line: Line): line is PreparedRun[number] => line.prepared !== undefined

/**
 * Cuts lines into runs, in their order: what is imported together has at most `most` lines, and no two of one article.
 */
export function* runsOf(lines: readonly Line[], most: () => number): Generator<Run> {
  let together: PreparedRun = []
  let apart: Line[] = []
  let seen = new Set<string>()
  function* taken(): Generator<Run> {
    // A few new articles go with the others: their order is what counts.
    if (together.length < fewest) apart.push(...together)
    else {
      if (apart.length > 0) yield { apart }
      yield { together }
      apart = []
    }
    together = []
    seen = new Set()
  }
  for (const line of lines) {
    const identities = line.prepared ? identitiesOf(line.prepared) : []
    if (!isPrepared(line) || together.length >= most() || identities.some((each) => seen.has(each))) yield* taken()
    if (isPrepared(line)) {
      for (const identity of identities) seen.add(identity)
      together.push(line)
    } else apart.push(line)
  }
  yield* taken()
  if (apart.length > 0) yield { apart }
}

/**
 * How many lines are imported together, so that none of these writes keeps others waiting for longer than `milliseconds`:
 * as many as the last one has shown to be possible.
 */
export function createPace(milliseconds: number) {
  let size = 32
  return {
    size: () => size,
    /** Tells how long a write of so many lines took. */
    took(lines: number, elapsed: number): void {
      const possible = (lines * milliseconds) / Math.max(1, elapsed)
      size = Math.round(Math.min(512, Math.max(16, Math.min(size * 1.5, possible))))
    },
  }
}
