/** What an HTML page's head and images add to the lines it shows; a labelled line always wins over them. */
import type { HtmlImage, HtmlPage, HtmlValue } from './html-lines.ts'
import { addAll, webAddress } from './labelled.ts'
import { splitNames, splitTags } from './names.ts'
import { type Draft, note, type Page } from './page.ts'

/** The title of an HTML page without the site's name, which stands after `|`, `_` or the last ` - `. */
export function pageTitle(title: string): string {
  const bar = title.search(/[|｜_]/u)
  const end = bar > 0 ? bar : title.search(/\s[-–—]\s(?!.*\s[-–—]\s)/u)
  return end > 0 ? title.slice(0, end).trim() : title
}

/** The absolute address that relative links of the page start from: `<base>`, else its canonical address. */
export function baseAddress(html: HtmlPage | null): string | undefined {
  const canonical = html?.canonical == null ? undefined : webAddress(html.canonical.value)
  return html?.base == null ? canonical : (webAddress(html.base, canonical) ?? canonical)
}

/** Reads the canonical address, description, keywords and author; each counts where no labelled line gave the same. */
export function readHtmlHead(draft: Draft, html: HtmlPage): void {
  const labelled = { ...draft.page, authors: [...draft.page.authors], tags: [...draft.page.tags] }
  if (html.canonical !== null) {
    const url = webAddress(html.canonical.value)
    if (url === undefined) note(draft, 'url', null, html.canonical, 'unreadable-url')
    else once(draft, 'url', url, html.canonical, 'html-canonical')
  }
  for (const { name, found } of html.meta) {
    if (found.value === '') continue
    if (name === 'description') once(draft, 'summary', found.value, found, 'html-description')
    if (name === 'keywords') several(draft, labelled, 'tags', found)
    if (name === 'author') several(draft, labelled, 'authors', found)
  }
}

function once(draft: Draft, name: 'url' | 'summary', value: string, at: HtmlValue, rule: string): void {
  const overridden = draft.page[name] !== null
  draft.page[name] ??= value
  note(draft, name, value, at, overridden ? 'overridden-by-label' : rule)
}

function several(draft: Draft, labelled: Page, list: 'tags' | 'authors', found: HtmlValue): void {
  if (labelled[list].length > 0) {
    note(draft, list, found.value, found, 'overridden-by-label')
    return
  }
  const values = list === 'tags' ? splitTags(found.value) : splitNames(found.value)
  addAll(draft, list, values, found, list === 'tags' ? 'html-keywords' : 'html-author')
}

/**
 * Reads the images that stand in the body (`body` counts lines of text); one elsewhere, such as a logo, or one without
 * an absolute http(s) address is noted but is no image of the article.
 */
export function readHtmlImages(
  draft: Draft,
  images: HtmlImage[],
  context: { body: { from: number; to: number }; base: string | undefined },
): void {
  for (const image of images) {
    const url = image.value === '' ? undefined : webAddress(image.value, context.base)
    const outside = image.before < context.body.from || image.before > context.body.to
    if (outside) note(draft, 'image', null, image, 'image-outside-body')
    else if (url === undefined) note(draft, 'image', null, image, 'unreadable-image')
    else {
      draft.page.images.push({ url, alt: image.alt, caption: image.caption?.value ?? null, credit: null })
      note(draft, 'image', url, image, 'html-image')
    }
    if (image.caption !== null) note(draft, 'imageCaption', image.caption.value, image.caption, 'html-figcaption')
  }
}
