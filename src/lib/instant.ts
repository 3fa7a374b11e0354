/** Instants as Masthead stores and shows them: RFC 3339, UTC, whole seconds, `Z`; and their relation to local time. */
import { Temporal } from 'temporal-polyfill'

/** An RFC 3339 instant in UTC with whole seconds, such as `2024-06-21T08:53:00Z`; text order is time order. */
export type Instant = string

/** A date and time as read on a wall clock, month and day from 1. */
export type LocalTime = { year: number; month: number; day: number; hour: number; minute: number; second: number }

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/
const CALENDAR_DATE = /^\d{4}-\d\d-\d\d$/

/** Cuts off the fraction of the second, towards the past. Throws a RangeError for an invalid date or one outside the years 0000 to 9999. */
export function toInstant(date: Date): Instant {
  const text = date.toISOString()
  if (text.length !== 24) throw new RangeError(`${text} has no four-digit year`)
  return `${text.slice(0, 19)}Z`
}

/**
 * Reads an RFC 3339 date-time with any offset. Fractions of a second are cut off. `undefined` for anything else: no
 * offset, an impossible date or time, a leap second, or a year that leaves 0000 to 9999 in UTC.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = RFC3339.exec(text)
  if (match === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const [offsetHours, offsetMinutes] = [Number(match[8] ?? 0), Number(match[9] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const offset = (match[7] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes)
  date.setUTCHours(hour, minute - offset, second)
  const utcYear = date.getUTCFullYear()
  return utcYear < 0 || utcYear > 9999 ? undefined : toInstant(date)
}

/**
 * The instant of a wall-clock time in an IANA time zone. A time that a clock change skips is moved on by the length of
 * the gap; one that occurs twice is the first (Temporal's `compatible`). Throws a RangeError for an impossible date.
 */
export function localToInstant(local: LocalTime, timeZone: string): Instant {
  const plain = Temporal.PlainDateTime.from(local, { overflow: 'reject' })
  return fromEpoch(plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds)
}

/**
 * The same instant as RFC 3339 with the zone's offset at that time, such as `2024-06-21T16:53:00+08:00`. Offsets with
 * seconds (before the zone's standard time) are rounded to the minute, as RFC 3339 has none.
 */
export function instantToLocal(instant: Instant, timeZone: string): string {
  const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone)
  return zoned.toString({ smallestUnit: 'second', timeZoneName: 'never' })
}

/** Whether this is a time zone's name that the platform knows (IANA or `UTC`, any case); bare offsets such as `+08:00` are not names. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** The next whole multiple of `tickSeconds` (whole seconds, at least 1) of Unix time, strictly after the given time. */
export function nextTick(after: Instant | Date, tickSeconds: number): Instant {
  const milliseconds = typeof after === 'string' ? Date.parse(after) : after.getTime()
  const tick = tickSeconds * 1000
  return fromEpoch((Math.floor(milliseconds / tick) + 1) * tick)
}

/** Whether the instant is a whole multiple of `tickSeconds` of Unix time. */
export function isOnTick(instant: Instant, tickSeconds: number): boolean {
  return Date.parse(instant) % (tickSeconds * 1000) === 0
}

/**
 * The first second of a calendar date (`YYYY-MM-DD`) in a time zone: midnight, or the first moment after a clock change
 * that skips it. Throws a RangeError for an impossible date.
 */
export function startOfDay(dateText: string, timeZone: string): Instant {
  return fromEpoch(calendarDate(dateText).toZonedDateTime(timeZone).epochMilliseconds)
}

/** The last second of a calendar date (`YYYY-MM-DD`) in a time zone, inclusive. Throws a RangeError for an impossible date. */
export function endOfDay(dateText: string, timeZone: string): Instant {
  const next = calendarDate(dateText).add({ days: 1 }).toZonedDateTime(timeZone)
  return fromEpoch(next.epochMilliseconds - 1000)
}

function calendarDate(text: string): Temporal.PlainDate {
  if (!CALENDAR_DATE.test(text)) throw new RangeError(`${text} is not a date YYYY-MM-DD`)
  return Temporal.PlainDate.from(text, { overflow: 'reject' })
}

const fromEpoch = (milliseconds: number): Instant => toInstant(new Date(milliseconds))
