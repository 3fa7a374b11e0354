/** What may have been meant by a query that finds nothing. */
import { loosened } from './loosening.ts'
import { parseQuery, type SearchQuery, type Unit } from './query.ts'

interface Dependencies {
  /** Those of the units that no article has. */
  unknown: Unit[]
  /** Whether articles with some of the terms are shown: then only what was mistyped is set right. */
  hasSome: boolean
  /** The word of live titles that is nearest to one; undefined when none is near. */
  nearestWord(word: string): Promise<string | undefined>
  /** Whether any article has all of a query. */
  finds(query: SearchQuery): Promise<boolean>
}

/** How many words of a query are looked up. */
const mostWords = 4
/** How many queries are tried. */
const mostTries = 4

/** A unit as a reader would write it. */
function written({ text, field, exact, prefix }: Unit): string {
  const isPhrase = text.includes(' ') || (exact && field === null)
  const body = isPhrase ? `"${text}"` : text
  return `${field === null ? '' : `${field}:`}${body}${prefix ? '*' : ''}`
}

const writtenAs = (units: Unit[], excluded: Unit[]): string =>
  [...units.map(written), ...excluded.map((unit) => `-${written(unit)}`)].join(' ')

/**
 * The nearest query that finds something: with mistyped words set right, else without those that nobody has, else with
 * one term left out, else the part of a term that is found by itself. Null when there is none. Every query is tried before
 * it is offered.
 */
export async function nearestQuery(
  { units, excluded }: SearchQuery,
  { unknown, hasSome, nearestWord, finds }: Dependencies,
): Promise<string | null> {
  const meant = new Map<Unit, Unit>()
  for (const unit of unknown.slice(0, mostWords)) {
    const word = await nearestWord(unit.text)
    const [other] = word === undefined ? [] : parseQuery(word).units
    if (other) meant.set(unit, { ...other, field: unit.field, exact: unit.exact })
  }
  const right = units.map((unit) => meant.get(unit) ?? unit)
  const known = units.filter((unit) => !unknown.includes(unit))
  const fewer = right.length < 2 ? [] : units.map((_, left) => right.filter((_unit, place) => place !== left))
  const parts = loosened({ units, excluded }).map((unit) => [unit])
  const seen = new Set([writtenAs(units, excluded), ''])
  for (const each of hasSome ? [right] : [right, known, ...fewer, ...parts]) {
    const text = writtenAs(each, excluded)
    // What no article has, no article has with something else.
    if (each.length === 0 || seen.has(text) || each.some((unit) => unknown.includes(unit))) continue
    if (seen.size > mostTries + 1) return null
    seen.add(text)
    if (await finds({ units: each, excluded })) return text
  }
  return null
}
