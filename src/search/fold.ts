/**
 * The one form in which texts and queries are compared: width and compatibility forms unified (NFKC), lower case, Latin,
 * Greek and Cyrillic letters without their marks, Chinese in simplified characters. Every character is folded by itself,
 * with the marks that follow it, so that a place in the folded text is a place in the original.
 */
import { Converter } from 'opencc-js/t2cn'

const simplified = Converter({ from: 't', to: 'cn' })

/** One character with its marks; half-width kana have marks of their own. */
const CLUSTER = /\P{M}[\p{M}\uff9e\uff9f]*|[\p{M}\uff9e\uff9f]+/uy
const MARK = /[\p{M}\uff9e\uff9f]/u
const MARKED = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu
const HAN = /\p{Script=Han}/u
/** Letters that are written with a mark but do not decompose into letter and mark, and forms of one letter. */
const letters: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ħ: 'h', ı: 'i', ς: 'σ' }
const LETTERS = new RegExp(`[${Object.keys(letters).join('')}]`, 'g')

function foldOnce(cluster: string): string {
  const lower = cluster.normalize('NFKC').toLowerCase().normalize('NFD').replace(MARKED, '$1').normalize('NFC')
  const plain = lower.replace(LETTERS, (letter) => letters[letter] as string)
  if (!HAN.test(plain)) return plain
  // Character by character: words are never replaced by words of another length.
  return Array.from(plain, (character) => simplified(character)).join('')
}

const known = new Map<string, string>()
const mostKnown = 50_000

/** One character with its marks, folded. Some forms need more than one step until nothing changes any more. */
function foldCluster(cluster: string): string {
  const found = known.get(cluster)
  if (found !== undefined) return found
  let folded = foldOnce(cluster)
  for (let step = 0; step < 3; step++) folded = foldOnce(folded)
  if (known.size < mostKnown && cluster.length <= 8) known.set(cluster, folded)
  return folded
}

/** Stands for a unit that folds to several which no word has, such as those of an ellipsis. */
const apart = 0xfffe
/** Stands for a unit that folds to several which words have, or only together with others. */
const joined = 0xffff
const OF_WORDS = /[\p{L}\p{N}\p{M}\uff9e\uff9f]/u

/** Of each UTF-16 code unit the one that it folds to by itself, `apart` or `joined`; 0 when it is not known yet. */
const forms = new Uint16Array(0x10000)

function formOf(unit: number): number {
  const known = forms[unit] as number
  if (known !== 0) return known
  const character = String.fromCharCode(unit)
  const folded = character.isWellFormed() && !MARK.test(character) ? foldCluster(character) : ''
  const isOne = folded.length === 1 && folded !== '\0' && !MARK.test(folded)
  const form = isOne ? folded.charCodeAt(0) : folded === '' || OF_WORDS.test(folded) ? joined : apart
  forms[unit] = form
  return form
}

const isPlain = (unit: number): boolean => formOf(unit) === unit

/** Where texts are folded unit by unit; longer ones are folded in another way. */
const units = new Uint16Array(0x4000)
const bytes = Buffer.from(units.buffer)
const fullStop = 0x2e

/** Folds unit by unit, where that is possible. What folds to several units that no word has becomes a full stop, or is impossible. */
function foldUnits(text: string, withStops: boolean): string | undefined {
  const { length } = text
  // Nothing but ASCII: as many bytes as units.
  if (Buffer.byteLength(text) === length) return text.toLowerCase()
  if (length > units.length) return undefined
  let changed = false
  for (let place = 0; place < length; place++) {
    const unit = text.charCodeAt(place)
    let form = (forms[unit] as number) || formOf(unit)
    if (form >= apart) {
      if (form === joined || !withStops) return undefined
      form = fullStop
    }
    if (form !== unit) changed = true
    units[place] = form
  }
  return changed ? bytes.toString('utf16le', 0, 2 * length) : text
}

/**
 * The text folded so that every place is a place of the original, with a full stop for what folds to several characters
 * that no word has. Undefined when characters of words fold to more than one, or have marks, or the text is very long.
 */
export const foldInPlace = (text: string): string | undefined => foldUnits(text, true)

/** How far the text folds to itself from a place on. A character with marks is not part of that. */
function plainUntil(text: string, from: number): number {
  let end = from
  while (end < text.length && isPlain(text.charCodeAt(end))) end++
  const isMarked = end > from && end < text.length && MARK.test(text[end] as string)
  return isMarked ? end - 1 : end
}

