/** From blocks to the form in which a client asked for them. */
import type { Block, Body } from './schema.ts'
import { toHtml } from './to-html.ts'
import { toMarkdown } from './to-markdown.ts'
import { toText } from './to-text.ts'

/** The forms in which a body can be asked for. */
export const BODY_FORMATS = ['blocks', 'html', 'text', 'markdown'] as const
export type BodyFormat = (typeof BODY_FORMATS)[number]

/** The body in one form: an object whose only property is named after it. */
export function renderBody(blocks: Block[], format: BodyFormat): Body {
  switch (format) {
    case 'blocks':
      return { blocks }
    case 'html':
      return { html: toHtml(blocks) }
    case 'text':
      return { text: toText(blocks) }
    case 'markdown':
      return { markdown: toMarkdown(blocks) }
  }
}
