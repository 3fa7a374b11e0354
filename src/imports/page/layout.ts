/** Where the parts of a page begin and end: head, title, labelled lines, body, closing lines, related news, foot. */
import { titleKey } from '../../lib/title-key.ts'
import { isContactLine, isFooterDetail, isFooterStart } from './footer.ts'
import { isSentence, type LabelName, readLabels, type Segment } from './labels.ts'
import type { Line } from './lines.ts'

/** A page cut into its parts; every line is in exactly one of them, in page order. `body` counts lines, from and to. */
export type Layout = {
  body: { from: number; to: number }
  header: Line[]
  title: Line | undefined
  labelled: Segment[]
  stray: Line[]
  paragraphs: Line[]
  closing: Segment[]
  related: Line[]
  footer: Line[]
}

const RELATED_HEADING = /^[[【(（]?\s?(?:related\s{1,3}news|相\s?关\s?新\s?闻)\s?[:：]?\s?[\]】)）]?\s?[:：]?$/iu
const LONGEST_TITLE = 300

/** Whether a line is the heading "Related News" alone. */
export const isRelatedHeading = (line: Line): boolean => line.text.length < 40 && RELATED_HEADING.test(line.text)

/**
 * Cuts a page. The title is the first line of text, at most 300 characters, that stands before the date or source line;
 * in HTML rather the line of the first heading, or the one that `htmlTitle` names. `timeZone` reads dates.
 */
export function cutPage(lines: Line[], options: { timeZone: string; htmlTitle: string | null }): Layout {
  const labels = (line: Line | undefined, bareDate: boolean) =>
    line === undefined ? undefined : readLabels(line, { timeZone: options.timeZone, bareDate })
  const title = findTitle(lines, labels, options.htmlTitle)
  const headEnd = title === undefined ? firstOf(lines, (line) => !isHead(line, labels)) : title
  const bodyStart = title === undefined ? headEnd : title + 1
  const related = firstOf(lines, isRelatedHeading, bodyStart)
  const footer = findFooter(lines, labels, bodyStart)
  const bodyEnd = Math.min(related, footer)
  const head = lines.slice(0, headEnd)
  const parts = cutBody(lines.slice(bodyStart, bodyEnd), labels)
  return {
    body: { from: bodyStart, to: bodyEnd },
    header: head.filter((line) => labels(line, true) === undefined || isContactLine(line)),
    title: title === undefined ? undefined : lines[title],
    ...parts,
    labelled: [...head.flatMap((line) => (isContactLine(line) ? [] : (labels(line, true) ?? []))), ...parts.labelled],
    related: lines.slice(bodyEnd, footer),
    footer: lines.slice(footer),
  }
}

type ReadLabels = (line: Line | undefined, bareDate: boolean) => Segment[] | undefined

const names = (segments: Segment[] | undefined, ...wanted: LabelName[]): boolean =>
  segments?.some(({ name }) => name !== null && wanted.includes(name)) ?? false

/** Lines that may stand before the title or, where it is missing, before the body. */
const isHead = (line: Line, labels: ReadLabels): boolean => isContactLine(line) || labels(line, true) !== undefined

function findTitle(lines: Line[], labels: ReadLabels, htmlTitle: string | null): number | undefined {
  const isStop = (line: Line) =>
    names(labels(line, true), 'publishedAt', 'source') || isRelatedHeading(line) || isFooterEnd(line)
  const stop = firstOf(lines, isStop)
  const candidates = [...lines.slice(0, stop).keys()].filter((index) => {
    const line = lines[index]
    return line !== undefined && line.text.length <= LONGEST_TITLE && !isHead(line, labels)
  })
  const printed = candidates.find((index) => lines[index]?.heading === true)
  if (printed !== undefined) return printed
  const key = htmlTitle === null ? '' : titleKey(htmlTitle)
  const named = candidates.find((index) => key !== '' && titleKey(lines[index]?.text ?? '') === key)
  if (named !== undefined) return named
  const first = firstOf(lines.slice(0, stop), (line) => !isHead(line, labels))
  return candidates.includes(first) ? first : undefined
}

/** A foot at the very top of what is left: then there is no title. */
const isFooterEnd = (line: Line): boolean => isFooterStart(line) && !isContactLine(line)

/**
 * The foot begins at the first "Contact Us" or copyright notice after the related news; without that heading after the
 * last closing label, or above it where nothing but foot lies between. Contact and licence lines right above belong to it.
 */
