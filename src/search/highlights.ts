/** Where a hit matches: marked terms in the title, the summary and the best passage of the body. */
import { escapeHtml } from '../lib/html.ts'
import type { Passages } from './document.ts'
import { fold } from './fold.ts'
import type { SearchQuery, Unit } from './query.ts'
import { type Piece, piecesOf, runsOf, wordToken } from './tokens.ts'

export interface Highlights {
  title: string
  summary: string | null
  body: string | null
}

/** What may be marked: words by their tokens or beginnings, runs of CJK characters as they stand. */
interface Marker {
  kind: Piece['kind']
  /** The tokens of a phrase of words, or the characters of a run. */
  tokens: string[]
  prefix: boolean
  field: Unit['field']
}

interface Range {
  start: number
  end: number
  /** What of the query is marked here. */
  marker: number
}

/** How long the passage of the body is, in characters; a CJK character is as wide as two. */
const passageWidth = 160
/** How far before the first mark a passage begins. */
const contextWidth = 50

/** A unit as runs of one kind: what its tokens look like in a text. */
function markersOf({ text, prefix, field }: Unit): Marker[] {
  const markers: Marker[] = []
  for (const { kind, text: run } of runsOf(text)) {
    const before = markers.at(-1)
    if (kind === 'word' && before?.kind === 'word') before.tokens.push(wordToken(run))
    else markers.push({ kind, tokens: kind === 'word' ? [wordToken(run)] : Array.from(run), prefix: false, field })
  }
  const last = markers.at(-1)
  if (last && prefix) last.prefix = true
  return markers
}

const fits = (piece: Piece | undefined, marker: Marker, place: number): boolean => {
  if (piece === undefined || piece.kind !== marker.kind) return false
  const token = marker.tokens[place] as string
  return marker.prefix && place === marker.tokens.length - 1 ? piece.token.startsWith(token) : piece.token === token
}

/** Markers by the tokens that they begin with, numbered; `open` are those of which only the beginning is known. */
interface Marking {
  markers: Marker[]
  firsts: Map<string, [number, Marker][]>
  open: [number, Marker][]
}

function markingOf(units: Unit[]): Marking {
  const markers = units.flatMap(markersOf)
  const numbered = [...markers.entries()]
  const isOpen = ([, { tokens, prefix }]: [number, Marker]): boolean => prefix && tokens.length === 1
  return {
    markers,
    firsts: Map.groupBy(
      numbered.filter((each) => !isOpen(each)),
      ([, { tokens }]) => tokens[0] as string,
    ),
    open: numbered.filter(isOpen),
  }
}

const isAt = (pieces: Piece[], index: number, marker: Marker): boolean =>
  marker.tokens.every((_, place) => fits(pieces[index + place], marker, place)) && !isBroken(pieces, index, marker)

