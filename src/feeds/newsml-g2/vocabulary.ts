/** Names and addresses of NewsML-G2 2.35, and its texts of one line. */
import { element, type Xml } from '../xml.ts'

export const NAR = 'http://iptc.org/std/nar/2006-10-01/'
export const XHTML = 'http://www.w3.org/1999/xhtml'

/**
 * The catalogue that resolves the scheme aliases of our QCodes: ninat, stat, sig, irel, drol, cpprole, cpnat, medtop and
 * plus. The numbered file never changes.
 */
export const CATALOG = 'http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml'

/** Relations and roles for which IPTC's vocabularies have no concept. */
export const SCHEMA_ORG = 'https://schema.org/'

/** An element that the schema wants on one line (g2normalizedString): names, sluglines, credit lines. */
export const line = (name: string, text: string): Xml => element(name, {}, [text.replace(/[\t\n\r]+/g, ' ')])