/** The folded parts of a text: stretches that fold to themselves, and other characters one by one. */
function* partsOf(text: string): Generator<{ folded: string; start: number; end: number; isPlain: boolean }> {
  let place = 0
  while (place < text.length) {
    const end = plainUntil(text, place)
    if (end > place) yield { folded: text.slice(place, end), start: place, end, isPlain: true }
    place = end
    if (place === text.length) return
    CLUSTER.lastIndex = place
    const cluster = (CLUSTER.exec(text) as RegExpExecArray)[0]
    yield { folded: foldCluster(cluster), start: place, end: place + cluster.length, isPlain: false }
    place += cluster.length
  }
}

/** The text folded. */
export function fold(text: string): string {
  const whole = foldUnits(text, false)
  if (whole !== undefined) return whole
  let folded = ''
  for (const part of partsOf(text)) folded += part.folded
  return folded
}

/** A folded text that knows where it comes from. */
export interface FoldedText {
  text: string
  /** Where the character that this code unit of the folded text belongs to begins in the original. */
  startAt(place: number): number
  /** Where that character ends in the original. */
  endAt(place: number): number
}

/** The text folded, with the way back to the original. */
export function foldWithPlaces(original: string): FoldedText {
  if (plainUntil(original, 0) === original.length)
    return { text: original, startAt: (place) => place, endAt: (place) => place + 1 }
  const starts: number[] = []
  const ends: number[] = []
  let text = ''
  for (const { folded, start, end, isPlain } of partsOf(original)) {
    text += folded
    for (let unit = 0; unit < folded.length; unit++) {
      starts.push(isPlain ? start + unit : start)
      ends.push(isPlain ? start + unit + 1 : end)
    }
  }
  return { text, startAt: (place) => starts[place] as number, endAt: (place) => ends[place] as number }
}

/** Words that only look like plurals of others. */
const noPlural = new Set(['news'])
const [letterA, letterE, letterH, letterI, letterO, letterS, letterU, letterX, letterZ] = Array.from(
  'aehiosuxz',
  (letter) => letter.charCodeAt(0),
) as [number, number, number, number, number, number, number, number, number]

/** What a word loses at its end, in units, and whether a y comes in its place. */
export const endings = { none: 0, one: 1, two: 2, twoForY: 3, threeForY: 4 } as const

/** Whether a word ends, before this place, with what takes -es in the plural: s, x, z, o, ch or sh. */
function takesEs(text: string, end: number): boolean {
  const last = text.charCodeAt(end - 1)
  if (last !== letterH) return last === letterS || last === letterX || last === letterZ || last === letterO
  const before = text.charCodeAt(end - 2)
  return before === letterS || before === 0x63
}

function isStemmed(text: string, begin: number, end: number): boolean {
  if (end - begin < 4) return false
  for (let place = begin; place < end; place++) {
    const unit = text.charCodeAt(place)
    if (unit < letterA || unit > letterZ) return false
  }
  return end - begin !== 4 || !noPlural.has(text.slice(begin, end))
}

/**
 * The ending of a folded Latin word, from a place of a text to another, that its simple plural or its singular has and the
 * form which both share has not. After the S-stemmer of Harman, “How effective is suffixing?” (1991), which takes -ies to
 * -y and drops -s but not from -ss and -us; but where -es may be the plural of a word with or without -e (boxes, churches,
 * houses, heroes), both lose the -e. Words of three letters and fewer, and words with digits or other letters, have none.
 */
export function endingOf(text: string, begin: number, end: number): number {
  const last = text.charCodeAt(end - 1)
  if ((last !== letterS && last !== letterE) || !isStemmed(text, begin, end)) return endings.none
  const before = text.charCodeAt(end - 2)
  if (last === letterE) {
    if (before === letterI) return endings.twoForY
    return takesEs(text, end - 1) ? endings.one : endings.none
  }
  if (before === letterE) {
    if (end - begin === 4) return endings.one
    if (text.charCodeAt(end - 3) === letterI) return endings.threeForY
    if (takesEs(text, end - 2)) return endings.two
  }
  return before === letterU || before === letterS ? endings.none : endings.one
}

/** How many units of a word go with each ending. */
export const goneWith = [0, 1, 2, 2, 3] as const

/** A folded Latin word in the form that it shares with its simple plural. */
export function singular(word: string): string {
  const ending = endingOf(word, 0, word.length)
  if (ending === endings.none) return word
  return word.slice(0, -(goneWith[ending] as number)) + (ending >= endings.twoForY ? 'y' : '')
}
