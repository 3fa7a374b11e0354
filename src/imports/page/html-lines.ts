/** An HTML page reduced to the lines it shows, and to what its head says. */
import { Parser } from 'htmlparser2'
import { collapse, type Line, type Link, makeLine, storable } from './lines.ts'

/** A value of the HTML head or an attribute, with its tag as written and the line of that. */
export type HtmlValue = { value: string; raw: string; line: number }

/** An image; `before` counts the lines of text above it. */
export type HtmlImage = HtmlValue & { alt: string | null; caption: HtmlValue | null; before: number }

export type HtmlPage = {
  tooDeep: boolean
  lines: Line[]
  images: HtmlImage[]
  title: HtmlValue | null
  language: HtmlValue | null
  canonical: HtmlValue | null
  base: string | null
  meta: { name: 'description' | 'keywords' | 'author'; found: HtmlValue }[]
}

const DROPPED = new Set([
  'script',
  'style',
  'nav',
  'noscript',
  'template',
  'svg',
  'select',
  'button',
  'textarea',
  'iframe',
])
const BLOCKS = new Set(
  (
    'address article aside blockquote body br caption center details dialog div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu ol optgroup option p pre section summary table ' +
    'tbody tfoot thead tr ul'
  ).split(' '),
)
const DEEPEST = 1000
const SPACED = new Set(['td', 'th', 'dd'])

/**
 * Reads an HTML page. Block elements and `<br>` end a line, table cells are set apart by two spaces; scripts, styles and
 * navigation are dropped. A line's number is that of the HTML line on which its text begins. Reading stops where more than
 * 1000 elements are nested (`tooDeep`), as it would take ever longer.
 */
export function readHtml(html: string): HtmlPage {
  const page: HtmlPage = {
    tooDeep: false,
    lines: [],
    images: [],
    title: null,
    language: null,
    canonical: null,
    base: null,
    meta: [],
  }
  const state = createState(page, html)
  let depth = 0
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        depth += 1
        if (depth > DEEPEST) {
          page.tooDeep = true
          parser.pause()
        }
        const tag = html.slice(parser.startIndex, parser.endIndex + 1)
        open(state, name, attributes, { raw: tag, line: state.lineAt(parser.startIndex) })
      },
      ontext: (text) => addText(state, storable(text), parser.startIndex),
      onclosetag: (name) => {
        depth -= 1
        close(state, name)
      },
    },
    { decodeEntities: true },
  )
  parser.end(html)
  flush(state)
  return page
}

type State = {
  page: HtmlPage
  lineAt: (offset: number) => number
  dropped: number
  pre: number
  text: string
  started: boolean
  line: number
  heading: boolean
  link: Link | null
  links: Link[]
  title: HtmlValue | null
  figure: HtmlImage[] | null
  caption: HtmlValue | null
  inCaption: boolean
}

function createState(page: HtmlPage, html: string): State {
  return {
    page,
    lineAt: lineCounter(html),
    dropped: 0,
    pre: 0,
    text: '',
    started: false,
    line: 1,
    heading: false,
    link: null,
    links: [],
    title: null,
    figure: null,
    caption: null,
    inCaption: false,
  }
}

type Attributes = Record<string, string>
type Tag = { raw: string; line: number }

function open(state: State, name: string, attributes: Attributes, tag: Tag): void {
  if (DROPPED.has(name)) state.dropped += 1
  if (state.dropped > 0) return
  if (BLOCKS.has(name) && !(name === 'br' && state.heading)) breakLine(state)
  if (SPACED.has(name) || name === 'br') state.text += '  '
  if (name === 'pre') state.pre += 1
  if (name === 'h1') state.heading = true
  if (name === 'title') state.title = { value: '', ...tag }
  if (name === 'figure') state.figure = []
  if (name === 'figcaption') {
    state.caption ??= { value: '', raw: '', line: tag.line }
    state.inCaption = true
  }
  if (name === 'a') state.link = { text: '', href: attributes.href ?? '', title: storable(attributes.title ?? '') }
  if (name === 'img') addImage(state, attributes, tag)
  readHead(state.page, name, attributes, tag)
}

