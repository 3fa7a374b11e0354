/** The days of the archive: what was published when, by the clock of the site. */
import { type Instant, instantToLocal, startOfDay } from '../lib/instant.ts'

/** The calendar date after a date, both as `YYYY-MM-DD`. */
const dateAfter = (date: string): string => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)

/**
 * A day, `YYYY-MM-DD`, in a time zone, from its first second to before the first second of the next. A day that a zone
 * has skipped is empty. Throws a RangeError for a date that does not exist.
 */
export const boundsOfDay = (day: string, timeZone: string): { from: Instant; before: Instant } => ({
  from: startOfDay(day, timeZone),
  before: startOfDay(dateAfter(day), timeZone),
})

/**
 * The day within whose bounds an instant lies. That is the date on the clock, but where a clock that is put back shows
 * a date again: days are ranges of instants, as lists by date have them.
 */
export function dayOf(instant: Instant, timeZone: string): string {
  let day = instantToLocal(instant, timeZone).slice(0, 10)
  while (boundsOfDay(day, timeZone).before <= instant) day = dateAfter(day)
  return day
}

/** The periods that a day belongs to: its year, its month, and itself. */
export const periodsOf = (day: string): string[] => [day.slice(0, 4), day.slice(0, 7), day]
