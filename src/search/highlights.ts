/** Where a hit matches: marked terms in the title, the summary and the best passage of the body. */
import { escapeHtml } from '../lib/html.ts'
import type { BodyPart } from './body-parts.ts'
import { fold } from './fold.ts'
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
  body: Iterable<BodyPart>
}

/** A stretch of a text, escaped, with its ranges in <mark>. Ranges that touch are one. */
function marked(text: string, ranges: Range[], from = 0, to = text.length): string {
  if (ranges.length === 0) return escapeHtml(text.slice(from, to))
  let html = ''
  let place = from
  let open: { start: number; end: number } | undefined
  const close = (): void => {
    if (!open) return
    html += `${escapeHtml(text.slice(place, open.start))}<mark>${escapeHtml(text.slice(open.start, open.end))}</mark>`
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
  return html + escapeHtml(text.slice(place, to))
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
function bestStretch(text: string, ranges: Range[], most: number): Found {
  let best: Found | undefined
  for (const range of ranges.slice(0, mostTried)) {
    const { from, to } = stretchAround(text, range)
    const within = ranges.filter(({ start, end }) => start >= from && end <= to)
    const kinds = most === 1 ? 1 : new Set(within.map(({ marker }) => marker)).size
    if (!best || kinds > best.kinds) best = { text, ranges: within, from, to, kinds }
    if (best.kinds >= most) break
  }
  return best as Found
}

/** Marks that may split a word. */
const TAGS = /<[^<>]*>/g

/** How many of the things that are looked for a text may have, by its characters; it may be HTML. */
function mayHave(text: string, { all }: Marking): number {
  const folded = fold(text)
  const joined = text.includes('<') ? fold(text.replace(TAGS, '')) : undefined
  let count = 0
  for (const [, { hint }] of all) if (folded.includes(hint) || joined?.includes(hint)) count++
  return count
}

/** The stretch of the body with the most of the query in it. */
function bestPassage(body: Iterable<BodyPart>, marking: Marking): string | null {
  const most = marking.all.length
  let best: Found | undefined
  for (const part of body) {
    if (mayHave(part.text, marking) <= (best?.kinds ?? 0)) continue
    for (const text of part.passages()) {
      const ranges = rangesOf(text, marking, false)
      if (ranges.length === 0) continue
      const found = bestStretch(text, ranges, most)
      if (!best || found.kinds > best.kinds) best = found
    }
    if (best && best.kinds >= most) break
  }
  if (!best) return null
  const { text, ranges, from, to } = best
  return `${from > 0 ? '…' : ''}${marked(text, ranges, from, to).trim()}${to < text.length ? '…' : ''}`
}

/** Makes the highlights of a query: of a hit that has all units, or of one that has some of `loose`. */
export function createHighlighter({ units }: SearchQuery, loose: Unit[]) {
  const all = markingOf(units)
  const some = markingOf([...units.filter(({ exact }) => exact), ...loose])

  return ({ title, summary, body }: HighlightedTexts, match: 'all' | 'some'): Highlights => {
    const marking = match === 'all' ? all : some
    const inSummary = summary === null ? [] : rangesOf(summary, marking, false)
    return {
      title: marked(title, rangesOf(title, marking, true)),
      summary: summary === null || inSummary.length === 0 ? null : marked(summary, inSummary),
      body: bestPassage(body, marking),
    }
  }
}
