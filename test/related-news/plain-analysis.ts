/** The analysis of related news in the plain way: texts cut with expressions, terms counted as strings. */
import type { ComparedText } from '../../src/related-news/terms.ts'
import { features, numberOf, termNumber } from '../../src/related-news/vector.ts'

/** What is written without spaces between its words. */
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Khmer}\\p{Script=Lao}'
const token = new RegExp(
  `(?<run>[${unspaced}ー々〇]+)|(?<number>\\p{Nd}+(?:[.,:]\\p{Nd}+)*)|(?<word>(?:(?![${unspaced}])[\\p{L}\\p{M}])+(?:['’](?:(?![${unspaced}])\\p{L})+)?)|(?<end>[.!?。！？；;:：\\n“"「『])`,
  'gu',
)
const firstIsCapital = /^\p{Lu}/u
const marks = /\p{M}+/gu
const ascii = /^[\x20-\x7e]*$/

/** A word of a text; `run` is a piece of writing without spaces, `end` the end of a sentence or of a clause. */
interface Word {
  kind: 'word' | 'number' | 'run' | 'end'
  /** Folded: compatibility forms, case and accents make no difference, nor does an English plural. */
  text: string
  /** Begins with a capital letter. */
  capital: boolean
}

/** An English word without the ending of its plural or genitive. */
function singular(word: string): string {
  const bare = word.replace(/['’]s?$/, '')
  if (bare.length < 4 || !bare.endsWith('s') || /(?:ss|us|is)$/.test(bare)) return bare
  if (bare.endsWith('ies') && bare.length > 4) return `${bare.slice(0, -3)}y`
  return /(?:ches|shes|sses|xes|zes)$/.test(bare) ? bare.slice(0, -2) : bare.slice(0, -1)
}

const unaccented = (word: string): string =>
  ascii.test(word) ? word : word.normalize('NFD').replace(marks, '').normalize('NFC')

/** The words of a text in their order. Width and case are folded; English words lose the endings of their plurals. */
function wordsOf(text: string, language: string): Word[] {
  const isEnglish = language === 'en' || language.startsWith('en-')
  const words: Word[] = []
  for (const { groups, 0: found } of text.normalize('NFKC').matchAll(token)) {
    if (groups?.word !== undefined) {
      const folded = unaccented(found.toLowerCase())
      words.push({ kind: 'word', text: isEnglish ? singular(folded) : folded, capital: firstIsCapital.test(found) })
    } else if (groups?.number !== undefined) {
      words.push({ kind: 'number', text: found.replaceAll(',', ''), capital: false })
    } else {
      words.push({ kind: groups?.run === undefined ? 'end' : 'run', text: found, capital: false })
    }
  }
  return words
}

interface Term {
  frequency: number
  inTitle: boolean
  isName: boolean
  isNumber: boolean
}

type Features = Partial<Omit<Term, 'frequency'>>
type Add = (term: string, features?: Features) => void

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

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

function termsOf(title: Word[], summary: Word[], body: Word[], tags: readonly string[]): Map<string, Term> {
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
  const end = body.findIndex(({ kind }, index) => index >= 40 && kind === 'end')
  const lead = end === -1 ? body.length : end
  addWords(adding(3, true), title, names)
  addWords(adding(1), summary, names)
  addWords(adding(2), body.slice(0, lead), names)
  addWords(adding(1), body.slice(lead), names)
  for (const tag of tags) adding(1)(`tag ${tag}`)
  return terms
}

const isShort = (term: string): boolean => term.length <= 3 && /^\p{Script=Latin}+$/u.test(term)

const markOf = (text: string, { frequency, inTitle, isName, isNumber }: Term): number =>
  Math.min(15, Math.round(2 * Math.log2(frequency))) |
  (inTitle ? features.title : 0) |
  (isName ? features.name : 0) |
  (isNumber ? features.number : 0) |
  (!isName && isShort(text) ? features.short : 0)

/** The number of some words in a row, as sketches have it. */
function shingle(tokens: number[]): number {
  let hash = 0x811c9dc5
  for (const token of tokens) {
    hash = Math.imul(hash ^ token, 0xcc9e2d51)
    hash = (hash << 13) | (hash >>> 19)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function sketchOf(words: Word[]) {
  const said = words.filter(({ kind }) => kind !== 'end')
  const tokens = said.flatMap(({ kind, text }) =>
    kind === 'run' ? Array.from(text, (character) => character.codePointAt(0) as number) : [numberOf(text)],
  )
  const characters = said.filter(({ kind }) => kind === 'run').reduce((sum, { text }) => sum + [...text].length, 0)
  const length = characters * 2 > tokens.length ? 8 : 5
  const starts = Array.from({ length: Math.max(1, tokens.length - length + 1) }, (_, start) => start)
  const shingles = new Set(starts.map((start) => shingle(tokens.slice(start, start + length))))
  return { shingles: shingles.size, lowest: Uint32Array.from(shingles).sort().slice(0, 64) }
}

/** What `analyse` gives. */
export function plainAnalysis({ language, title, summary, body, tags }: ComparedText) {
  const [inTitle, inSummary, inBody] = [title, summary ?? '', body].map((part) => wordsOf(part, language)) as [
    Word[],
    Word[],
    Word[],
  ]
  const marks = new Map<number, number>()
  for (const [text, term] of termsOf(inTitle, inSummary, inBody, tags))
    marks.set(termNumber(language, text), markOf(text, term))
  const terms = Uint32Array.from(marks.keys()).sort()
  const vector = { terms, marks: Uint8Array.from(terms, (number) => marks.get(number) as number) }
  return { vector, sketch: sketchOf([...inTitle, ...inBody]) }
}
