/** A page as numbered lines of visible text. */

/** `text` is what one sees (invisible characters gone, every kind of space a plain one, ends trimmed); `raw` is as it came. */
export type Line = {
  number: number
  raw: string
  text: string
  heading?: true
  links?: Link[]
}

/** A link in an HTML line: what it shows, where it goes, and its `title` attribute. */
export type Link = { text: string; href: string; title: string }

// Zero-width and direction marks, soft hyphens and control characters; a joiner stays where it holds an emoji together.
const INVISIBLE =
  /(?![\t\n\v\f\r])\p{Cc}|[\u00ad\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|\u200d(?!\p{Extended_Pictographic})/gu
const LINE_END = /\r\n|[\n\r\u2028\u2029]/u

/** Text without NUL and lone surrogates, which neither JSON nor a database can carry; every length and line stays otherwise. */
export const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed()

/** The lines that show something, numbered from 1 as in the page. Ends of line: LF, CRLF, a lone CR, U+2028 and U+2029. */
export function toLines(text: string): Line[] {
  return text
    .split(LINE_END)
    .map((raw, index) => makeLine(index + 1, raw))
    .filter((line) => line.text !== '')
}

/** A line of the page from its raw text. */
export function makeLine(number: number, raw: string): Line {
  return { number, raw, text: visible(raw).trim() }
}

/** White space as one space each, none at the ends. */
export const collapse = (text: string): string => text.replace(/\s+/gu, ' ').trim()

/** Cuts a line's raw text: gives what stands behind `text.slice(from, to)`, with the invisible characters in it. */
export function rawCutter(line: Line): (from: number, to: number) => string {
  const kept: number[] = []
  let next = 0
  for (const match of line.raw.matchAll(INVISIBLE)) {
    for (; next < match.index; next += 1) kept.push(next)
    next = match.index + match[0].length
  }
  for (; next < line.raw.length; next += 1) kept.push(next)
  const seen = visible(line.raw)
  const indent = seen.length - seen.trimStart().length
  return (from, to) => {
    const start = kept[indent + from] ?? line.raw.length
    const last = kept[indent + to - 1] ?? line.raw.length - 1
    return line.raw.slice(start, last + 1)
  }
}

/** Drops the given characters and white space from both ends. */
export function trimEdges(text: string, characters: string): string {
  const isEdge = (character: string | undefined) =>
    character !== undefined && (characters.includes(character) || character.trim() === '')
  let from = 0
  let to = text.length
  while (from < to && isEdge(text[from])) from += 1
  while (to > from && isEdge(text[to - 1])) to -= 1
  return text.slice(from, to)
}

const visible = (raw: string): string => raw.replace(INVISIBLE, '').replace(/\s/gu, ' ')
