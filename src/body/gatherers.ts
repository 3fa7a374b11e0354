/** What headings, quotes, lists and tables do with the lines inside them, until they are complete blocks. */
import { runsToHtml } from '../lib/html.ts'
import { normalizeRuns, type Run, runsToText } from '../lib/runs.ts'
import { BodyTooLarge } from './errors.ts'
import { type BlockContent, MAX_CELLS, MAX_ITEMS, MAX_ROWS } from './schema.ts'

/** One line of text as the parser met it; the cite element within it, if there was one, by the position of its runs. */
export interface Line {
  runs: Run[]
  cite?: { from: number; to: number; direct: boolean } | undefined
}

/** Takes the lines within one element, and its boundaries, and ends as blocks. */
export interface Gatherer {
  line(line: Line): void
  /** An element with lines of its own begins or ends; the line before it has been delivered. */
  open?(name: string): void
  close?(name: string): void
  /** A caption of the element itself: a citation, or the title of a table. */
  caption?(text: string): void
  finish(): BlockContent[]
}

const lineHtml = (line: Line) => runsToHtml(normalizeRuns(line.runs))

/** A heading; lines within it are joined by a space. */
export function gatherHeading(level: number): Gatherer {
  const lines: string[] = []
  return {
    line: (line) => {
      lines.push(lineHtml(line))
    },
    finish: () => (lines.length === 0 ? [] : [{ type: 'heading', level, html: lines.join(' ') }]),
  }
}

/** Cuts the citation off a line that ends with a cite element standing alone, on a line of its own, or after a dash. */
function splitCitation({ runs, cite }: Line): { text: Run[]; citation: string } | undefined {
  if (!cite || normalizeRuns(runs.slice(cite.to)).length > 0) return undefined
  const head = runs.slice(0, cite.from)
  const before = runsToText(head).trimEnd()
  const breaks = /\n[ \n]*$/.test(runsToText(head))
  if (!cite.direct && !breaks && before !== '' && !/[—–-]$/.test(before)) return undefined
  const text = normalizeRuns(head)
  const last = text.at(-1)
  if (last) last.text = last.text.replace(/[\s—–-]+$/, '')
  return { text: normalizeRuns(text), citation: runsToText(normalizeRuns(runs.slice(cite.from, cite.to))) }
}

/** A quote; its paragraphs are separated by an empty line. */
export function gatherQuote(): Gatherer {
  const lines: string[] = []
  let citation: string | null = null
  return {
    line(line) {
      const split = citation === null ? splitCitation(line) : undefined
      if (split) citation = split.citation.replaceAll('\n', ' ')
      const html = split ? runsToHtml(split.text) : lineHtml(line)
      if (html !== '') lines.push(html)
    },
    caption: (text) => {
      citation ??= text.replace(/^[\s—–-]+/, '') || null
    },
    finish: () => (lines.length === 0 ? [] : [{ type: 'quote', html: lines.join('<br><br>'), citation }]),
  }
}

/** A list with the lists inside it: each item counts once, in the order of the text. */
export function gatherList(ordered: boolean): Gatherer {
  const items: string[] = []
  let lines: string[] = []
  const endItem = (name?: string) => {
    if (name !== undefined && !['li', 'ul', 'ol', 'menu'].includes(name)) return
    if (lines.length > 0) items.push(lines.join('<br>'))
    lines = []
  }
  return {
    line: (line) => {
      lines.push(lineHtml(line))
    },
    open: endItem,
    close: endItem,
    finish() {
      endItem()
      const blocks: BlockContent[] = []
      for (let start = 0; start < items.length; start += MAX_ITEMS) {
        blocks.push({ type: 'list', ordered, items: items.slice(start, start + MAX_ITEMS) })
      }
      return blocks
    },
  }
}

interface Row {
  cells: string[]
  isHeader: boolean
}

/** Sets a table apart into header and rows: the header is the first row when it is in a thead or has only th cells. */
function finishTable(rows: readonly Row[], caption: string | null): BlockContent[] {
  const filled = rows.filter((row) => row.cells.length > 0)
  const header = filled[0]?.isHeader ? filled[0].cells : null
  const body = filled.slice(header ? 1 : 0).map((row) => row.cells)
  return filled.length === 0 ? [] : [{ type: 'table', rows: body, header, caption }]
}

/**
 * A table; tables inside its cells are only text. Raises BodyTooLarge beyond 1000 rows or 50 cells in a row.
 */
export function gatherTable(): Gatherer {
  const rows: Row[] = []
  let [nested, inHead] = [0, false]
  let lines: string[] = []
  let title: string | null = null
  const row = () => {
    if (rows.length === 0) rows.push({ cells: [], isHeader: true })
    return rows.at(-1) as Row
  }
  const endCell = (isCell: boolean) => {
    if (!isCell && lines.length === 0) return
    row().cells.push(lines.join('<br>'))
    lines = []
    if (row().cells.length > MAX_CELLS) throw new BodyTooLarge('cells in a table row', MAX_CELLS)
  }
  const openRow = () => {
    endCell(false)
    if (rows.push({ cells: [], isHeader: true }) > MAX_ROWS + 1) throw new BodyTooLarge('rows in a table', MAX_ROWS)
  }
  return {
    line: (line) => {
      lines.push(lineHtml(line))
    },
    caption: (text) => {
      title ??= text || null
    },
    open(name) {
      if (name === 'table') nested += 1
      if (nested > 0) return
      if (name === 'tr') openRow()
      if (name === 'thead') inHead = true
      if (name === 'td' || name === 'th') endCell(false)
      if (name === 'td' && !inHead) row().isHeader = false
    },
    close(name) {
      if (name === 'table') nested -= 1
      if (nested > 0) return
      if (name === 'thead') inHead = false
      if (name === 'td' || name === 'th') endCell(true)
    },
    finish() {
      endCell(false)
      return finishTable(rows, title)
    },
  }
}