function readHead(page: HtmlPage, name: string, attributes: Attributes, tag: Tag): void {
  const found = (value = ''): HtmlValue => ({ value: collapse(storable(value)), ...tag })
  if (name === 'html' && attributes.lang) page.language ??= found(attributes.lang)
  if (name === 'base' && attributes.href) page.base ??= attributes.href
  if (name === 'link' && /(?:^|\s)canonical(?:$|\s)/iu.test(attributes.rel ?? ''))
    page.canonical ??= found(attributes.href)
  const meta = attributes.name?.trim().toLowerCase()
  if (name === 'meta' && (meta === 'description' || meta === 'keywords' || meta === 'author')) {
    page.meta.push({ name: meta, found: found(attributes.content) })
  }
}

function addImage(state: State, attributes: Attributes, tag: Tag): void {
  const image: HtmlImage = {
    value: (attributes.src ?? attributes['data-src'] ?? '').trim(),
    alt: collapse(storable(attributes.alt ?? '')) || null,
    caption: null,
    before: state.page.lines.length,
    ...tag,
  }
  state.page.images.push(image)
  state.figure?.push(image)
}

function addText(state: State, text: string, offset: number): void {
  if (state.dropped > 0) return
  if (state.title !== null) {
    state.title.value += text
    return
  }
  if (state.inCaption && state.caption !== null) {
    state.caption.raw += text
    return
  }
  let from = offset
  for (const [index, part] of (state.pre > 0 ? text.split('\n') : [text]).entries()) {
    if (index > 0) flush(state)
    if (!state.started && part.trim() !== '') {
      state.line = state.lineAt(from + part.length - part.trimStart().length)
      state.started = true
    }
    state.text += part
    if (state.link !== null) state.link.text += part
    from += part.length + 1
  }
}

function close(state: State, name: string): void {
  if (DROPPED.has(name)) state.dropped = Math.max(0, state.dropped - 1)
  if (state.dropped > 0) return
  if (name === 'figcaption') state.inCaption = false
  if (name === 'figcaption' && state.figure === null) endCaption(state, [])
  if (name === 'figure') endCaption(state, state.figure ?? [])
  if (BLOCKS.has(name) && name !== 'br') breakLine(state)
  if (name === 'pre') state.pre -= 1
  if (name === 'h1') state.heading = false
  if (name === 'figure') state.figure = null
  if (name === 'title') {
    const { value = '', line = 1 } = state.title ?? {}
    state.page.title ??= { value: collapse(value), raw: value, line }
    state.title = null
  }
  if (name === 'a' && state.link !== null) {
    if (state.text.trim() !== '') state.links.push(state.link)
    state.link = null
  }
}

/** A `<figcaption>` is the caption of the figure's first 20 images; without an image it is a line like any other. */
function endCaption(state: State, images: HtmlImage[]): void {
  const caption = state.caption
  if (caption === null) return
  const value = collapse(caption.raw)
  if (images.length === 0 && value !== '') state.page.lines.push(makeLine(caption.line, caption.raw))
  for (const image of images.slice(0, 20)) image.caption ??= value === '' ? null : { ...caption, value }
  state.caption = null
  state.inCaption = false
}

/** A block begins or ends: the line ends, or the words of a caption are kept apart. */
function breakLine(state: State): void {
  if (state.inCaption && state.caption !== null) state.caption.raw += '\n'
  else flush(state)
}

/** Ends a line. A link that is still open belongs to the line that it has text in. */
function flush(state: State): void {
  const made = makeLine(state.line, state.text)
  if (made.text !== '') {
    const links = state.link === null || state.link.text.trim() === '' ? state.links : [...state.links, state.link]
    state.page.lines.push({
      ...made,
      ...(state.heading ? { heading: true as const } : {}),
      ...(links.length > 0 ? { links } : {}),
    })
  }
  state.text = ''
  state.started = false
  state.links = []
}

/** A function that tells the 1-based line of an offset; it is fast for offsets that grow. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1
  let position = 0
  return (offset) => {
    if (offset < position) return line
    for (; position < offset; position += 1) {
      const character = text[position]
      if (character === '\n' || (character === '\r' && text[position + 1] !== '\n')) line += 1
    }
    return line
  }
}
