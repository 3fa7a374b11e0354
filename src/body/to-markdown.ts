/** Blocks as GitHub Flavored Markdown, with HTML for what Markdown has no form of. */
import { escapeMarkdown, inlineToMarkdown, writeTarget } from './markdown-inline.ts'
import { providerOf } from './providers.ts'
import type { Block } from './schema.ts'
import { blockToHtml } from './to-html.ts'

const HARD_BREAK = '\\\n'

const inLine = (html: string) => inlineToMarkdown(html, '<br>')

function quoteToMarkdown(block: Block & { type: 'quote' }): string {
  const text = inlineToMarkdown(block.html, HARD_BREAK)
  const cite = block.citation === null ? '' : `\n\n<cite>${escapeMarkdown(block.citation)}</cite>`
  return (text + cite).replace(/^(?=.)/gm, '> ').replace(/^$/gm, '>')
}

function listToMarkdown(block: Block & { type: 'list' }, alternate: boolean): string {
  const bullet = alternate ? '*' : '-'
  const point = alternate ? ')' : '.'
  return block.items.map((item, index) => `${block.ordered ? index + 1 + point : bullet} ${inLine(item)}`).join('\n')
}

function tableToMarkdown(block: Block & { type: 'table' }): string {
  const header = block.header ?? block.rows[0]?.map(() => '') ?? []
  const row = (cells: readonly string[]) => `| ${cells.map(inLine).join(' | ')} |`
  return [row(header), `| ${header.map(() => '---').join(' | ')} |`, ...block.rows.map(row)].join('\n')
}

/** `alternate`: with the other list marker, so that a list does not continue the one before it. */
function blockToMarkdown(block: Block, alternate: boolean): string {
  switch (block.type) {
    case 'paragraph':
      return inlineToMarkdown(block.html, HARD_BREAK)
    case 'heading':
      return `${'#'.repeat(block.level)} ${inLine(block.html).replace(/(?<=\s)#+$/, '\\$&')}`
    case 'quote':
      return quoteToMarkdown(block)
    case 'list':
      return listToMarkdown(block, alternate)
    case 'image': {
      const { url, alt, caption, credit, width, height } = block
      if (credit !== null || width !== null || height !== null) return blockToHtml(block)
      return `![${escapeMarkdown(alt ?? '')}]${writeTarget(url, caption)}`
    }
    case 'table':
      return block.caption === null ? tableToMarkdown(block) : blockToHtml(block)
    case 'embed': {
      const known = block.provider !== null && block.provider === providerOf(block.url)
      return known && block.title === null && !block.url.includes('&') ? `<${block.url}>` : blockToHtml(block)
    }
  }
}

/** The body as Markdown, blocks separated by an empty line; `fromMarkdown` reads it back into equal blocks. */
export function toMarkdown(blocks: readonly Block[]): string {
  let alternate = false
  return blocks
    .map((block, index) => {
      const before = blocks[index - 1]
      const continues = block.type === 'list' && before?.type === 'list' && before.ordered === block.ordered
      alternate = continues && !alternate
      return blockToMarkdown(block, alternate)
    })
    .join('\n\n')
}
