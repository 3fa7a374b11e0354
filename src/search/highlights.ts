/** Where a hit matches: marked terms in the title, the summary and the best passage of the body. */
import { escapeHtml } from '../lib/html.ts'
import type { Body, Passage } from './body-parts.ts'
import { type Marking, markingOf, type Range, rangesOf } from './marking.ts'
import { stretchAround } from './passage.ts'
import type { SearchQuery, Unit } from './query.ts'

export interface Highlights {
  title: string
  summary: string | null
  body: string | null
}

/** What of a hit is looked at. */
export interface HighlightedTexts {
  title: string
  summary: string | null
  body: Body
}

const SPECIAL = /[&<>"]/

/** A stretch of a text, escaped, with its ranges in <mark>. Ranges that touch are one. */
function marked(text: string, ranges: Range[], from = 0, to = text.length): string {
  const stretch = text.slice(from, to)
  const escaped = SPECIAL.test(stretch) ? escapeHtml : (part: string) => part
  if (ranges.length === 0) return escaped(stretch)
  let html = ''
  let place = from
  let open: { start: number; end: number } | undefined
  const close = (): void => {
    if (!open) return
    html += `${escaped(text.slice(place, open.start))}<mark>${escaped(text.slice(open.start, open.end))}</mark>`
    place = open.end
    open = undefined
  }
  const inOrder = ranges.length === 1 ? ranges : ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)
  for (const { start, end } of inOrder) {
    if (start < from || end > to) continue
    if (open && start <= open.end) open.end = Math.max(open.end, end)
    else {
      close()
      open = { start, end }
    }
  }
  close()
  return html + escaped(text.slice(place, to))
}

/** How many places of a passage are tried. */
const mostTried = 10

interface Found {
  text: string
  ranges: Range[]
  from: number
  to: number
  /** How many different things of the query it has. */
  kinds: number
}

/** The stretch of a passage with the most of the query in it, the first of equals; `most` things are all there are. */
function bestStretch({ text, lower }: Passage, ranges: Range[], most: number): Found {
  let best: Found | undefined
  for (const range of ranges.slice(0, mostTried)) {
    const { from, to } = stretchAround(text, range, lower !== undefined)
    const within = ranges.filter(({ start, end }) => start >= from && end <= to)
    const kinds = most === 1 ? 1 : new Set(within.map(({ marker }) => marker)).size
    if (!best || kinds > best.kinds) best = { text, ranges: within, from, to, kinds }
    if (best.kinds >= most) break
  }
  return best as Found
}

/** The stretch of the body with the most of the query in it. */
function bestPassage(body: Body, marking: Marking): string | null {
  const most = marking.all.length
  let best: Found | undefined
  const next = body(marking.hints)
  for (let passages = next(0); passages; passages = next(best?.kinds ?? 0)) {
    for (const passage of passages) {
      const ranges = rangesOf(passage.text, marking, false, passage.lower)
      if (ranges.length === 0) continue
      const found = bestStretch(passage, ranges, most)
      if (!best || found.kinds > best.kinds) best = found
    }
    if (best && best.kinds >= most) break
  }
  if (!best) return null
  const { text, ranges, from, to } = best
  return `${from > 0 ? '…' : ''}${marked(text, ranges, from, to).trim()}${to < text.length ? '…' : ''}`
}

/** Makes the highlights of a hit that has all of a query, or some of it. */
export type Highlighter = (texts: HighlightedTexts, match: 'all' | 'some') => Highlights

/** Makes the highlights of a query: of a hit that has all units, or of one that has some of `loose`. */
export function createHighlighter({ units }: SearchQuery, loose: Unit[]): Highlighter {
  const all = markingOf(units)
  let some: Marking | undefined

  return ({ title, summary, body }, match) => {
    if (match === 'some') some ??= markingOf([...units.filter(({ exact }) => exact), ...loose])
    const marking = match === 'all' ? all : (some as Marking)
    const inSummary = summary === null ? [] : rangesOf(summary, marking, false)
    return {
      title: marked(title, rangesOf(title, marking, true)),
      summary: summary === null || inSummary.length === 0 ? null : marked(summary, inSummary),
      body: bestPassage(body, marking),
    }
  }
}

const known = new WeakMap<SearchQuery, Highlighter>()

/** The highlighter of a query; kept with the query where nothing but the query makes it. */
export function highlighterOf(query: SearchQuery, loose: Unit[] | undefined): Highlighter {
  if (loose !== undefined) return createHighlighter(query, loose)
  const highlighter = known.get(query) ?? createHighlighter(query, [])
  known.set(query, highlighter)
  return highlighter
}
