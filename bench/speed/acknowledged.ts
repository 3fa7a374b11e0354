/** What writes have been acknowledged, and whether an answer is older than that: the judge of freshness, without I/O. */

/** What readers may see of an article at least. */
export interface Shown {
  version: number
  /** How many notices it has. */
  corrections: number
}

export interface Watched extends Shown {
  id: string
  language: string
  slug: string
  publishedAt: string
  state: 'live' | 'leaving' | 'gone'
}

/** An article as it was answered, alone or in a list. */
export interface Answered {
  id: string
  version: number
  corrections: unknown[]
  publishedAt: string
}

/** What was acknowledged of an article at one time: copied before a request is sent. */
export type Expectation = Readonly<Watched>

export const expectationOf = (watched: Watched): Expectation => ({ ...watched })

const isOlder = (answered: Answered, expected: Shown): boolean =>
  answered.version < expected.version ||
  (answered.version === expected.version && answered.corrections.length < expected.corrections)

/** What is wrong with the answer to a request for one article; undefined when nothing is. */
export function faultOfDetail(
  status: number,
  answered: Answered | undefined,
  expected: Expectation,
): string | undefined {
  if (expected.state === 'gone')
    return status === 410 ? undefined : `${expected.id} was withdrawn, and answered ${status}`
  // While it is being withdrawn, both are right.
  if (status === 410 && expected.state !== 'live') return undefined
  if (status !== 200 || !answered) return `${expected.id} is live, and was answered ${status}`
  if (!isOlder(answered, expected)) return undefined
  return `${expected.id} was at version ${expected.version}, and answered with ${answered.version}`
}

/**
 * What is wrong with the first page of a list, newest first: an article that is older than acknowledged, is missing
 * although it is newer than the last one of the page, or is there although it was withdrawn.
 */
export function faultOfList(page: readonly Answered[], expected: readonly Expectation[]): string | undefined {
  const shown = new Map(page.map((each) => [each.id, each]))
  const last = page.at(-1)?.publishedAt ?? ''
  for (const each of expected) {
    const answered = shown.get(each.id)
    if (each.state === 'gone' && answered) return `${each.id} was withdrawn, and is in the list`
    if (each.state === 'live' && !answered && each.publishedAt > last) return `${each.id} is not in the list`
    if (each.state !== 'gone' && answered && isOlder(answered, each))
      return `${each.id} was at version ${each.version}, and is in the list with ${answered.version}`
  }
  return undefined
}

/** What is wrong with "not changed" for an entity tag that came with an older answer; undefined when nothing is. */
export function faultOfUnchanged(seen: Shown, expected: Expectation): string | undefined {
  if (expected.state === 'gone') return `${expected.id} was withdrawn, and answered 304`
  if (!isOlder({ ...expected, ...seen, corrections: Array(seen.corrections).fill(null) }, expected)) return undefined
  return `${expected.id} was at version ${expected.version}, and answered 304 for ${seen.version}`
}
