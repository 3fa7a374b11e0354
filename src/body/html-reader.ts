/** The state of reading an HTML body, and the few ways in which it changes. */
import { cleanText, escapeHtml, type InlineWriter, inlineWriter, runsToHtml, safeUrl } from '../lib/html.ts'
import { normalizeRuns, type Run, runsToText } from '../lib/runs.ts'
import { BodyTooLarge } from './errors.ts'
import type { Gatherer, Line } from './gatherers.ts'
import { providerOf } from './providers.ts'
import { type BlockContent, MAX_BLOCKS } from './schema.ts'

/** What is left to do when an element closes. */
export type Closing = (() => void) | undefined

/** Everything the reader knows between two events. */
export interface Reader {
  blocks: BlockContent[]
  writer: InlineWriter
  /** The elements that are open, and what to do when they close. */
  path: { name: string; closing: Closing }[]
  /** The outermost open heading, quote, list or table. */
  gatherer: Gatherer | undefined
  /** Media met within the gatherer: they follow it. */
  waiting: BlockContent[]
  /** The lines of the open caption. */
  caption: string[] | undefined
  /** Ends the open caption, unless it has ended. */
  endCaption: (() => void) | undefined
  cite: Line['cite']
  figure: Figure | undefined
  pres: number
  /** Within a paragraph of our own HTML, where a lone link stays a link. */
  ours: boolean
  /** Within a video or audio element that has not named its file yet. */
  seeksSource: boolean
}

/** The open figure: its captions go to the last block in it. */
export interface Figure {
  /** The provider, when the figure is our own form of an embed. */
  provider: string | undefined
  last: BlockContent | undefined
  caption: string
  credit: string
}

/** Adds a block, or keeps it until the open gatherer is complete. Raises BodyTooLarge beyond 2000 blocks. */
export function emit(reader: Reader, block: BlockContent): void {
  if (reader.figure) reader.figure.last = block
  if (reader.gatherer) reader.waiting.push(block)
  else if (reader.blocks.push(block) > MAX_BLOCKS) throw new BodyTooLarge('blocks', MAX_BLOCKS)
}

/** An embedded work, with the provider that its address tells. */
export const embedOf = (url: string, title: string | null): BlockContent => ({
  type: 'embed',
  url,
  title,
  provider: providerOf(url),
})

/** The address that a paragraph consists of, bare or as a link to itself. */
function loneUrl(runs: readonly Run[], text: string): string | undefined {
  const url = text.startsWith('http') && runs.length === 1 ? safeUrl(text) : undefined
  const marks = runs[0]?.marks.join('')
  return url !== undefined && (marks === '' || marks === `<a href="${escapeHtml(url)}">`) ? url : undefined
}

/** Ends the line that is being read and hands it to whatever is open: a caption, a gatherer, or a new paragraph. */
export function endLine(reader: Reader): void {
  const raw = reader.writer.take()
  const cite = reader.cite
  reader.cite = undefined
  const runs = normalizeRuns(raw)
  const text = runsToText(runs)
  if (text === '') return
  if (reader.caption) reader.caption.push(cleanText(text))
  else if (reader.gatherer) reader.gatherer.line({ runs: raw, cite })
  else {
    const url = reader.ours ? undefined : loneUrl(runs, text)
    const lone = url !== undefined && providerOf(url) !== null
    emit(reader, lone ? embedOf(url, null) : { type: 'paragraph', html: runsToHtml(runs) })
  }
}

/** Hands all lines of the element to a gatherer, unless another one is open: the outermost wins. */
export function openGatherer(reader: Reader, gatherer: Gatherer): Closing {
  if (reader.gatherer || reader.caption) return undefined
  reader.gatherer = gatherer
  return () => {
    reader.gatherer = undefined
    const waiting = reader.waiting
    reader.waiting = []
    for (const block of [...gatherer.finish(), ...waiting]) emit(reader, block)
  }
}

/** Reads the text up to the end of the element as plain text. */
export function openCaption(reader: Reader, done: (text: string) => void): Closing {
  if (reader.caption) return undefined
  const lines: string[] = []
  reader.caption = lines
  const end = () => {
    if (reader.endCaption !== end) return
    reader.caption = undefined
    reader.endCaption = undefined
    done(lines.join(' '))
  }
  reader.endCaption = end
  return end
}

/** Gives the caption and credit of a figure to the last block in it; false when that block has no place for them. */
export function captionBlock(block: BlockContent | undefined, caption: string | null, credit: string | null): boolean {
  if (block?.type === 'image') {
    block.caption = caption ?? block.caption
    block.credit = credit
  } else if (block?.type === 'quote') block.citation ??= caption
  else if (block?.type === 'table') block.caption ??= caption
  else if (block?.type === 'embed') block.title = caption ?? block.title
  else return false
  return true
}

/** A reader at the beginning of a body. */
export const htmlReader = (): Reader => ({
  blocks: [],
  writer: inlineWriter(),
  path: [],
  gatherer: undefined,
  waiting: [],
  caption: undefined,
  endCaption: undefined,
  cite: undefined,
  figure: undefined,
  pres: 0,
  ours: false,
  seeksSource: false,
})
