/** Blocks as semantic HTML. */
import { escapeHtml } from '../lib/html.ts'
import type { Block } from './schema.ts'

const attribute = (name: string, value: string | number | null) =>
  value === null ? '' : ` ${name}="${escapeHtml(String(value))}"`

const element = (name: string, html: string) => `<${name}>${html}</${name}>`

const plain = (name: string, text: string | null) => (text === null ? '' : element(name, escapeHtml(text)))

const row = (name: string, cells: readonly string[]) => element('tr', cells.map((cell) => element(name, cell)).join(''))

function imageHtml(block: Block & { type: 'image' }, own: string): string {
  const { url, alt, caption, credit, width, height } = block
  const size = attribute('width', width) + attribute('height', height)
  const words = [caption === null ? '' : escapeHtml(caption), plain('small', credit)].filter((part) => part !== '')
  const figcaption = words.length === 0 ? '' : element('figcaption', words.join(' '))
  return `<figure${own}><img${attribute('src', url)}${attribute('alt', alt ?? '')}${size}>${figcaption}</figure>`
}

function tableHtml(block: Block & { type: 'table' }, own: string): string {
  const head = block.header ? element('thead', row('th', block.header)) : ''
  const body = element('tbody', block.rows.map((cells) => row('td', cells)).join(''))
  return `<table${own}>${plain('caption', block.caption)}${head}${body}</table>`
}

/** One block as one HTML element on one line, which names the block in `data-block`; leave the id out for none. */
export function blockToHtml(block: Block, id: string | null = null): string {
  const own = attribute('data-block', id)
  switch (block.type) {
    case 'paragraph':
      return `<p${own}>${block.html}</p>`
    case 'heading':
      return `<h${block.level}${own}>${block.html}</h${block.level}>`
    case 'quote':
      return `<blockquote${own}>${element('p', block.html)}${plain('cite', block.citation)}</blockquote>`
    case 'list': {
      const name = block.ordered ? 'ol' : 'ul'
      return `<${name}${own}>${block.items.map((item) => element('li', item)).join('')}</${name}>`
    }
    case 'image':
      return imageHtml(block, own)
    case 'table':
      return tableHtml(block, own)
    case 'embed': {
      const link = `<a${attribute('href', block.url)}>${escapeHtml(block.title ?? block.url)}</a>`
      return `<figure${own}${attribute('data-embed', block.provider ?? '')}>${link}</figure>`
    }
  }
}

/** The body as HTML, one element per line; `fromHtml` reads it back into equal blocks. */
export const toHtml = (blocks: readonly Block[]): string =>
  blocks.map((block) => blockToHtml(block, block.id)).join('\n')
