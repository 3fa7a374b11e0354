/** What each element of an HTML body means: which blocks it begins, and what happens when it ends. */
import { cleanText, escapeHtml, safeUrl } from '../lib/html.ts'
import { gatherHeading, gatherList, gatherQuote, gatherTable } from './gatherers.ts'
import {
  type Closing,
  captionBlock,
  embedOf,
  emit,
  endLine,
  type Figure,
  openCaption,
  openGatherer,
  type Reader,
} from './html-reader.ts'

type Attributes = Readonly<Record<string, string>>

function openFigure(reader: Reader, attributes: Attributes): Closing {
  if (reader.figure) return undefined
  const provider = attributes['data-embed']
  const figure: Figure = { provider, last: undefined, caption: '', credit: '' }
  reader.figure = figure
  return () => {
    const { last } = figure
    reader.figure = undefined
    if (last?.type === 'embed' && provider !== undefined) last.provider = cleanText(provider) || null
    if (captionBlock(last, figure.caption || null, figure.credit || null)) return
    const text = [figure.caption, figure.credit].filter((part) => part !== '').join(' ')
    if (text !== '') emit(reader, { type: 'paragraph', html: escapeHtml(text).replaceAll('&quot;', '"') })
  }
}

/** The credit within a figcaption: a small, a cite, or anything of class "credit". */
function openCredit(reader: Reader, figure: Figure): Closing {
  endLine(reader)
  const lines = reader.caption
  const credit: string[] = []
  reader.caption = credit
  return () => {
    endLine(reader)
    reader.caption = lines
    figure.credit ||= credit.join(' ')
  }
}

/** Our own form of an embed: a figure that holds one link. */
function openEmbedLink(reader: Reader, attributes: Attributes): Closing {
  const url = safeUrl(attributes.href ?? '')
  endLine(reader)
  const closing = openCaption(reader, (text) => {
    if (url !== undefined) emit(reader, embedOf(url, text === url ? null : text || null))
  })
  return () => {
    endLine(reader)
    closing?.()
  }
}

function openPre(reader: Reader): Closing {
  reader.pres += 1
  reader.writer.open('code', {})
  return () => {
    reader.pres -= 1
    reader.writer.close('code')
  }
}

function openOwnParagraph(reader: Reader, attributes: Attributes): Closing {
  const before = reader.ours
  reader.ours = attributes['data-block'] !== undefined
  return () => {
    reader.ours = before
  }
}

/** What begins with an element that has lines of its own. */
export function openBlock(reader: Reader, name: string, attributes: Attributes): Closing {
  const level = /^h([1-6])$/.exec(name)?.[1]
  if (level !== undefined) return openGatherer(reader, gatherHeading(Math.min(4, Math.max(2, Number(level)))))
  switch (name) {
    case 'p':
      return openOwnParagraph(reader, attributes)
    case 'blockquote':
      return openGatherer(reader, gatherQuote())
    case 'ul':
    case 'menu':
    case 'ol':
      return openGatherer(reader, gatherList(name === 'ol'))
    case 'table':
      return openGatherer(reader, gatherTable())
    case 'thead':
    case 'tbody':
    case 'tr':
      // The end tag of a caption may be left out.
      reader.endCaption?.()
      return undefined
    case 'pre':
      return openPre(reader)
    case 'figure':
      return openFigure(reader, attributes)
    case 'caption':
    case 'footer':
      return reader.gatherer?.caption && openCaption(reader, reader.gatherer.caption)
    case 'figcaption': {
      const figure = reader.figure
      return figure && openCaption(reader, (text) => (figure.caption ||= text))
    }
    default:
      return undefined
  }
}

const pixels = (text = '') => (/^\s*[1-9]\d{0,4}(px)?\s*$/.test(text) ? Number.parseInt(text, 10) : null)

/** A picture; emoji set as pictures become text again, and counting pixels are dropped. */
function readImage(reader: Reader, attributes: Attributes): void {
  const alt = cleanText(attributes.alt ?? '')
  const isEmoji = /\bemoji\b/.test(attributes.class ?? '')
  if (isEmoji) reader.writer.text(alt)
  const url = safeUrl(attributes.src ?? '')
  const [width, height] = [pixels(attributes.width), pixels(attributes.height)]
  if (isEmoji || url === undefined || (width === 1 && height === 1)) return
  if (!reader.gatherer && !reader.caption) endLine(reader)
  const caption = cleanText(attributes.title ?? '') || null
  emit(reader, { type: 'image', url, alt: alt || null, caption, credit: null, width, height })
}

function readMedia(reader: Reader, attributes: Attributes): Closing {
  const url = safeUrl(attributes.src ?? attributes.data ?? attributes.url ?? '')
  if (url !== undefined) {
    if (!reader.gatherer && !reader.caption) endLine(reader)
    emit(reader, embedOf(url, cleanText(attributes.title ?? '') || null))
  }
  // A video may name its files in `source` elements: the first usable one counts.
  reader.seeksSource = url === undefined
  return () => {
    reader.seeksSource = false
  }
}

function openCite(reader: Reader): Closing {
  const direct = reader.path.at(-1)?.name === 'blockquote'
  const from = reader.writer.size()
  return () => {
    const to = reader.writer.size()
    if (to > from) reader.cite = { from, to, direct }
  }
}

/** What begins with an element that is part of a line, or stands for something itself. */
export function openInline(reader: Reader, name: string, attributes: Attributes): Closing {
  const isCredit = name === 'small' || name === 'cite' || /\bcredit\b/.test(attributes.class ?? '')
  if (isCredit && reader.figure && reader.caption) return openCredit(reader, reader.figure)
  if (name === 'a' && reader.figure?.provider !== undefined && !reader.caption) return openEmbedLink(reader, attributes)
  if (reader.writer.open(name, attributes)) return () => reader.writer.close(name)
  switch (name) {
    case 'br':
      reader.writer.lineBreak()
      return undefined
    case 'img':
      readImage(reader, attributes)
      return undefined
    case 'iframe':
    case 'embed':
    case 'object':
    case 'oembed':
    case 'video':
    case 'audio':
      return readMedia(reader, attributes)
    case 'source':
      if (reader.seeksSource) readMedia(reader, attributes)
      return undefined
    case 'cite':
      return openCite(reader)
    default:
      return undefined
  }
}