/** Where markers are in a text, in order, overlapping ones joined when `ranges` are drawn. */
function rangesOf(text: string, { firsts, open }: Marking, isTitle: boolean): Range[] {
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

/** Characters of one run stand side by side; something between them makes them two runs. */
const isBroken = (pieces: Piece[], index: number, { kind, tokens }: Marker): boolean =>
  kind === 'cjk' &&
  tokens.some((_, place) => place > 0 && pieces[index + place]?.start !== pieces[index + place - 1]?.end)

/** A stretch of a text, escaped, with its ranges in <mark>. Ranges that touch are one. */
function marked(text: string, ranges: Range[], from = 0, to = text.length): string {
  const parts: string[] = []
  let place = from
  let open: { start: number; end: number } | undefined
  const close = (): void => {
    if (!open) return
    parts.push(
      escapeHtml(text.slice(place, open.start)),
      `<mark>${escapeHtml(text.slice(open.start, open.end))}</mark>`,
    )
    place = open.end
    open = undefined
  }
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (start < from || end > to) continue
    if (open && start <= open.end) open.end = Math.max(open.end, end)
    else {
      close()
      open = { start, end }
    }
  }
  close()
  parts.push(escapeHtml(text.slice(place, to)))
  return parts.join('')
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u
const SENTENCE_END = /[.!?。！？…]["”’』」]?$/u

interface Cut {
  place: number
  /** How wide the text before it is. */
  width: number
  endsSentence: boolean
}

/** The text cut where it may be: before words, and between CJK characters. */
function cutsOf(text: string): Cut[] {
  const cuts: Cut[] = []
  let width = 0
  let before = ''
  let last = ''
  for (const { 0: character, index } of text.matchAll(/\s+|\S/gu)) {
    const isWide = WIDE.test(character)
    if (isWide || WIDE.test(last) || character.trim() === '')
      cuts.push({ place: index, width, endsSentence: SENTENCE_END.test(before + last) })
    width += isWide ? 2 : 1
    before = last
    last = character
  }
  return [{ place: 0, width: 0, endsSentence: true }, ...cuts, { place: text.length, width, endsSentence: true }]
}

/** The stretch around a mark: begun at a sentence where one begins near, ended at a word. */
function windowAround(cuts: Cut[], mark: Range): { from: number; to: number } {
  const after = cuts.findIndex(({ place }) => place > mark.start)
  const before = cuts.slice(0, after === -1 ? cuts.length : after)
  const atMark = before.at(-1)?.width ?? 0
  const near = before.filter(({ width }) => atMark - width <= contextWidth)
  const from = near.findLast(({ endsSentence }) => endsSentence) ?? near[0] ?? { place: mark.start, width: atMark }
  const to = cuts.findLast(({ place, width }) => place >= mark.end && width - from.width <= passageWidth)
  return { from: from.place, to: to?.place ?? mark.end }
}

/** How many places of a passage are tried. */
const mostTried = 10

interface Stretch {
  ranges: Range[]
  from: number
  to: number
  /** How many different things of the query it has. */
  kinds: number
}

/** The stretch of a passage with the most of the query in it, the first of equals. */
function bestStretch(text: string, ranges: Range[]): Stretch {
  const cuts = cutsOf(text)
  let best: Stretch | undefined
  for (const range of ranges.slice(0, mostTried)) {
    const { from, to } = windowAround(cuts, range)
    const within = ranges.filter(({ start, end }) => start >= from && end <= to)
    const kinds = new Set(within.map(({ marker }) => marker)).size
    if (!best || kinds > best.kinds) best = { ranges: within, from, to, kinds }
  }
  return best as Stretch
}

/** What a folded text with the marker in it has in any case, so that other passages need not be cut into pieces. */
const hintOf = ({ kind, tokens }: Marker): string =>
  kind === 'cjk' ? tokens.join('') : (tokens[0] as string).slice(0, 3)

/** The stretch of the body with the most of the query in it. */
function bestPassage(passages: string[], marking: Marking): string | null {
  const hints = marking.markers.map(hintOf)
  let best: (Stretch & { text: string }) | undefined
  for (const text of passages) {
    if (best && best.kinds >= hints.length) break
    const folded = fold(text)
    const hinted = hints.filter((hint) => folded.includes(hint)).length
    if (hinted <= (best?.kinds ?? 0)) continue
    const ranges = rangesOf(text, marking, false)
    if (ranges.length === 0) continue
    const stretch = bestStretch(text, ranges)
    if (!best || stretch.kinds > best.kinds) best = { text, ...stretch }
  }
  if (!best) return null
  const { text, ranges, from, to } = best
  return `${from > 0 ? '…' : ''}${marked(text, ranges, from, to).trim()}${to < text.length ? '…' : ''}`
}

/** Makes the highlights of a query: of a hit that has all units, or of one that has some of `loose`. */
export function createHighlighter({ units }: SearchQuery, loose: Unit[]) {
  const all = markingOf(units)
  const some = markingOf([...units.filter(({ exact }) => exact), ...loose])

  return (texts: Passages, match: 'all' | 'some'): Highlights => {
    const marking = match === 'all' ? all : some
    const [title = ''] = texts.title
    const summary = texts.summary.at(-1) ?? ''
    const inSummary = rangesOf(summary, marking, false)
    return {
      title: marked(title, rangesOf(title, marking, true)),
      summary: inSummary.length === 0 ? null : marked(summary, inSummary),
      body: bestPassage(texts.body, marking),
    }
  }
}
