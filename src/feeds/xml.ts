/**
 * Writing XML 1.0 (fifth edition): pieces that are escaped when they are made, put together, and made a document.
 *
 *     const feed = element('feed', { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'zh-Hans' }, [
 *       element('title', {}, ['Fish & chips']), //          a string is text: <title>Fish &amp; chips</title>
 *       element('content', { type: 'html' }, [html]), //    HTML as text, escaped once
 *       element('link', { rel: 'self', href: url, title: null }), // null and undefined attributes are left out
 *       item.summary !== null && element('summary', {}, [item.summary]), // so are null, undefined and false children
 *       item.tags.map((tag) => element('category', { term: tag.slug })), // lists are taken item by item
 *       element('encoded', {}, [cdata(html)]), //           HTML as CDATA, `]]>` split
 *       element('div', {}, [markup('<p>One.<br/></p>')]), // XML that is well-formed already, as it is
 *     ])
 *     xmlDocument(feed) // <?xml version="1.0" encoding="UTF-8"?>…
 *
 * What XML 1.0 cannot hold (C0 controls, lone surrogates, U+FFFE, U+FFFF) is left out everywhere, as no reference can
 * stand for it. Written here and not by a library that builds a document tree: the pieces are strings at once, which
 * takes microseconds where a tree of elements takes tens of them each, and text such as `&lt;` is escaped again, as
 * text must be, where tree writers take it for a reference and leave it.
 */

/** A piece of well-formed XML. */
export interface Xml {
  readonly xml: string
}

/** What an element may hold: pieces, text, lists of both; null, undefined and false are nothing. */
export type XmlContent = Xml | string | null | undefined | false | readonly XmlContent[]

/** Attributes in their order; null and undefined ones are left out. */
export type XmlAttributes = Record<string, string | number | null | undefined>

/** All but Char of XML 1.0 §2.2; with the flag u, a surrogate is only matched when it is a lone one. */
const illegal = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

/** Text without the characters that XML 1.0 §2.2 does not allow. */
export const legalText = (text: string): string => text.replace(illegal, '')

const textReferences: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }
const attributeReferences: Record<string, string> = { ...textReferences, '"': '&quot;', '\t': '&#9;', '\n': '&#10;' }

/** Escapes text for the content of an element. `>` too, because of `]]>`; CR, because parsers make it LF. */
export const escapeText = (text: string): string =>
  legalText(text).replace(/[&<>\r]/g, (character) => textReferences[character] as string)

const escapeAttribute = (value: string): string =>
  legalText(value).replace(/[&<>"\t\n\r]/g, (character) => attributeReferences[character] as string)

const written = (content: XmlContent): string => {
  if (content === null || content === undefined || content === false) return ''
  if (typeof content === 'string') return escapeText(content)
  return 'xml' in content ? content.xml : content.map(written).join('')
}

/** An element; empty ones are closed at once. `name` and the names of attributes must be XML names with their prefixes. */
export function element(name: string, attributes: XmlAttributes = {}, children: readonly XmlContent[] = []): Xml {
  let tag = `<${name}`
  for (const [attribute, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) tag += ` ${attribute}="${escapeAttribute(String(value))}"`
  const content = written(children)
  return { xml: content === '' ? `${tag}/>` : `${tag}>${content}</${name}>` }
}

/** Text as CDATA sections (XML 1.0 §2.7): more than one where it holds `]]>`. */
export const cdata = (text: string): Xml => ({
  xml: `<![CDATA[${legalText(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`,
})

/** XML that is well-formed already and whose prefixes are declared where it will stand. It is not checked. */
export const markup = (xml: string): Xml => ({ xml: legalText(xml) })

/** A whole document in UTF-8 with this root element. */
export const xmlDocument = (root: Xml): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`
