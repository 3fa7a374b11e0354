/** From a body as it was sent, in any of its three forms, to the blocks that are kept. */
import { cleanText, safeUrl, sanitizeInline } from '../lib/html.ts'
import { assignBlockIds, type UnnamedBlock } from './block-ids.ts'
import { DuplicateBlockId } from './errors.ts'
import { fromHtml } from './from-html.ts'
import { fromMarkdown } from './from-markdown.ts'
import type { Block, BlockContent, BlockInput, BodyInput } from './schema.ts'

const plain = (text: string | null | undefined) => cleanText(text ?? '') || null

const sanitized = (cells: readonly string[]) => cells.map(sanitizeInline)

function cleanBlock(block: BlockInput): BlockContent {
  switch (block.type) {
    case 'paragraph':
      return { type: 'paragraph', html: sanitizeInline(block.html) }
    case 'heading':
      return { type: 'heading', level: block.level, html: sanitizeInline(block.html) }
    case 'quote':
      return { type: 'quote', html: sanitizeInline(block.html), citation: plain(block.citation) }
    case 'list':
      return { type: 'list', ordered: block.ordered, items: sanitized(block.items) }
    case 'image': {
      const [alt, caption, credit] = [plain(block.alt), plain(block.caption), plain(block.credit)]
      const size = { width: block.width ?? null, height: block.height ?? null }
      return { type: 'image', url: safeUrl(block.url) ?? '', alt, caption, credit, ...size }
    }
    case 'table': {
      const header = block.header ? sanitized(block.header) : null
      return { type: 'table', rows: block.rows.map(sanitized), header, caption: plain(block.caption) }
    }
    case 'embed': {
      const [title, provider] = [plain(block.title), plain(block.provider)]
      return { type: 'embed', url: safeUrl(block.url) ?? '', title, provider }
    }
  }
}

/** A table with rows of one length, and null for a header without words; undefined when no cell has any. */
function settleTable(table: BlockContent & { type: 'table' }): BlockContent | undefined {
  const { header, rows } = table
  const width = Math.max(header?.length ?? 0, ...rows.map((cells) => cells.length))
  const filled = (cells: string[]) => cells.concat(Array<string>(width - cells.length).fill(''))
  const hasWords = (cells: readonly string[]) => cells.some((cell) => cell !== '')
  const named = header !== null && hasWords(header)
  if (!named && !rows.some(hasWords)) return undefined
  return { ...table, header: named ? filled(header) : null, rows: rows.map(filled) }
}

/** The block in the one form in which it is kept; undefined when it has no content. */
function settle(block: BlockContent): BlockContent | undefined {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
    case 'quote':
      return block.html === '' ? undefined : block
    case 'list': {
      const items = block.items.filter((item) => item !== '')
      return items.length === 0 ? undefined : { ...block, items }
    }
    case 'image':
      return block.url === '' ? undefined : block
    case 'table':
      return settleTable(block)
    case 'embed':
      if (block.url === '') return undefined
      return { ...block, title: block.title === block.url ? null : block.title }
  }
}

function readContent(input: BodyInput): UnnamedBlock[] {
  if ('html' in input) return fromHtml(input.html)
  if ('markdown' in input) return fromMarkdown(input.markdown)
  refuseDuplicates(input.blocks)
  return input.blocks.map((block) => ({ ...cleanBlock(block), id: block.id }))
}

/** Ids are compared before empty blocks go, so that the error names the place in what was sent. */
function refuseDuplicates(blocks: readonly BlockInput[]): void {
  const seen = new Set<string>()
  for (const [index, { id }] of blocks.entries()) {
    if (id !== undefined && seen.has(id)) throw new DuplicateBlockId(id, index)
    if (id !== undefined) seen.add(id)
  }
}

/**
 * The blocks of a body that was sent, sanitized, without empty ones, and with ids that blocks of the previous body
 * keep. Raises DuplicateBlockId when two blocks were sent with one id, and BodyTooLarge when an HTML or Markdown body
 * has more blocks, or a larger table, than a body of blocks may have.
 */
export function readBody(input: BodyInput, articleId: string, previous: readonly Block[] = []): Block[] {
  const settled = readContent(input).flatMap(({ id, ...content }) => {
    const block = settle(content as BlockContent)
    return block ? [id === undefined ? block : { ...block, id }] : []
  })
  return assignBlockIds(articleId, settled, previous)
}
