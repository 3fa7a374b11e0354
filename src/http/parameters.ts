/** Query parameters that several lists share: comma-separated values and instants. */
import { type Instant, parseInstant, startOfDay } from '../lib/instant.ts'
import { invalidParameter } from './problems.ts'

/** The values of a comma-separated parameter; undefined when it is absent. */
export const split = (value: string | undefined): string[] | undefined => value?.split(',')

/** Splits the comma-separated parameters that are there. */
export function listsOf<K extends string>(
  query: Partial<Record<K, unknown>>,
  names: readonly K[],
): { [N in K]?: string[] } {
  return Object.fromEntries(
    names.flatMap((name) => (query[name] === undefined ? [] : [[name, split(query[name] as string)]])),
  ) as { [N in K]?: string[] }
}

/** Reads instants. Raises invalid-parameter for a date that does not exist. */
export function instantsOf<K extends string>(
  query: Partial<Record<K, unknown>>,
  names: readonly K[],
): { [N in K]?: Instant } {
  const found: { [N in K]?: Instant } = {}
  for (const name of names) {
    if (query[name] === undefined) continue
    const instant = parseInstant(String(query[name]))
    if (instant === undefined) throw invalidParameter(name, 'must be an instant such as 2024-06-21T08:53:00Z')
    found[name] = instant
  }
  return found
}

/**
 * Reads instants, or dates as the first second of that day in a time zone. Raises invalid-parameter for what is neither
 * or does not exist.
 */
export function instantsOrDatesOf<K extends string>(
  query: Partial<Record<K, unknown>>,
  names: readonly K[],
  timeZone: string,
): { [N in K]?: Instant } {
  const found: { [N in K]?: Instant } = {}
  for (const name of names) {
    if (query[name] === undefined) continue
    const text = String(query[name])
    const instant = text.length === 10 ? dayOf(text, timeZone) : parseInstant(text)
    if (instant === undefined)
      throw invalidParameter(name, 'must be an instant such as 2024-06-21T08:53:00Z or a date such as 2024-06-21')
    found[name] = instant
  }
  return found
}

function dayOf(text: string, timeZone: string): Instant | undefined {
  try {
    return startOfDay(text, timeZone)
  } catch {
    return undefined
  }
}
