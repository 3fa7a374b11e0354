/** Cuts an HTML body into blocks in one pass over the parser's events: no tree, no recursion. */
import { BLOCK_TAGS, parseHtml } from '../lib/html.ts'
import { openBlock, openInline } from './html-elements.ts'
import { endLine, htmlReader, type Reader } from './html-reader.ts'
import type { BlockContent } from './schema.ts'

function readText(reader: Reader, text: string): void {
  const lines = reader.pres > 0 ? text.split(/\r?\n/) : [text]
  for (const [index, line] of lines.entries()) {
    if (index > 0) reader.writer.lineBreak()
    reader.writer.text(line)
  }
}

/**
 * The blocks of an HTML body, sanitized and without ids. HTML of any quality is read and never raises an error; only
 * a body with more than 2000 blocks, or too large a table, raises BodyTooLarge.
 */
export function fromHtml(html: string): BlockContent[] {
  const reader = htmlReader()
  parseHtml(html, {
    open(name, attributes) {
      const isBlock = BLOCK_TAGS.has(name)
      if (isBlock) {
        endLine(reader)
        reader.gatherer?.open?.(name)
      }
      const closing = (isBlock ? openBlock : openInline)(reader, name, attributes)
      reader.path.push({ name, closing })
    },
    close(name) {
      if (BLOCK_TAGS.has(name)) {
        endLine(reader)
        reader.gatherer?.close?.(name)
      }
      reader.path.pop()?.closing?.()
    },
    text: (text) => readText(reader, text),
  })
  endLine(reader)
  return reader.blocks
}
