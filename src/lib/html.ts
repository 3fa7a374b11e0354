/** Where foreign text becomes safe text: parsed into runs, written in one form, and passed through sanitize-html. */
import { Parser } from 'htmlparser2'
import type { IOptions } from 'sanitize-html'
import { onDemand } from './on-demand.ts'
import { normalizeRuns, type Run, runsToText } from './runs.ts'

/** What `parseHtml` reports: every `open` has its `close`, also for void and unclosed elements. */
export interface HtmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close(name: string): void
  text(text: string): void
}

const MAX_NESTING = 500
const WHITE = /[\t\n\v\f\r \u0085\u2028\u2029]+/g
const UNWANTED = /(?![\t\n\v\f\r\u0085])[\p{Cc}\p{Cs}]/gu
/** Most text has nothing of either but single spaces, and to find that out costs a fifth of replacing. */
const UNWANTED_OR_WHITE = /[\p{Cc}\p{Cs}\u2028\u2029]| {2}/u

/** Elements whose content is no prose and goes with them. */
const DROPPED = new Set(
  'script style template svg math title textarea select xmp noembed noframes iframe object canvas audio video'.split(
    ' ',
  ),
)

/** Elements that stand on lines of their own. */
export const BLOCK_TAGS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol p pre section summary table ' +
    'tbody td tfoot th thead tr ul'
  ).split(' '),
)

const MARK_ORDER = ['<strong>', '<em>', '<s>', '<sub>', '<sup>', '<code>']
const SYNONYMS = new Map(Object.entries({ b: 'strong', i: 'em', del: 's', strike: 's' }))

const sanitizer = onDemand<typeof import('sanitize-html')>('sanitize-html')

