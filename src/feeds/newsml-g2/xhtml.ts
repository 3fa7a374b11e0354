/** HTML as XHTML: the same elements as well-formed XML, whatever it was. */
import { Parser } from 'htmlparser2'
import { element, escapeText, type Xml, type XmlAttributes } from '../xml.ts'

const NAME = /^[A-Za-z_][\w.-]*$/

/** Attributes whose names XML allows without a declared prefix. */
const legalAttributes = (attributes: Record<string, string>): XmlAttributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => NAME.test(name) && name !== 'xmlns'))

/** The opening tag; elements without content are written by `element`, so that it alone knows how to escape. */
const openTag = (name: string, attributes: Record<string, string>): string =>
  element(name, legalAttributes(attributes)).xml.slice(0, -'/>'.length)

/**
 * HTML as well-formed XML for an element of the XHTML namespace: every element closed, references resolved to
 * characters, comments gone, names that XML forbids left out (of elements only the tags). One damaged body may not make
 * a whole message unreadable, so that it is parsed and not just put in.
 */
export function xhtml(html: string): Xml {
  let xml = ''
  let unfinished = false
  const finish = () => {
    if (unfinished) xml += '>'
    unfinished = false
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      if (!NAME.test(name)) return
      finish()
      xml += openTag(name, attributes)
      unfinished = true
    },
    ontext(text) {
      finish()
      xml += escapeText(text)
    },
    onclosetag(name) {
      if (!NAME.test(name)) return
      xml += unfinished ? '/>' : `</${name}>`
      unfinished = false
    },
  })
  parser.end(html)
  return { xml }
}
