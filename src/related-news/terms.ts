/** The terms of an article: words, names, numbers with what they count, pairs of characters, tags; each with a weight. */
import { lonelyCharacters } from './segments.ts'
import { beginOf, features, frequencyMark, numberIn, pairNumber } from './vector.ts'
import { type KnownWord, lexiconOf, type Word, wordsOf } from './words.ts'

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

/** The words of the parts of an article, and its language. */
export interface ComparedWords {
  language: string
  title: Word[]
  summary: Word[]
  body: Word[]
}

/** The terms of an article in the order in which they first occur: what is known of each stands at its place. */
export interface Terms {
  numbers: number[]
  /** How often each occurs; what stands in the title or at the beginning counts more. */
  frequencies: number[]
  /** The bits of its features. */
  features: number[]
  /** Its text, or as a number two characters that are one unit each. */
  texts: Array<string | number>
}

/** How often a term counts that stands in the title, or among the first words of the body. */
const counts = { title: 3, lead: 2, rest: 1 }
/** The first words are those up to the end of the sentence in which this one is. */
const leadWords = 40
/** Only so many characters of a body are looked at: some 3,000 English words. */
const longestBody = 20_000

/** The words of an article by its parts. */
export function comparedWords({ language, title, summary, body }: ComparedText): ComparedWords {
  const lexicon = lexiconOf(language)
  return {
    language,
    title: wordsOf(title, lexicon),
    summary: wordsOf(summary ?? '', lexicon),
    body: wordsOf(body.slice(0, longestBody), lexicon),
  }
}

/** Marks words of a part that are written with a capital inside of sentences, and those that are written without one. */
function noteCapitals(words: readonly Word[], analysis: number): void {
  let before: Word | undefined
  for (const word of words) {
    const { known } = word
    if (known && !word.capital) known.plain = analysis
    else if (known && before !== undefined && before.kind !== 'end') known.capitalized = analysis
    before = word
  }
}

/** Where a part of a text stands: how much it counts, and whether it is the title. */
interface Standing {
  times: number
  feature: number
}

/** Terms that are being gathered. */
interface Gathering extends Terms {
  /** The number of the analysis: what was met in it. */
  analysis: number
  /** What the numbers of its terms begin with. */
  begin: number
  /** The places of terms that are no words of the lexicon. */
  places: Map<string | number, number>
}

let analyses = 0

/** A term that was not met before. Answers its place. */
function begun(terms: Gathering, number: number, text: string | number, feature: number, standing: Standing): number {
  terms.texts.push(text)
  terms.frequencies.push(standing.times)
  terms.features.push(feature | standing.feature)
  return terms.numbers.push(number) - 1
}

/** A term that was met before: whether it is a number says its first place. */
function again({ frequencies, features: all }: Gathering, place: number, feature: number, standing: Standing): void {
  frequencies[place] = (frequencies[place] as number) + standing.times
  all[place] = (all[place] as number) | (feature & features.name) | standing.feature
}

function addWord(terms: Gathering, known: KnownWord, feature: number, standing: Standing): void {
  if (known.met === terms.analysis) {
    again(terms, known.place, feature, standing)
    return
  }
  known.met = terms.analysis
  known.place = begun(terms, known.term, known.text, feature | known.features, standing)
}

function addText(terms: Gathering, text: string, feature: number, standing: Standing): void {
  const place = terms.places.get(text)
  if (place !== undefined) again(terms, place, feature, standing)
  else terms.places.set(text, begun(terms, numberIn(terms.begin, text), text, feature, standing))
}

/** Two characters that are one unit each. */
function addPair(terms: Gathering, one: number, other: number, feature: number, standing: Standing): void {
  const pair = one * 0x10000 + other
  const place = terms.places.get(pair)
  if (place !== undefined) again(terms, place, feature, standing)
  else terms.places.set(pair, begun(terms, pairNumber(terms.begin, one, other), pair, feature, standing))
}

const isSurrogate = (unit: number): boolean => (unit & 0xf800) === 0xd800

