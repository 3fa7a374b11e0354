/** What readers write into a search box, as the units that are looked for. Any text is a query; none is an error of form. */
import { fold } from './fold.ts'
import { pairsOf, type Run, runsOf, singleToken, wordToken } from './tokens.ts'

/** One thing that is looked for: neighbouring tokens, of which the last may be the beginning of a longer one. */
export interface Unit {
  tokens: string[]
  prefix: boolean
  /** The field that it must be in; null when any will do. */
  field: 'title' | 'summary' | null
  /** Whether it is meant exactly as it stands: in quotes, or in the title. */
  exact: boolean
  /** The folded text that it stands for. */
  text: string
  /** Words of which any may stand for the unit, where its beginning stands for too many. */
  words?: string[]
}

export interface SearchQuery {
  /** All of them for a full match. */
  units: Unit[]
  /** None of them. */
  excluded: Unit[]
}

/** How many units count; what is written after them does not. */
export const mostUnits = 32

/** How long a query may be, in characters. */
export const longestQuery = 400

/** Sign, field, then a phrase in straight or curved quotes, or whatever stands up to the next white space. */
const TERM = /(?<sign>[-－])?(?<title>title[:：])?(?:"(?<straight>[^"]*)"|“(?<curved>[^“”]*)”|(?<plain>\S+))/giu

const charactersIn = (text: string): number => Array.from(text).length

const unitOf = (runs: Run[], field: Unit['field']): Unit => {
  const last = runs.at(-1) as Run
  const isCharacter = runs.length === 1 && last.kind === 'cjk' && charactersIn(last.text) === 1
  const tokens = isCharacter
    ? [singleToken(last.text)]
    : runs.flatMap((run) => (run.kind === 'word' ? [wordToken(run.text)] : pairsOf(run.text, run === last)))
  return { tokens, prefix: false, field, exact: field !== null, text: runs.map((run) => run.text).join(' ') }
}

/**
 * A text as it stands: its words and characters beside each other. A single CJK character after something else is a unit
 * of its own, because texts are cut into pairs: it need not be beside the rest.
 */
export function phraseUnits(text: string, field: Unit['field'] = null): Unit[] {
  const runs = [...runsOf(fold(text))]
  const last = runs.at(-1)
  if (!last) return []
  const isLoose = runs.length > 1 && last.kind === 'cjk' && charactersIn(last.text) === 1
  return isLoose ? [unitOf(runs.slice(0, -1), field), unitOf([last], field)] : [unitOf(runs, field)]
}

/** The ’s of a possessive, which a text need not have. */
const POSSESSIVE = /['’‘]s(?![\p{L}\p{N}\p{M}])/gu

/** A term without quotes: each CJK run is a unit, and so are the words between them, beside each other. */
function plainUnits(term: string, field: Unit['field']): Unit[] {
  const runs = [...runsOf(fold(term).replaceAll(POSSESSIVE, ''))]
  const units: Unit[] = []
  let words: Run[] = []
  const finish = (): void => {
    if (words.length > 0) units.push(unitOf(words, field))
    words = []
  }
  for (const run of runs) {
    if (run.kind === 'word') words.push(run)
    else {
      finish()
      units.push(unitOf([run], field))
    }
  }
  finish()
  return units
}

/** `x*`: the last word may go on, when it has two letters at least. A CJK run may always go on. */
function withPrefix(units: Unit[], term: string): Unit[] {
  const last = units.at(-1)
  const word = last?.tokens.at(-1) ?? ''
  const isWord = last !== undefined && [...runsOf(last.text)].at(-1)?.kind === 'word'
  if (!isWord || !fold(term).endsWith('*') || charactersIn(word) < 2) return units
  return [...units.slice(0, -1), { ...last, prefix: true }]
}

const keyOf = ({ tokens, prefix, field }: Unit): string => JSON.stringify([tokens, prefix, field])

const distinct = (units: Unit[]): Unit[] => [...new Map(units.map((unit) => [keyOf(unit), unit])).values()]

/**
 * Reads a query: terms, "phrases", -exclusions, prefixes* and title:terms. Quotes that are not closed and operators
 * without a term are ordinary characters, and those are not looked for. Never throws; `units` is empty when there is
 * nothing to look for. At most 32 units count.
 */
export function parseQuery(text: string): SearchQuery {
  const units: Unit[] = []
  const excluded: Unit[] = []
  for (const { groups } of text.matchAll(TERM)) {
    const { sign, title, straight, curved, plain } = groups as Record<string, string | undefined>
    const field = title === undefined ? null : 'title'
    const quoted = straight ?? curved
    if (sign !== undefined) {
      // What is excluded is excluded as it stands: 新能源SUV does not exclude every SUV.
      excluded.push(...withPrefix(phraseUnits(quoted ?? (plain as string), field).slice(0, 1), plain ?? ''))
    } else if (quoted !== undefined) {
      units.push(...phraseUnits(quoted, field).map((unit) => ({ ...unit, exact: true })))
    } else units.push(...withPrefix(plainUnits(plain as string, field), plain as string))
  }
  return { units: distinct(units).slice(0, mostUnits), excluded: distinct(excluded).slice(0, mostUnits) }
}

/** How many queries are kept as they were read. */
const mostKnown = 500
const known = new Map<string, SearchQuery>()

/** The same of a text that may have been read before: then it is the same object. Nobody may change it. */
export function knownQuery(text: string): SearchQuery {
  const query = known.get(text) ?? parseQuery(text)
  // What was asked for longest ago goes first.
  known.delete(text)
  known.set(text, query)
  if (known.size > mostKnown) known.delete(known.keys().next().value as string)
  return query
}
