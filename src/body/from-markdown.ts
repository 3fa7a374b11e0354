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

/** How long a paragraph may be, and how much markup it may hold: more than any writer has, since it takes long to parse. */
const MAX_PARAGRAPH = 20_000
const MAX_MARKUP = 300
/** How many lines a list or table may have. */
const MAX_LINES = 1200

const isRow = (line: string) => /^\s*(?:\||[-*+] |\d{1,9}[.)] )/.test(line)

const isEndless = (text: string) =>
  text.length > MAX_PARAGRAPH || (text.match(/[*_~`[\]<]+/g)?.length ?? 0) > MAX_MARKUP

/** Makes plain text of what stands between two empty lines, when it is longer than text, lists and tables ever are. */
function plainWhenEndless(part: string): string {
  if (!isEndless(part)) return part
  const lines = part.split('\n')
  const isGrid = lines.length <= MAX_LINES && lines.every((line) => isRow(line) && !isEndless(line))
  return isGrid ? part : `<p>${escapeHtml(part)}</p>`
}

function markdownToHtml(markdown: string): string {
  const parts = markdown.replace(/\r\n?/g, '\n').split(/\n(?:[ \t]*\n)+/)
  try {
    return marked.parse(parts.map(plainWhenEndless).join('\n\n'), { async: false })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return parts.map((text) => `<p>${escapeHtml(text)}</p>`).join('')
  }
}

/**
 * The blocks of a GitHub Flavored Markdown body, sanitized and without ids; the title of a picture is its caption.
 * Raises BodyTooLarge as `fromHtml` does, and nothing else: paragraphs with more than 20,000 characters or 300 pieces of
 * markup, and bodies that nest too deeply for the parser, are read as plain text.
 */
export const fromMarkdown = (markdown: string): BlockContent[] => fromHtml(markdownToHtml(markdown))
