/** When a delivery that failed is tried again. Pure rules. */

/** A receiver cannot put off a delivery for longer than this, in seconds. */
const longestRetryAfter = 86_400
/** How much the waiting time may be shorter or longer, so that what failed together does not come back together. */
const jitter = 0.1

/** Reads waiting times in seconds, divided by commas. Raises an error when one is no whole number. */
export function parseRetrySeconds(list: string): number[] {
  const seconds = list.split(',').map((each) => Number(each.trim()))
  if (seconds.some((each) => !Number.isInteger(each) || each < 0))
    throw new Error('DELIVERY_RETRY_SECONDS must be whole numbers of seconds, divided by commas')
  return seconds
}

/**
 * Milliseconds to wait after so many failed attempts; undefined when that was the last. The receiver may ask for longer
 * (Retry-After, in seconds, at most a day), not for shorter. `random` is from 0 to 1.
 */
export function waitAfter(
  attempts: number,
  schedule: readonly number[],
  retryAfter: number | undefined,
  random: number,
): number | undefined {
  const seconds = schedule[attempts - 1]
  if (seconds === undefined) return undefined
  const scattered = seconds * 1000 * (1 + jitter * (2 * random - 1))
  return Math.round(Math.max(scattered, Math.min(retryAfter ?? 0, longestRetryAfter) * 1000))
}
