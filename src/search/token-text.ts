/**
 * Writes tokens with spaces between, unit by unit into one buffer: a text of an article is cut into some hundreds of them,
 * and a string for each costs more than cutting.
 */
import { endingOf, endings, fold, goneWith } from './fold.ts'
import { eachRun, longestWord, singleToken } from './tokens.ts'

const space = 0x20
const letterY = 0x79

let units = new Uint16Array(0x8000)

/** Makes room for so many units more behind those that are written. */
function widen(length: number, more: number): void {
  if (length + more <= units.length) return
  const wider = new Uint16Array(2 * (length + more))
  wider.set(units)
  units = wider
}

const isPairOfUnits = (unit: number): boolean => (unit & 0xfc00) === 0xd800

/** Begins the text of a field. Only one is written at a time, without waiting in between. */
export function createTokenText() {
  let length = 0
  const characters = new Set<string>()
  const found = new Set<number>()

  function copy(text: string, begin: number, end: number): void {
    for (let place = begin; place < end; place++) units[length++] = text.charCodeAt(place)
  }

  function addWord(folded: string, start: number, end: number): void {
    const ending = endingOf(folded, start, end)
    const begin = length
    copy(folded, start, end - (goneWith[ending] as number))
    if (ending >= endings.twoForY) units[length++] = letterY
    length = Math.min(length, begin + longestWord)
    units[length++] = space
  }

  function note(folded: string, place: number, next: number): void {
    const unit = folded.charCodeAt(place)
    if (found.has(unit) && next === place + 1) return
    if (next === place + 1) found.add(unit)
    characters.add(folded.slice(place, next))
  }

  /** Overlapping pairs, and the last character by itself; `most` tokens of them. Answers how many they are. */
  function addPairs(folded: string, start: number, end: number, most: number): number {
    let tokens = 0
    for (let place = start; place < end && tokens < most; tokens++) {
      const next = place + (isPairOfUnits(folded.charCodeAt(place)) ? 2 : 1)
      const behind = next < end ? next + (isPairOfUnits(folded.charCodeAt(next)) ? 2 : 1) : next
      copy(folded, place, behind)
      units[length++] = space
      note(folded, place, next)
      if (behind > next) note(folded, next, behind)
      place = next
    }
    return tokens
  }

  return {
    /** Adds the first tokens of a passage, `most` of them. Answers how many they are. */
    add(passage: string, most: number): number {
      const folded = fold(passage)
      widen(length, 5 * folded.length + 1)
      let tokens = 0
      eachRun(folded, (isWord, start, end) => {
        if (tokens >= most) return
        if (!isWord) tokens += addPairs(folded, start, end, most - tokens)
        else {
          addWord(folded, start, end)
          tokens++
        }
      })
      // No space behind the last one.
      if (tokens > 0) length--
      return tokens
    },
    write(text: string): void {
      widen(length, text.length)
      copy(text, 0, text.length)
    },
    /** The text, with the single characters of all passages behind them. */
    end(): string {
      const singles = Array.from(characters, singleToken).join(' ')
      widen(length, singles.length)
      copy(singles, 0, singles.length)
      return Buffer.from(units.buffer, 0, 2 * length).toString('utf16le')
    },
  }
}
