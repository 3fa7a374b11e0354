/** A news page, as text or HTML, into typed parts, each with the text and the rule it came from. */
import { readFooterLine } from './footer.ts'
import { baseAddress, pageTitle, readHtmlHead, readHtmlImages } from './html-head.ts'
import { type HtmlPage, readHtml } from './html-lines.ts'
import { readLabelled, readLateLabels } from './labelled.ts'
import { cutPage, type Layout } from './layout.ts'
import { collapse, storable, toLines } from './lines.ts'
import { createDraft, type Draft, note, noteUnrecognized, type PageLanguage, type ParsedPage } from './page.ts'
import { readRelatedLine } from './related.ts'

const TOO_DEEP = 'The page cannot be read: more than 1000 HTML elements are nested in one another.'
const HTML_START = /^[\s\ufeff]*<(?:!doctype\s+html|!--|html|head|body)/iu

/**
 * Reads a page of the layout that docs describe: contact line, title, date and source line, labelled lines, paragraphs,
 * closing source and editor, related news, foot; English or Chinese labels. `timeZone` (an IANA name) is where printed
 * times without offset are local. Without `mediaType` a page that starts like HTML is HTML. Never throws on any text;
 * a page without a title or a body is not ok. NUL and lone surrogates are taken out before anything else.
 */
export function parsePage(
  text: string,
  options: { timeZone: string; mediaType?: 'text/plain' | 'text/html' },
): ParsedPage {
  const source = storable(text)
  const html = (options.mediaType ?? sniff(source)) === 'text/html' ? readHtml(source) : null
  const htmlTitle = html?.title == null ? null : pageTitle(html.title.value) || null
  const lines = html === null ? toLines(source) : html.lines
  const layout = cutPage(lines, { timeZone: options.timeZone, htmlTitle })
  const draft = createDraft()
  readParts(draft, layout, { timeZone: options.timeZone, base: baseAddress(html) })
  if (html !== null) {
    readHtmlHead(draft, html)
    readHtmlImages(draft, html.images, { body: layout.body, base: baseAddress(html) })
  }
  readTitle(draft, layout, html, htmlTitle)
  const reason = html?.tooDeep === true ? TOO_DEEP : whatIsMissing(draft, lines.length === 0)
  const fields = draft.fields.sort((one, other) => one.line - other.line)
  return reason === undefined ? { ok: true, page: draft.page, fields } : { ok: false, reason, fields }
}

const sniff = (text: string): 'text/plain' | 'text/html' =>
  HTML_START.test(text.slice(0, 1000)) ? 'text/html' : 'text/plain'

function readParts(draft: Draft, layout: Layout, context: { timeZone: string; base: string | undefined }): void {
  for (const line of layout.header) readFooterLine(draft, line, 'header')
  for (const segment of layout.labelled) readLabelled(draft, segment, { ...context, place: 'header' })
  for (const line of layout.stray) noteUnrecognized(draft, collapse(line.text), { raw: line.raw, line: line.number })
  for (const line of layout.paragraphs) {
    const paragraph = collapse(line.text)
    draft.page.paragraphs.push(paragraph)
    note(draft, 'paragraph', paragraph, { raw: line.raw, line: line.number }, 'body-line')
  }
  for (const segment of layout.closing) readLabelled(draft, segment, { ...context, place: 'closing' })
  for (const line of layout.related) readRelatedLine(draft, line, context)
  for (const line of layout.footer) {
    if (!readLateLabels(draft, line, context.timeZone)) readFooterLine(draft, line, 'footer')
  }
}

/** The title is read last, as the language is told by title and body together; its fields sort to their place. */
function readTitle(draft: Draft, layout: Layout, html: HtmlPage | null, htmlTitle: string | null): void {
  const line = layout.title
  const at = line === undefined ? html?.title : { raw: line.raw, line: line.number }
  const title = line === undefined ? htmlTitle : collapse(line.text)
  if (html?.title != null && line !== undefined) note(draft, 'htmlTitle', html.title.value, html.title, 'html-title')
  if (html?.language != null) note(draft, 'htmlLanguage', html.language.value, html.language, 'html-lang')
  if (at == null || title === null) return
  const raw = line === undefined ? `${html?.title?.value}` : at.raw
  draft.page.title = title
  note(draft, 'title', title, { raw, line: at.line }, line === undefined ? 'html-title' : titleRule(line.heading))
  draft.page.language = languageOf([title, ...draft.page.paragraphs], html?.language?.value)
  note(draft, 'language', draft.page.language, { raw, line: at.line }, 'script-of-title-and-body')
}

const titleRule = (heading: true | undefined): string => (heading === true ? 'html-heading' : 'first-line')

/** Chinese when there are more Chinese characters than Latin words; `declared` (`<html lang>`) decides when there are neither. */
function languageOf(texts: string[], declared = ''): PageLanguage {
  let balance = 0
  for (const text of texts) {
    balance += text.match(/\p{Script=Han}/gu)?.length ?? 0
    balance -= text.match(/\p{Script=Latin}+/gu)?.length ?? 0
  }
  return balance > 0 || (balance === 0 && /^zh/iu.test(declared)) ? 'zh-Hans' : 'en'
}

function whatIsMissing(draft: Draft, empty: boolean): string | undefined {
  if (empty) return 'The page is empty: it has no visible text.'
  if (draft.page.title === '') {
    return (
      'The page has no title: looked for a line of at most 300 characters before the date line (Pub Date, 发布时间) and ' +
      'the source line (Source, 来源), that is neither contact data nor a label.'
    )
  }
  if (draft.page.paragraphs.length === 0) {
    return (
      'The page has no body: looked for paragraphs after the title and its date and source line, before the closing ' +
      'Source and Editor lines, Related News and the foot.'
    )
  }
  return undefined
}
