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

/** Text that no writer has in one paragraph; parsing it as Markdown could take quadratic time. */
const MAX_PARAGRAPH = 20_000
/** How many lines a list or table may have that is longer than that. */
const MAX_LINES = 1200

const isRow = (line: string) => line.length < 4000 && /^\s*(?:\||[-*+] |\d{1,9}[.)] )/.test(line)

/** Makes plain text of whatever stands between two empty lines and is longer than text, lists and tables are. */
function plainWhenEndless(part: string): string {
  if (part.length <= MAX_PARAGRAPH) return part
  const lines = part.split('\n')
  return lines.length <= MAX_LINES && lines.every(isRow) ? part : `<p>${escapeHtml(part)}</p>`
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
 * Raises BodyTooLarge as `fromHtml` does, and nothing else: paragraphs of more than 20,000 characters, and bodies that
 * nest too deeply for the parser, are read as plain text.
 */
export const fromMarkdown = (markdown: string): BlockContent[] => fromHtml(markdownToHtml(markdown))
