/** The addresses of articles' pages, from a template that is read once. */
import type { SiteDocument } from '../site/index.ts'

/** What an address is made of. */
interface Addressed {
  id: string
  language: string
  slug: string
}

/** The addresses of the articles of one state of the site: as they are, and as JSON. */
export interface Addresses {
  of(article: Addressed): string
  json(article: Addressed): string
}

/** What percent-encoding leaves as it is, and JSON too. */
const plain = /^[A-Za-z0-9_.~-]*$/
const encoded = (part: string): string => (plain.test(part) ? part : encodeURIComponent(part))

/** Fills a template that is cut at its placeholders: every second part is the name of one. */
function filled(parts: readonly string[], article: Addressed): string {
  let text = parts[0] as string
  for (let index = 1; index < parts.length; index += 2)
    text += encoded(article[parts[index] as keyof Addressed]) + parts[index + 1]
  return text
}

/** What `articleUrl` of the site answers, for many articles. */
export function addressesOf({ articleUrl }: Pick<SiteDocument, 'articleUrl'>): Addresses {
  const parts = articleUrl.split(/\{(id|language|slug)\}/)
  // What is filled in needs no escapes: they are all in the template.
  const escaped = parts.map((part) => JSON.stringify(part).slice(1, -1))
  return {
    of: (article) => filled(parts, article),
    json: (article) => `"${filled(escaped, article)}"`,
  }
}
