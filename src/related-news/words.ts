/** The words of a text, one after the other, as related news compares them. */
import { characterBits, unitsOf } from '../lib/character-bits.ts'
import { createFormTable, type FormTable } from './form-table.ts'
import { features, numberOf, termNumber } from './vector.ts'

/** What is written without spaces between its words. */
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Khmer}\\p{Script=Lao}'
const kinds = { run: 1, letter: 2, mark: 4, digit: 8, end: 16 } as const
/** In the order of the bits. */
const { ofUnits, at, endOf } = characterBits([
  new RegExp(`[${unspaced}ー々〇]`, 'u'),
  new RegExp(`(?![${unspaced}])\\p{L}`, 'u'),
  new RegExp(`(?![${unspaced}])\\p{M}`, 'u'),
  /\p{Nd}/u,
  /[.!?。！？；;:：\n“"「『]/u,
])
const firstIsCapital = /^\p{Lu}/u
const marks = /\p{M}+/gu
const ascii = /^[\x20-\x7e]*$/

/** What is known of a folded word, whatever its form in a text; the last four are of one analysis, by its number. */
export interface KnownWord {
  readonly text: string
  /** Its number in sketches. */
  readonly number: number
  /** Its number as a term. */
  readonly term: number
  /** The features that it has in every text. */
  readonly features: number
  /** The analysis in which it was met, and its place among the terms of that. */
  met: number
  place: number
  /** The analysis in which it was written with a capital inside of a sentence. */
  capitalized: number
  /** The analysis in which it was written without a capital. */
  plain: number
}

/** A word of a text; `run` is a piece of writing without spaces, `end` the end of a sentence or of a clause. */
export interface Word {
  kind: 'word' | 'number' | 'run' | 'end'
  /** As it stands in the text. */
  form: string
  /** Folded: compatibility forms, case and accents make no difference, nor does an English plural. */
  text: string
  /** Begins with a capital letter. */
  capital: boolean
  /** Of words alone. */
  known: KnownWord | undefined
}

/** The words that texts of a language have had. */
export interface Lexicon {
  language: string
  /** By their forms. */
  forms: FormTable<Word>
  /** By their folded text. */
  words: Map<string, KnownWord>
}

/** A few words make up nearly all of a text: of so many forms it is known what they are folded to. */
const mostForms = 65_000
const mostLanguages = 12
const lexicons = new Map<string, Lexicon>()

/** The lexicon of a language, for one analysis: one that has grown too large is left to be forgotten. */
export function lexiconOf(language: string): Lexicon {
  const known = lexicons.get(language)
  if (known && known.forms.size() < mostForms) return known
  const lexicon = { language, forms: createFormTable<Word>(), words: new Map() }
  if (lexicons.size >= mostLanguages) lexicons.clear()
  lexicons.set(language, lexicon)
  return lexicon
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

const isShort = (text: string): boolean => text.length <= 3 && /^\p{Script=Latin}+$/u.test(text)

const isEnglish = (language: string): boolean => language === 'en' || language.startsWith('en-')

/** A part of a text as one that does not keep the whole text in memory. */
const apart = (part: string): string => Buffer.from(part).toString()

const signOf = (form: string, isNumber: boolean): Word =>
  isNumber
    ? { kind: 'number', form, text: form.replaceAll(',', ''), capital: false, known: undefined }
    : { kind: 'end', form, text: form, capital: false, known: undefined }

function wordOf({ language, words }: Lexicon, form: string): Word {
  const folded = unaccented(form.toLowerCase())
  const text = isEnglish(language) ? singular(folded) : folded
  let known = words.get(text)
  if (!known) {
    const numbers = { number: numberOf(text), term: termNumber(language, text) }
    known = {
      text,
      ...numbers,
      features: isShort(text) ? features.short : 0,
      met: 0,
      place: 0,
      capitalized: 0,
      plain: 0,
    }
    words.set(text, known)
  }
  return { kind: 'word', form, text, capital: firstIsCapital.test(form), known }
}

const isApostrophe = (text: string, place: number): boolean => text[place] === "'" || text[place] === '’'

/** Where a word ends: behind its letters, or behind an apostrophe and more of them. */
function endOfWord(text: string, from: number): number {
  const end = endOf(text, from, kinds.letter | kinds.mark)
  if (end >= text.length || !isApostrophe(text, end)) return end
  const endOfMore = endOf(text, end + 1, kinds.letter)
  return endOfMore > end + 1 ? endOfMore : end
}

const joinsDigits = new Set('.,:')

function endOfNumber(text: string, from: number): number {
  let end = endOf(text, from, kinds.digit)
  while (end < text.length && joinsDigits.has(text[end] as string)) {
    const endOfMore = endOf(text, end + 1, kinds.digit)
    if (endOfMore === end + 1) break
    end = endOfMore
  }
  return end
}

function wordBetween(lexicon: Lexicon, text: string, place: number, end: number, isWord: boolean, isNumber: boolean) {
  const known = lexicon.forms.find(text, place, end)
  if (known) return known
  const form = apart(text.slice(place, end))
  const word = isWord ? wordOf(lexicon, form) : signOf(form, isNumber)
  lexicon.forms.add(word)
  return word
}

/** The words of a text in their order. Width and case are folded; English words lose the endings of their plurals. */
export function wordsOf(original: string, lexicon: Lexicon): Word[] {
  const text = original.normalize('NFKC')
  const words: Word[] = []
  for (let place = 0; place < text.length; ) {
    const bits = ofUnits[text.charCodeAt(place)] || at(text, place)
    if (bits & kinds.run) {
      const end = endOf(text, place, kinds.run)
      const run = text.slice(place, end)
      words.push({ kind: 'run', form: run, text: run, capital: false, known: undefined })
      place = end
      continue
    }
    const isWord = (bits & (kinds.letter | kinds.mark)) !== 0
    const isNumber = (bits & kinds.digit) !== 0
    const end = isWord ? endOfWord(text, place) : isNumber ? endOfNumber(text, place) : place + unitsOf(bits)
    if (isWord || isNumber || bits & kinds.end) words.push(wordBetween(lexicon, text, place, end, isWord, isNumber))
    place = end
  }
  return words
}
