/** Cuts a Markdown body into blocks, by way of HTML: whatever HTML it contains meets the same sanitizer. */
import { Marked, Tokenizer } from 'marked'
import { escapeHtml } from '../lib/html.ts'
import { fromHtml } from './from-html.ts'
import type { BlockContent } from './schema.ts'

/** How many characters one emphasis may span: without a limit, unclosed ones take quadratic time. */
const EMPHASIS_REACH = 1000

/** Escapes an attribute in which Markdown lets character references stand. */
const attribute = (text: string) => text.replace(/[<>"]|&(?!#?\w+;)/g, escapeHtml)

/** The text from here on and its masked form, as far as an emphasis may reach. */
const near = (src: string, masked: string): [string, string] => [
  src.slice(0, EMPHASIS_REACH),
  masked.slice(-src.length).slice(0, EMPHASIS_REACH),
]

const { emStrong, del } = Tokenizer.prototype

const marked = new Marked({
  gfm: true,
  tokenizer: {
    emStrong(src, masked, before) {
      return emStrong.call(this, ...near(src, masked), before)
    },
    del(src, masked, before) {
      return del.call(this, ...near(src, masked), before)
    },
  },
  renderer: {
    link({ href, title, tokens }) {
      const name = title ? ` title="${attribute(title)}"` : ''
      return `<a href="${attribute(href)}"${name}>${this.parser.parseInline(tokens)}</a>`
    },
    image({ href, title, text, tokens }) {
      const alt = tokens ? this.parser.parseInline(tokens, this.parser.textRenderer) : text
      return `<img src="${attribute(href)}" alt="${attribute(alt)}"${title ? ` title="${attribute(title)}"` : ''}>`
    },
  },
})

/** How long a paragraph may be, and how many characters of markup it may hold: beyond that, parsing takes too long. */
const MAX_PARAGRAPH = 20_000
const MAX_MARKUP = 400
/** How many lines a list or table may have when it is longer than that. */
const MAX_LINES = 1200
/** How many characters of markup the whole body may hold. */
const MAX_BODY_MARKUP = 100_000

const isRow = (line: string) => /^\s*(?:\||[-*+] |\d{1,9}[.)] )/.test(line)

/** A part that is HTML as a whole: Markdown leaves it alone. */
const isHtml = (part: string) =>
  /^<(?:article|blockquote|div|figure|h[1-6]|iframe|ol|p|section|table|ul)[\s>]/i.test(part)

const markupOf = (text: string) => text.match(/[*_~`[\]<>]/g)?.length ?? 0

const isEndless = (text: string) => text.length > MAX_PARAGRAPH || markupOf(text) > MAX_MARKUP

/** Whether a part of the body, from one empty line to the next, is longer than text, lists and tables ever are. */
function isHostile(part: string): boolean {
  if (!isEndless(part)) return false
  const lines = part.split('\n')
  return lines.length > MAX_LINES || lines.some((line) => !isRow(line) || isEndless(line))
}

const asPlain = (text: string) => `<p>${escapeHtml(text)}</p>`

function markdownToHtml(markdown: string): string {
  const parts = markdown.replace(/\r\n?/g, '\n').split(/\n(?:[ \t]*\n)+/)
  let markup = 0
  const tamed = parts.map((part) => {
    if (isHtml(part)) return part
    markup += markupOf(part)
    return markup > MAX_BODY_MARKUP || isHostile(part) ? asPlain(part) : part
  })
  try {
    return marked.parse(tamed.join('\n\n'), { async: false })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return parts.map(asPlain).join('')
  }
}

/**
 * The blocks of a GitHub Flavored Markdown body, sanitized and without ids; the title of a picture is its caption.
 * Raises BodyTooLarge as `fromHtml` does, and nothing else: paragraphs with more than 20,000 characters or 400 characters
 * of markup, and bodies that nest too deeply for the parser, are read as plain text.
 */
export const fromMarkdown = (markdown: string): BlockContent[] => fromHtml(markdownToHtml(markdown))
