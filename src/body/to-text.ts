/** Blocks as plain text. */
import { htmlToText } from '../lib/html.ts'
import type { Block } from './schema.ts'

const line = (html: string) => htmlToText(html).replaceAll('\n', ' ')

const joined = (separator: string, parts: readonly (string | null)[]) =>
  parts.filter((part) => part !== null && part !== '').join(separator)

function blockToText(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return htmlToText(block.html)
    case 'heading':
      return line(block.html)
    case 'quote':
      return joined('\n', [htmlToText(block.html), block.citation && `— ${block.citation}`])
    case 'list':
      return block.items.map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${line(item)}`).join('\n')
    case 'image':
      return joined(' ', [block.caption ?? block.alt, block.credit && `(${block.credit})`])
    case 'table': {
      const rows = block.header ? [block.header, ...block.rows] : block.rows
      return joined('\n', [block.caption, ...rows.map((cells) => cells.map(line).join('\t'))])
    }
    case 'embed':
      return joined(': ', [block.title, block.url])
  }
}

/** The body as plain text: blocks separated by an empty line, table cells by tabs. Images are their captions. */
export const toText = (blocks: readonly Block[]): string => joined('\n\n', blocks.map(blockToText))