/** Pairs of characters; those of characters that are no words together are parts of names. */
function addRun(terms: Gathering, run: string, lonely: Uint8Array, from: number, standing: Standing): void {
  for (let place = 0; place < run.length; ) {
    const one = run.charCodeAt(place)
    const next = place + (isSurrogate(one) ? 2 : 1)
    if (next >= run.length) return
    const other = run.charCodeAt(next)
    const feature = lonely[from + place] && lonely[from + next] ? features.name : 0
    if (isSurrogate(one) || isSurrogate(other)) {
      const end = next + (isSurrogate(other) ? 2 : 1)
      addText(terms, run.slice(place, end), feature, standing)
    } else addPair(terms, one, other, feature, standing)
    place = next
  }
}

/** A number by itself and with each of its neighbours: what it counts, what it numbers. */
function addNumber(
  terms: Gathering,
  number: string,
  before: Word | undefined,
  after: Word | undefined,
  standing: Standing,
): void {
  const add = (text: string): void => addText(terms, text, features.number, standing)
  if (number.length > 1) add(number)
  if (after?.kind === 'run') add(`${number}${[...after.text][0]}`)
  if (after?.kind === 'word') add(`${number} ${after.text}`)
  if (before?.kind === 'run') add(`${[...before.text].at(-1)}${number}`)
  if (before?.kind === 'word') add(`${before.text} ${number}`)
}

const isName = ({ analysis }: Gathering, { known }: Word): boolean =>
  known !== undefined && known.capitalized === analysis && known.plain !== analysis

function addWords(terms: Gathering, words: readonly Word[], standing: Standing): void {
  const lonely = lonelyCharacters(words)
  let from = 0
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as Word
    const next = words[index + 1]
    if (word.kind === 'run') {
      addRun(terms, word.text, lonely, from, standing)
      from += word.text.length + 1
    } else if (word.kind === 'number') addNumber(terms, word.text, words[index - 1], next, standing)
    else if (word.known) {
      const feature = isName(terms, word) ? features.name : 0
      if (word.text.length > 1) addWord(terms, word.known, feature, standing)
      if (feature && next && isName(terms, next)) addText(terms, `${word.text} ${next.text}`, feature, standing)
    }
  }
}

/** The terms of an article. */
export function termsOf({ language, title, summary, body }: ComparedWords, tags: readonly string[]): Terms {
  const own = { numbers: [], frequencies: [], features: [], texts: [] }
  const terms: Gathering = { ...own, analysis: ++analyses, begin: beginOf(language), places: new Map() }
  noteCapitals(summary, terms.analysis)
  noteCapitals(body, terms.analysis)
  const end = body.findIndex(({ kind }, index) => index >= leadWords && kind === 'end')
  const lead = end === -1 ? body.length : end
  addWords(terms, title, { times: counts.title, feature: features.title })
  addWords(terms, summary, { times: counts.rest, feature: 0 })
  addWords(terms, body.slice(0, lead), { times: counts.lead, feature: 0 })
  addWords(terms, body.slice(lead), { times: counts.rest, feature: 0 })
  for (const tag of tags) addText(terms, tagTerm(tag), 0, { times: counts.rest, feature: 0 })
  return terms
}

/** The text of a term. */
export function textOf({ texts }: Terms, place: number): string {
  const text = texts[place] as string | number
  return typeof text === 'string' ? text : String.fromCharCode(text >>> 16, text & 0xffff)
}

/** What a vector keeps of each term. A name is never taken for a short word. */
export const marksOf = ({ frequencies, features: all }: Terms): number[] =>
  frequencies.map((frequency, place) => {
    const own = all[place] as number
    return frequencyMark(frequency) | (own & features.name ? own & ~features.short : own)
  })

const tagMark = 'tag '

/** A tag as a term, and the tag of such a term; no word has a space in front. */
export const tagTerm = (id: string): string => `${tagMark}${id}`
export const tagOf = (term: string): string | undefined =>
  term.startsWith(tagMark) ? term.slice(tagMark.length) : undefined