const GATE: IOptions = {
  allowedTags: ['a', 'em', 'strong', 'sub', 'sup', 'code', 's', 'br'],
  allowedAttributes: { a: ['href', 'title'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Makes text fit for an element's content or a double-quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')

const flatten = (text: string) => (UNWANTED_OR_WHITE.test(text) ? text.replace(UNWANTED, '').replace(WHITE, ' ') : text)

/** Plain text on one line: control characters and lone surrogates removed, white space collapsed and trimmed. */
export const cleanText = (text: string): string => flatten(text).trim()

/**
 * The absolute URL in the form the WHATWG parser gives it, or undefined when it does not parse or has another scheme
 * than the given ones (each with its colon). `//host/path` counts as https. What RFC 3986 does not allow but the URL
 * parser leaves alone is percent-encoded.
 */
export function safeUrl(text: string, schemes: readonly string[] = ['http:', 'https:']): string | undefined {
  const trimmed = text.trim()
  const url = URL.parse(trimmed.startsWith('//') ? `https:${trimmed}` : trimmed)
  if (!url || !schemes.includes(url.protocol)) return undefined
  const [host = ''] = /^https?:\/\/[^/?#]*/.exec(url.href) ?? []
  return host + url.href.slice(host.length).replace(/[\s<>"\\^`{|}[\]]|%(?![0-9a-f]{2})/gi, encodeURIComponent)
}

/**
 * Reads HTML of any quality, without throwing or recursion. Tags nested deeper than 500 levels are ignored, their text
 * is kept. The content of scripts, frames and the like is not reported, except for `source` elements.
 */
export function parseHtml(html: string, handler: HtmlHandler): void {
  let depth = 0
  let droppedAt: number | undefined
  const parser: Parser = new Parser({
    onopentag(name, attributes) {
      if (droppedAt === undefined || name === 'source') handler.open(name, attributes)
      if (droppedAt === undefined && DROPPED.has(name)) droppedAt = depth
      depth += 1
    },
    onclosetag(name) {
      depth -= 1
      if (droppedAt === depth) droppedAt = undefined
      if (droppedAt === undefined || name === 'source') handler.close(name)
    },
    ontext(text) {
      if (droppedAt === undefined) handler.text(text)
    },
  })
  const openTag = parser.onopentagname.bind(parser)
  // The parser's stack is an array that it searches from the front: without this, deep input takes quadratic time.
  parser.onopentagname = (start, end) => {
    const drops = droppedAt === undefined && DROPPED.has(html.slice(start, end).toLowerCase())
    if (depth < MAX_NESTING || drops) openTag(start, end)
  }
  parser.end(html)
}

/** Collects runs during parsing. */
export interface InlineWriter {
  /** Begins a mark; false when the element is none. A link without a usable address, or with none, marks nothing. */
  open(name: string, attributes: Readonly<Record<string, string>>): boolean
  close(name: string): void
  text(text: string): void
  lineBreak(): void
  /** The number of pieces written since the last `take`. */
  size(): number
  /** The pieces written since the last call, not yet normalized. Marks stay open. */
  take(): Run[]
}

function linkTag(attributes: Readonly<Record<string, string>>): string {
  const href = safeUrl(attributes.href ?? '', ['http:', 'https:', 'mailto:'])
  const title = cleanText(attributes.title ?? '')
  if (href === undefined) return ''
  return `<a href="${escapeHtml(href)}"${title === '' ? '' : ` title="${escapeHtml(title)}"`}>`
}

/** An empty writer: the bridge between parser events and runs. */
export function inlineWriter(): InlineWriter {
  const counts = new Map<string, number>()
  const links: string[] = []
  let marks: string[] = []
  let runs: Run[] = []
  const remark = () => {
    const link = links.at(-1)
    marks = MARK_ORDER.filter((mark) => (counts.get(mark) ?? 0) > 0)
    if (link) marks.unshift(link)
  }
  const add = (name: string, step: 1 | -1) => {
    const mark = `<${SYNONYMS.get(name) ?? name}>`
    counts.set(mark, (counts.get(mark) ?? 0) + step)
    remark()
    return MARK_ORDER.includes(mark)
  }
  return {
    open(name, attributes) {
      if (name === 'a') links.push(linkTag(attributes))
      return add(name, 1) || name === 'a'
    },
    close(name) {
      if (name === 'a') links.pop()
      add(name, -1)
    },
    text: (text) => {
      runs.push({ text: flatten(text), marks })
    },
    lineBreak: () => {
      runs.push({ text: '\n', marks })
    },
    size: () => runs.length,
    take() {
      const taken = runs
      runs = []
      return taken
    },
  }
}

const closingTag = (mark: string) => (mark.startsWith('<a ') ? '</a>' : `</${mark.slice(1)}`)

/** For each run, where each of its marks stops holding. */
function markEnds(runs: readonly Run[]): Map<string, number>[] {
  const ends: Map<string, number>[] = []
  for (let index = runs.length - 1; index >= 0; index--) {
    const next = ends[index + 1]
    ends[index] = new Map(runs[index]?.marks.map((mark) => [mark, next?.get(mark) ?? index]))
  }
  return ends
}

/** Cuts runs into the marks to close, the marks to open (longest outside) and the text; the last step only closes. */
export function* nestRuns(runs: readonly Run[]): Generator<{ close: string[]; open: string[]; text: string }> {
  const ends = markEnds(runs)
  let stack: string[] = []
  for (const [index, { text, marks }] of runs.entries()) {
    const gone = stack.findIndex((mark) => !marks.includes(mark))
    const kept = gone === -1 ? stack : stack.slice(0, gone)
    const close = stack.slice(kept.length).reverse()
    const until = (mark: string) => ends[index]?.get(mark) ?? index
    const open = marks.filter((mark) => !kept.includes(mark)).sort((a, b) => until(b) - until(a))
    stack = [...kept, ...open]
    yield { close, open, text }
  }
  yield { close: stack.reverse(), open: [], text: '' }
}

/** Writes normalized runs as HTML that has passed through sanitize-html. */
export function runsToHtml(runs: readonly Run[]): string {
  let html = ''
  for (const { close, open, text } of nestRuns(runs)) {
    html +=
      close.map(closingTag).join('') +
      open.join('') +
      escapeHtml(text).replaceAll('&quot;', '"').replaceAll('\n', '<br>')
  }
  return html.includes('<') ? sanitizer()(html, GATE).replaceAll('<br />', '<br>') : html
}

/** Reads inline HTML, safe or not, into normalized runs. Elements with lines of their own become line breaks. */
export function inlineRuns(html: string): Run[] {
  const writer = inlineWriter()
  let written = 0
  const boundary = () => {
    if (writer.size() > written) writer.lineBreak()
    written = writer.size()
  }
  parseHtml(html, {
    open(name, attributes) {
      if (name === 'br') writer.lineBreak()
      else if (BLOCK_TAGS.has(name)) boundary()
      else writer.open(name, attributes)
    },
    close(name) {
      if (BLOCK_TAGS.has(name)) boundary()
      else writer.close(name)
    },
    text: (text) => writer.text(text),
  })
  return normalizeRuns(writer.take())
}

/**
 * Inline HTML reduced to `a[href|title] em strong sub sup code s br` in canonical form; other elements leave their text,
 * except scripts, styles and frames. Never throws; sanitizing twice changes nothing.
 */
export const sanitizeInline = (html: string): string =>
  /[<&>]/.test(html) ? runsToHtml(inlineRuns(html)) : cleanText(html)

/** The plain text of inline HTML, safe or not; a line break is `\n`. */
export const htmlToText = (html: string): string =>
  // Most paragraphs have no markup: reading them as HTML would give the same, slowly.
  /[<&]/.test(html) ? runsToText(inlineRuns(html)) : cleanText(html)
