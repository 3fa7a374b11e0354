/** Inline HTML as Markdown that reads back as the same HTML. */
import { cleanText, htmlToText, inlineRuns, nestRuns } from '../lib/html.ts'

type Node = string | Element
interface Element {
  mark: string
  children: Node[]
}

/** Where a piece stands: what is written before it, the character after it, and whether emphasis is open around it. */
interface Place {
  before: string
  after: string
  inside: boolean
  /** Within a code tag, where Markdown leaves even incomplete character references as they are. */
  raw: boolean
}

const DELIMITERS: Record<string, string> = { '<strong>': '**', '<em>': '*', '<s>': '~~' }

/** Escapes what Markdown would read as markup within a line; what matters only at its start is left to `escapeStarts`. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*_[\]<~|@]|(?<=\])\(|&(?=#?\w+;)|!$/g, '\\$&')
    .replace(/(https?|ftp):(?=\/\/)/gi, '$1\\:')
    .replace(/(www)\./gi, '$1\\.')

const escapeText = (text: string, raw: boolean) =>
  raw ? escapeMarkdown(text.replaceAll('&', '&;')).replaceAll('&;', '\\&') : escapeMarkdown(text)

/** Escapes what would begin a heading, quote, list, rule or table at the start of a line. */
export const escapeStarts = (markdown: string): string =>
  markdown
    .replace(/^(?:[-+](?=\s|$)|[-=:](?=[-=:\s]*$)|>|#(?=#{0,5}(?:\s|$)))/gm, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/gm, '$1\\$2')

function parseTree(html: string): Node[] {
  const root: Node[] = []
  const stack: Node[][] = [root]
  for (const { close, open, text } of nestRuns(inlineRuns(html))) {
    stack.length -= close.length
    for (const mark of open) {
      const element: Element = { mark, children: [] }
      stack.at(-1)?.push(element)
      stack.push(element.children)
    }
    if (text !== '') stack.at(-1)?.push(text)
  }
  return root
}

const nodeText = (node: Node): string => (typeof node === 'string' ? node : node.children.map(nodeText).join(''))

const isSpace = (character: string) => character === '' || /^\s$/.test(character)
const isPunctuation = (character: string) => /^[\p{P}\p{S}]$/u.test(character)
const firstOf = (text: string) => /^./su.exec(text)?.[0] ?? ''
const lastOf = (text: string) => /.$/su.exec(text)?.[0] ?? ''

/**
 * Whether a delimiter opens or closes between the character inside it and the one outside it. Parsers disagree about
 * symbols outside the Basic Multilingual Plane, such as emoji: those are not relied on.
 */
const flanks = (inner: string, outer: string) =>
  !isSpace(inner) && (!isPunctuation(inner) || isSpace(outer) || (outer.length === 1 && isPunctuation(outer)))

/** A mark as a delimiter where CommonMark is sure to read it as one, else as its HTML tag. */
function writeMark(mark: string, inner: string, place: Place): string {
  const delimiter = DELIMITERS[mark] ?? ''
  const before = lastOf(place.before)
  const clear = ![before, place.after, firstOf(inner), lastOf(inner)].some((end) => /[*~]/.test(end))
  const works = clear && flanks(firstOf(inner), before) && flanks(lastOf(inner), place.after)
  if (delimiter !== '' && !place.inside && works) return delimiter + inner + delimiter
  return `${mark}${inner}</${mark.slice(1)}`
}

function writeLink(mark: string, inner: string, text: string): string {
  const [, href = '', title] = /^<a href="([^"]*)"(?: title="([^"]*)")?>$/.exec(mark) ?? []
  const url = htmlToText(href)
  if (title === undefined && text === url && url.startsWith('http')) return `<${escapeEntities(url)}>`
  return `[${inner}]${writeTarget(url, title === undefined ? null : cleanText(htmlToText(title)))}`
}

const escapeEntities = (text: string) => text.replace(/&(?=#?\w+;)/g, '&amp;')

/** The address and title of a link or picture, in parentheses. */
export function writeTarget(url: string, title: string | null): string {
  const address = escapeEntities(url).replace(/[()]/g, '\\$&')
  const words =
    title === null
      ? ''
      : ` "${escapeEntities(title)
          .replaceAll('`', '&#96;')
          .replace(/[\\"|()]/g, '\\$&')}"`
  return `(${address}${words})`
}

function writeNode(node: Node, place: Place, lineBreak: string): string {
  if (typeof node === 'string') {
    const lines = node.split(/(\n+)/)
    return lines
      .map((line) => (line === '\n' ? lineBreak : /^\n/.test(line) ? '<br><br>' : escapeText(line, place.raw)))
      .join('')
  }
  const text = node.children.map(nodeText).join('')
  if (
    node.mark === '<code>' &&
    node.children.every((child) => typeof child === 'string') &&
    /^[^`|\\\n]+$/.test(text) &&
    lastOf(place.before) !== '`'
  ) {
    return `\`${text}\``
  }
  const isLink = node.mark.startsWith('<a ')
  const inside = place.inside || (!isLink && node.mark in DELIMITERS)
  const raw = place.raw || node.mark === '<code>'
  const inner = writeNodes(
    node.children,
    { before: isLink ? '[' : '*', after: isLink ? ']' : '*', inside, raw },
    lineBreak,
  )
  return isLink ? writeLink(node.mark, inner, text) : writeMark(node.mark, inner, place)
}

function writeNodes(nodes: readonly Node[], place: Place, lineBreak: string): string {
  let result = ''
  for (const [index, node] of nodes.entries()) {
    const next = nodes[index + 1]
    const after = next === undefined ? place.after : typeof next === 'string' ? firstOf(next) : '*'
    const before = result === '' ? place.before : result
    result += writeNode(node, { ...place, before, after }, lineBreak)
  }
  return result
}

/** One inline text as Markdown. A line break is written as `lineBreak`, two in a row as HTML. */
export const inlineToMarkdown = (html: string, lineBreak: string): string =>
  escapeStarts(writeNodes(parseTree(html), { before: '', after: '', inside: false, raw: false }, lineBreak))