function findFooter(lines: Line[], labels: ReadLabels, from: number): number {
  const heading = lines.findLastIndex((line, index) => index >= from && isRelatedHeading(line))
  const closing = lines.findLastIndex((line, index) => index >= from && names(labels(line, false), 'source', 'editors'))
  const above = firstOf(lines, isFooterStart, Math.max(heading + 1, from))
  const below = firstOf(lines, isFooterStart, Math.max(closing + 1, from))
  const isFoot = (line: Line) => isFooterStart(line) || isFooterDetail(line) || isScrap(line)
  const early = heading !== -1 || lines.slice(above, Math.max(above, closing)).every(isFoot)
  let start = early ? above : below
  const floor = Math.max(heading + 1, from)
  for (
    let line = lines[start - 1];
    start > floor && line !== undefined && isFooterDetail(line);
    line = lines[start - 1]
  ) {
    start -= 1
  }
  return start
}

/** A short line that is no sentence, such as "Print" or "Close". */
const isScrap = (line: Line): boolean => !isSentence(line.text, 40) && !/[.…”"]$/u.test(line.text)

type Body = Pick<Layout, 'labelled' | 'stray' | 'paragraphs' | 'closing'>

/** Labelled lines come first, then the body; up to two short lines (a subtitle, a path) may stand before the date line. */
function cutBody(lines: Line[], labels: ReadLabels): Body {
  let start = firstOf(lines, (line) => labels(line, true) === undefined)
  let labelled = lines.slice(0, start).flatMap((line) => labels(line, true) ?? [])
  let stray: Line[] = []
  const dated = names(labelled, 'publishedAt') ? -1 : findDateLine(lines, labels, start)
  if (dated > start) {
    const end = firstOf(lines, (line) => labels(line, true) === undefined, dated)
    stray = lines.slice(start, dated)
    labelled = [...labelled, ...lines.slice(dated, end).flatMap((line) => labels(line, true) ?? [])]
    start = end
  }
  const closing = cutClosing(lines.slice(start), labels, names(labelled, 'publishedAt'))
  return { labelled, stray: [...stray, ...closing.stray], paragraphs: closing.paragraphs, closing: closing.closing }
}

/** The date line after at most two short lines that are no sentences, if text follows it; else -1. */
function findDateLine(lines: Line[], labels: ReadLabels, start: number): number {
  for (let index = start; index <= start + 2; index += 1) {
    const line = lines[index]
    if (line === undefined) return -1
    if (names(labels(line, false), 'publishedAt')) {
      return firstOf(lines, (after) => labels(after, true) === undefined, index) < lines.length ? index : -1
    }
    if (isSentence(line.text, 120)) return -1
  }
  return -1
}

/**
 * Closing labels stand at the end of the body, before at most three short lines that are no sentences ("Print", "Close");
 * an editor's line counts anywhere, while a source amid the text is a caption and stays a paragraph.
 */
function cutClosing(lines: Line[], labels: ReadLabels, hasDate: boolean): Omit<Body, 'labelled'> {
  const closes = (line: Line | undefined): Segment[] | undefined => {
    const segments = labels(line, false)
    const wanted: LabelName[] = ['source', 'editors', 'authors', 'originalTitle']
    return names(segments, ...wanted, ...(hasDate ? [] : ['publishedAt' as const])) ? segments : undefined
  }
  const isAfter = (line: Line) => closes(line) === undefined && isScrap(line)
  let end = lines.length
  while (end > 0 && lines.length - end < 3 && isAfter(lines[end - 1] as Line)) end -= 1
  if (closes(lines[end - 1]) === undefined) end = lines.length
  const start = lines.slice(0, end).findLastIndex((line) => closes(line) === undefined) + 1
  const amid = (line: Line) => (names(labels(line, false), 'editors') ? closes(line) : undefined)
  return {
    paragraphs: lines.slice(0, start).filter((line) => amid(line) === undefined),
    closing: [
      ...lines.slice(0, start).flatMap((line) => amid(line) ?? []),
      ...lines.slice(start, end).flatMap((line) => closes(line) ?? []),
    ],
    stray: lines.slice(end),
  }
}

function firstOf(lines: Line[], wanted: (line: Line) => boolean, from = 0): number {
  const index = lines.findIndex((line, index) => index >= from && wanted(line))
  return index === -1 ? lines.length : index
}
