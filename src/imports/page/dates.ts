/** Printed dates: which instant they mean, and by which rule. */
import { type Instant, type LocalTime, localToInstant, parseInstant } from '../../lib/instant.ts'
import type { Precision } from './page.ts'

/** A date read from the start of a text. `length` is how much of the text it took, `date` its calendar date as printed. */
export type PrintedDate = {
  instant: Instant
  date: string
  precision: Precision
  assumedZone: string | null
  rule: string
  length: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH = `(?<name>${MONTHS.join('|')})(?:uary|ruary|ch|il|e|y|ust|t(?:ember)?|ober|ember)?\\.?`
const DAY = '(?<day>\\d{1,2})'
const ENGLISH_DAY = `${DAY}(?:st|nd|rd|th)?`
const WEEKDAY = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\.?,?\\s{1,3})?'
const CHINESE_WEEKDAY = '(?:\\s?[(]?(?:星期|周)[一二三四五六日天][)]?)?'
const DATE_FORMS: [rule: string, pattern: string][] = [
  ['date-year-month-day', `(?<year>\\d{4})(?<mark>[-/.])(?<month>\\d{1,2})\\k<mark>${DAY}`],
  ['date-two-digit-year-20yy', `(?<year>\\d{2})(?<mark>[-/.])(?<month>\\d{1,2})\\k<mark>${DAY}`],
  ['date-chinese', `(?<year>\\d{4})\\s?年\\s?(?<month>\\d{1,2})\\s?月\\s?${DAY}\\s?[日号]`],
  ['date-chinese-two-digit-year-20yy', `(?<year>\\d{2})\\s?年\\s?(?<month>\\d{1,2})\\s?月\\s?${DAY}\\s?[日号]`],
  ['date-month-name-first', `${WEEKDAY}${MONTH}\\s{1,3}${ENGLISH_DAY},?\\s{1,3}(?<year>\\d{4})`],
  ['date-day-first', `${WEEKDAY}${ENGLISH_DAY}\\s{1,3}${MONTH},?\\s{1,3}(?<year>\\d{4})`],
]
const SECONDS = '(?:(?::|\\s?分\\s?)(?<second>\\d{2})(?:\\.\\d{1,9})?(?:\\s?秒)?|\\s?分)?'
const HALF_DAY = '(?:\\s?(?<half>[ap])\\.?m\\b\\.?)?'
const OFFSET = '(?:\\s?[(]?(?<offset>z\\b|[+-]\\d{2}:?\\d{2}|(?:utc|gmt)(?:\\s?[+-]\\d{1,2}(?::?\\d{2})?)?)[)]?)?'
const TIME = `(?:(?:t|,?\\s{0,3}|\\s+at\\s)(?<hour>\\d{1,2})(?::|\\s?[时点]\\s?)(?<minute>\\d{2})${SECONDS}${HALF_DAY}${OFFSET})?`
const FORMS = DATE_FORMS.map(([rule, date]) => ({ rule, form: new RegExp(`^${date}${CHINESE_WEEKDAY}${TIME}`, 'iu') }))
const RUNS_ON = /^(?:\s?[:/.-]?\s?\d|[a-z])/iu

/**
 * Reads the date, with or without a time, at the start of a text: `24-06-21 16:53` (20YY), `2024-06-21 16:53:07`,
 * `2024/06/21`, `2024年6月21日 16:53`, `June 21, 2024 16:53`, `21 June 2024` and RFC 3339. Without an offset in the
 * text it is local time in `timeZone`. `undefined` when it is no such date, an impossible one, before 1900, or runs on
 * into further digits or letters.
 */
export function readDate(text: string, timeZone: string): PrintedDate | undefined {
  const head = halfWidth(text.slice(0, 80))
  for (const { rule, form } of FORMS) {
    const match = form.exec(head)
    if (match === null) continue
    if (RUNS_ON.test(head.slice(match[0].length))) return undefined
    return resolve(match.groups ?? {}, rule, match[0].length, timeZone)
  }
  return undefined
}

type Parts = Record<string, string | undefined>

function resolve(parts: Parts, rule: string, length: number, timeZone: string): PrintedDate | undefined {
  const local = localTime(parts)
  if (local === undefined) return undefined
  const precision = parts.hour === undefined ? 'day' : parts.second === undefined ? 'minute' : 'second'
  const date = [local.year, two(local.month), two(local.day)].join('-')
  if (parts.offset === undefined) {
    return { instant: localToInstant(local, timeZone), date, precision, assumedZone: timeZone, rule, length }
  }
  const clock = [local.hour, local.minute, local.second].map(two).join(':')
  const instant = parseInstant(`${date}T${clock}${offsetOf(parts.offset)}`)
  if (instant === undefined) return undefined
  return { instant, date, precision, assumedZone: null, rule: `${rule}-with-offset`, length }
}

function localTime(parts: Parts): LocalTime | undefined {
  const year = Number(parts.year?.length === 2 ? `20${parts.year}` : parts.year)
  const month = parts.name === undefined ? Number(parts.month) : MONTHS.indexOf(parts.name.toLowerCase()) + 1
  const [day, minute, second] = [Number(parts.day), Number(parts.minute ?? 0), Number(parts.second ?? 0)]
  const hour = hourOf(Number(parts.hour ?? 0), parts.half)
  if (year < 1900 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour === undefined || hour > 23 || minute > 59 || second > 59) return undefined
  return { year, month, day, hour, minute, second }
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

/** `Z`, `+0800`, `UTC+8` and the like as RFC 3339 writes an offset. */
function offsetOf(printed: string): string {
  const match = /([+-])(\d{1,2}):?(\d{2})?/.exec(printed)
  return match === null ? 'Z' : `${match[1]}${(match[2] ?? '').padStart(2, '0')}:${match[3] ?? '00'}`
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

const two = (value: number): string => String(value).padStart(2, '0')

/** Full-width digits and marks as half-width ones, one for one. */
const halfWidth = (text: string): string =>
  text.replace(/[！-～]/gu, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
