/** The terms of an article: words, names, numbers with what they count, pairs of characters, tags; each with a weight. */
import { type Word, wordsOf } from './words.ts'

/** What of an article is compared. */
export interface ComparedText {
  language: string
  title: string
  summary: string | null
  /** The body as plain text. */
  body: string
  /** Ids of its tags. */
  tags: readonly string[]
}

/** The words of the parts of an article. */
export interface ComparedWords {
  title: Word[]
  summary: Word[]
  body: Word[]
}

export interface Term {
  /** How often it occurs; what stands in the title or at the beginning counts more. */
  frequency: number
  inTitle: boolean
  /** A name, or a part of one. */
  isName: boolean
  isNumber: boolean
}

type Features = Partial<Omit<Term, 'frequency'>>
type Add = (term: string, features?: Features) => void

/** How often a term counts that stands in the title, or among the first words of the body. */
const counts = { title: 3, lead: 2, rest: 1 }
/** The first words are those up to the end of the sentence in which this one is. */
const leadWords = 40
/** Only so many characters of a body are looked at: some 3,000 English words. */
const longestBody = 20_000

/** What is written without spaces is cut into words to see what is left: names are in no dictionary. */
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/** The words of an article by its parts. */
export function comparedWords({ language, title, summary, body }: ComparedText): ComparedWords {
  return {
    title: wordsOf(title, language),
    summary: wordsOf(summary ?? '', language),
    body: wordsOf(body.slice(0, longestBody), language),
  }
}

/** The words that are written with a capital inside of sentences and never without one: names. */
function namesIn(words: readonly Word[]): Set<string> {
  const names = new Set<string>()
  const others = new Set<string>()
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as Word
    if (word.kind !== 'word') continue
    if (!word.capital) others.add(word.text)
    else if (index > 0 && words[index - 1]?.kind !== 'end') names.add(word.text)
  }
  for (const name of names) if (others.has(name)) names.delete(name)
  return names
}

/** Pairs of characters; those of characters that are no words together are parts of names. */
function addRun(add: Add, run: string): void {
  const alone: boolean[] = []
  const characters: string[] = []
  for (const { segment } of segmenter.segment(run)) {
    const ofSegment = [...segment]
    for (const character of ofSegment) {
      characters.push(character)
      alone.push(ofSegment.length === 1)
    }
  }
  for (let index = 0; index + 1 < characters.length; index++)
    add(`${characters[index]}${characters[index + 1]}`, { isName: (alone[index] && alone[index + 1]) ?? false })
}

/** A number by itself and with each of its neighbours: what it counts, what it numbers. */
function addNumber(add: Add, number: string, before: Word | undefined, after: Word | undefined): void {
  const features = { isNumber: true }
  if (number.length > 1) add(number, features)
  if (after?.kind === 'run') add(`${number}${[...after.text][0]}`, features)
  if (after?.kind === 'word') add(`${number} ${after.text}`, features)
  if (before?.kind === 'run') add(`${[...before.text].at(-1)}${number}`, features)
  if (before?.kind === 'word') add(`${before.text} ${number}`, features)
}

function addWords(add: Add, words: readonly Word[], names: ReadonlySet<string>): void {
  for (const [index, word] of words.entries()) {
    const next = words[index + 1]
    if (word.kind === 'run') addRun(add, word.text)
    else if (word.kind === 'number') addNumber(add, word.text, words[index - 1], next)
    else if (word.kind === 'word') {
      const isName = names.has(word.text)
      if (word.text.length > 1) add(word.text, { isName })
      if (isName && next?.kind === 'word' && names.has(next.text)) add(`${word.text} ${next.text}`, { isName })
    }
  }
}

/** The terms of an article in the order in which they first occur. */
export function termsOf({ title, summary, body }: ComparedWords, tags: readonly string[]): Map<string, Term> {
  const terms = new Map<string, Term>()
  const adding =
    (times: number, inTitle = false): Add =>
    (text, { isName = false, isNumber = false } = {}) => {
      const known = terms.get(text)
      if (!known) {
        terms.set(text, { frequency: times, inTitle, isName, isNumber })
        return
      }
      known.frequency += times
      known.inTitle ||= inTitle
      known.isName ||= isName
    }
  const names = namesIn([...summary, { kind: 'end', text: '', capital: false }, ...body])
  const end = body.findIndex(({ kind }, index) => index >= leadWords && kind === 'end')
  const lead = end === -1 ? body.length : end
  addWords(adding(counts.title, true), title, names)
  addWords(adding(counts.rest), summary, names)
  addWords(adding(counts.lead), body.slice(0, lead), names)
  addWords(adding(counts.rest), body.slice(lead), names)
  for (const tag of tags) adding(counts.rest)(tagTerm(tag))
  return terms
}

const tagMark = 'tag '

/** A tag as a term, and the tag of such a term; no word has a space in front. */
export const tagTerm = (id: string): string => `${tagMark}${id}`
export const tagOf = (term: string): string | undefined =>
  term.startsWith(tagMark) ? term.slice(tagMark.length) : undefined
