/** What is looked for when nothing has every term, or when a query is a sentence: its terms, each by itself. */
import { phraseUnits, type SearchQuery, type Unit } from './query.ts'
import { runsOf } from './tokens.ts'

const words = new Intl.Segmenter('zh', { granularity: 'word' })

/** Longer runs of CJK characters are taken for phrases or sentences, not for a word. */
const longestWord = 6
/** A query with more terms than this is a sentence. */
const fewUnits = 4

const isRun = ({ text }: Unit): boolean => {
  const [first, second] = runsOf(text)
  return first?.kind === 'cjk' && second === undefined
}

const charactersOf = (text: string): string[] => Array.from(text)

/** Whether a query is a headline or a question, of which documents with some terms are wanted too. */
export const isSentence = ({ units }: SearchQuery): boolean =>
  units.length > fewUnits ||
  units.some((unit) => !unit.exact && isRun(unit) && charactersOf(unit.text).length > longestWord)

/** The words of a run as a dictionary knows them, and for long ones the pairs in them, which always are tokens. */
function partsOf(run: string): string[] {
  const segments = Array.from(words.segment(run), ({ segment }) => segment).filter(
    (word) => charactersOf(word).length > 1,
  )
  if (segments.length > 1 || (segments[0] !== undefined && segments[0] !== run)) return segments
  const characters = charactersOf(run)
  return characters.slice(0, -1).map((character, index) => character + characters[index + 1])
}

/**
 * The units of a query one by one; runs of three characters and more are cut into words. What is in quotes or after
 * `title:` is not among them: it is meant exactly.
 */
export function loosened(query: SearchQuery): Unit[] {
  const parts = query.units
    .filter((unit) => !unit.exact)
    .flatMap((unit) => {
      if (isRun(unit))
        return charactersOf(unit.text).length < 3 ? [unit] : partsOf(unit.text).flatMap((part) => phraseUnits(part))
      // covid-19 is two words to those who write it so.
      return unit.tokens.length < 2 ? [unit] : [...runsOf(unit.text)].flatMap(({ text }) => phraseUnits(text))
    })
  return [...new Map(parts.map((unit) => [`${unit.tokens} ${unit.prefix}`, unit])).values()]
}
