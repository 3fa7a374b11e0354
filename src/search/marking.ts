/** Where a text has what was looked for. */
import { traits, traitsOf } from './characters.ts'
import { foldInPlace } from './fold.ts'
import type { Unit } from './query.ts'
import { type Piece, piecesOf, runsOf, wordToken } from './tokens.ts'

/** What may be marked: words by their tokens or beginnings, runs of CJK characters as they stand. */
export interface Marker {
  kind: Piece['kind']
  /** The tokens of a phrase of words, or the characters of a run. */
  tokens: string[]
  prefix: boolean
  field: Unit['field']
  /** What a folded text with the marker in it has in any case, at the marker's beginning. */
  hint: string
}

export interface Range {
  start: number
  end: number
  /** What of the query is marked here. */
  marker: number
}

type Numbered = [number, Marker]

/** What may be marked, numbered. */
export interface Marking {
  /** Those of which only the beginning of a word is known come last. */
  all: Numbered[]
  open: Numbered[]
  /** What a text with each of them has, folded, in any case. */
  hints: string[]
  /** The others by the tokens that they begin with. */
  firsts: Map<string, Numbered[]>
}

/** What all words with a token begin with: -ies became -y. */
const stemOf = (token: string): string => (token.length > 2 && token.endsWith('y') ? token.slice(0, -1) : token)

/** A unit as runs of one kind: what its tokens look like in a text. */
function markersOf({ text, prefix, field }: Unit): Marker[] {
  const markers: Marker[] = []
  for (const { kind, text: run } of runsOf(text)) {
    const before = markers.at(-1)
    if (kind === 'word' && before?.kind === 'word') before.tokens.push(wordToken(run))
    else if (kind === 'word')
      markers.push({ kind, tokens: [wordToken(run)], prefix: false, field, hint: stemOf(wordToken(run)) })
    else markers.push({ kind, tokens: Array.from(run), prefix: false, field, hint: run })
  }
  const last = markers.at(-1)
  if (last && prefix) last.prefix = true
  return markers
}

/** What of these units may be marked. */
export function markingOf(units: Unit[]): Marking {
  const numbered = [...units.flatMap(markersOf).entries()]
  const isOpen = ([, { tokens, prefix }]: Numbered): boolean => prefix && tokens.length === 1
  const open = numbered.filter(isOpen)
  const whole = numbered.filter((each) => !isOpen(each))
  const all = [...whole, ...open]
  const hints = all.map(([, { hint }]) => hint)
  return { all, open, hints, firsts: Map.groupBy(whole, ([, { tokens }]) => tokens[0] as string) }
}

const fitsToken = (token: string, marker: Marker, place: number): boolean => {
  const wanted = marker.tokens[place] as string
  return marker.prefix && place === marker.tokens.length - 1 ? token.startsWith(wanted) : token === wanted
}

const isAt = (pieces: Piece[], index: number, marker: Marker): boolean =>
  marker.tokens.every((_, place) => {
    const piece = pieces[index + place]
    return piece?.kind === marker.kind && fitsToken(piece.token, marker, place)
  }) && !isBroken(pieces, index, marker)

/** Characters of one run stand side by side; something between them makes them two runs. */
const isBroken = (pieces: Piece[], index: number, { kind, tokens }: Marker): boolean =>
  kind === 'cjk' &&
  tokens.some((_, place) => place > 0 && pieces[index + place]?.start !== pieces[index + place - 1]?.end)

/** The ranges of a text that is cut into all its pieces. */
function rangesInPieces(text: string, { firsts, open }: Marking, isTitle: boolean): Range[] {
  const pieces = piecesOf(text)
  const ranges: Range[] = []
  for (const [index, piece] of pieces.entries()) {
    for (const candidates of [firsts.get(piece.token), open])
      for (const [number, marker] of candidates ?? []) {
        if ((marker.field === 'title' && !isTitle) || !isAt(pieces, index, marker)) continue
        const last = pieces[index + marker.tokens.length - 1] as Piece
        ranges.push({ start: piece.start, end: last.end, marker: number })
      }
  }
  return ranges
}

/** Where a phrase of words that may begin at a place of a text folded in place ends; -1 when it is not there. */
function endOfWords(folded: string, at: number, marker: Marker): number {
  const { length } = folded
  if (at > 0 && traitsOf(folded.charCodeAt(at - 1)) & traits.word) return -1
  let end = at
  for (let place = 0; place < marker.tokens.length; place++) {
    let start = end
    while (start < length && !(traitsOf(folded.charCodeAt(start)) & (traits.word | traits.cjk))) start++
    end = start
    while (end < length && traitsOf(folded.charCodeAt(end)) & traits.word) end++
    if (end === start || !fitsToken(wordToken(folded.slice(start, end)), marker, place)) return -1
  }
  return end
}

/** The ranges of a text, by its form folded in place, of which only the places are looked at where a marker may be. */
function rangesInPlace(folded: string, { all }: Marking, isTitle: boolean): Range[] {
  const ranges: Range[] = []
  for (const [number, marker] of all) {
    if (marker.field === 'title' && !isTitle) continue
    const { hint, kind } = marker
    for (let at = folded.indexOf(hint); at !== -1; at = folded.indexOf(hint, at + 1)) {
      const end = kind === 'cjk' ? at + hint.length : endOfWords(folded, at, marker)
      if (end !== -1) ranges.push({ start: at, end, marker: number })
    }
  }
  return all.length < 2 ? ranges : ranges.sort((a, b) => a.start - b.start)
}

/**
 * Where the markers are in a text, in order; they may overlap. What is looked for in titles is marked in a title only.
 * `folded` is the text folded in place, where that is known.
 */
export function rangesOf(text: string, marking: Marking, isTitle: boolean, folded = foldInPlace(text)): Range[] {
  return folded === undefined ? rangesInPieces(text, marking, isTitle) : rangesInPlace(folded, marking, isTitle)
}
