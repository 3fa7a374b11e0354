/** The head's contact line and the page's foot: contact, copyright and licences, however they are glued together. */
import { contactHeading, findContacts, isContactHeading, isContactLabels, type Span } from './contact.ts'
import { findLicences } from './licences.ts'
import { collapse, type Line, rawCutter } from './lines.ts'
import { type Draft, type LicenceKind, note, noteUnrecognized } from './page.ts'

/** A piece of a foot line: something read, or the text between. */
type Piece = { kind: Span['kind'] | 'text'; value: string; from: number; to: number; licence?: LicenceKind }

const COPYRIGHT_START =
  /^(?:copyright\s{0,3}(?:©|\(c\)|[:：]|(?:19|20)\d\d)|(?:©|\(c\))\s{0,3}(?:19|20)\d\d|版权所有(?![者人权的]))/iu
const COPYRIGHT_PART =
  /©|all rights reserved|版权所有|未经.{0,20}(?:授权|许可|同意|允许)|(?:without|prior) .{0,20}permission/iu
const LONGEST_FOOTER_LINE = 5000
const SEPARATORS_ONLY = /^[\s|｜丨·•,，;；、:：/-]*$/u

/** Whether a line is contact data and nothing else: at least one value, two labels, or the heading "Contact Us". */
export function isContactLine(line: Line): boolean {
  if (line.text.length > 300) return false
  if (isContactHeading(line.text)) return true
  const pieces = piecesOf(line.text)
  const values = pieces.filter((piece) => piece.kind !== 'text')
  const rest = pieces.filter((piece) => piece.kind === 'text' && !isContactHeading(piece.value))
  if (values.some((piece) => piece.kind === 'licence') || !rest.every((piece) => isContactLabels(piece.value)))
    return false
  return values.length > 0 || (line.text.match(/mail|phone|tel|邮|电话/giu)?.length ?? 0) > 1
}

/** Whether a page's foot may begin at this line: "Contact Us", alone or in a bar of links, or a copyright notice. */
export function isFooterStart(line: Line): boolean {
  const heading = contactHeading(line.text)
  if (COPYRIGHT_START.test(line.text.slice(heading.length).trimStart())) return true
  if (line.text.length > 300) return false
  return line.text.split(/[|｜]/u).some(isContactHeading) || (heading !== '' && isContactLine(line))
}

/** Whether a line holds nothing but contact data or licence numbers, and so belongs to a foot that begins below it. */
export function isFooterDetail(line: Line): boolean {
  if (line.text.length > 300) return false
  const pieces = piecesOf(line.text)
  return isContactLine(line) || (pieces.length > 0 && pieces.every((piece) => piece.kind === 'licence'))
}

/**
 * Reads a line of the head or the foot. Text that is neither contact, licence nor copyright, and a line of more than 5000
 * characters, is noted as unrecognized.
 */
export function readFooterLine(draft: Draft, line: Line, place: 'header' | 'footer'): void {
  const pieces = line.text.length > LONGEST_FOOTER_LINE ? [] : piecesOf(line.text)
  const holdsCopyright = place === 'footer' && pieces.some((piece) => isCopyright(piece.value))
  if (pieces.length === 0) noteUnrecognized(draft, line.text, { raw: line.raw, line: line.number })
  const cut = rawCutter(line)
  for (const piece of pieces) {
    const at = { raw: cut(piece.from, piece.to), line: line.number }
    if (piece.kind === 'text') readText(draft, piece.value, at, holdsCopyright)
    else if (piece.licence !== undefined) readLicence(draft, { kind: piece.licence, number: piece.value }, at)
    else {
      if (piece.kind !== 'licence') draft.page.contact[piece.kind] ??= piece.value
      note(draft, `contact.${piece.kind}`, piece.value, at, `${place}-contact`)
    }
  }
}

type Place = { raw: string; line: number }

function readText(draft: Draft, text: string, at: Place, holdsCopyright: boolean): void {
  if (isContactHeading(text)) note(draft, 'section', text, at, 'contact-heading')
  else if (isContactLabels(text)) note(draft, 'contact', null, at, 'empty-label')
  else if (holdsCopyright) {
    draft.page.copyright = draft.page.copyright === null ? text : `${draft.page.copyright} ${text}`
    note(draft, 'copyright', text, at, 'copyright-line')
  } else noteUnrecognized(draft, text, at)
}

function readLicence(draft: Draft, licence: { kind: LicenceKind; number: string }, at: Place): void {
  const known = draft.page.licences.some(({ kind, number }) => kind === licence.kind && number === licence.number)
  if (!known) draft.page.licences.push(licence)
  note(draft, 'licence', licence.number, at, `licence-${licence.kind}`)
}

const isCopyright = (text: string): boolean => COPYRIGHT_START.test(text) || COPYRIGHT_PART.test(text)

/** A line cut into what the rules read and the text between, without pieces of mere separators. */
function piecesOf(text: string): Piece[] {
  const licences = findLicences(text).map(({ kind, number, from, to }): Piece => {
    return { kind: 'licence', value: number, from, to, licence: kind }
  })
  const outside = (span: Span) => licences.every(({ from, to }) => span.to <= from || span.from >= to)
  const found: Piece[] = [...licences, ...findContacts(text).filter(outside)].sort(
    (one, other) => one.from - other.from,
  )
  const pieces: Piece[] = []
  let end = contactHeading(text).length
  if (end > 0) pieces.push({ kind: 'text', value: text.slice(0, end).trim(), from: 0, to: end })
  for (const piece of [...found, { kind: 'text' as const, value: '', from: text.length, to: text.length }]) {
    if (piece.from < end) continue
    const between = text.slice(end, piece.from)
    if (!SEPARATORS_ONLY.test(between))
      pieces.push({ kind: 'text', value: collapse(between), from: end, to: piece.from })
    if (piece.kind !== 'text') pieces.push(piece)
    end = piece.to
  }
  return pieces
}
