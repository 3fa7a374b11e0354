import type { CatalogueResource } from '../catalogue/index.ts'
import { canonicalTag } from '../lib/language.ts'
import { complete } from '../lib/schema.ts'
import { SourceDocument, sourceFilters, sourceSchemas } from './schema.ts'

export { SourceDocument } from './schema.ts'

/** The host of a source's site as pages print it: lower case, without `www.`. */
const hostOf = (url: string): string => new URL(url).host.toLowerCase().replace(/^www\./, '')

/** Sources: who texts come from. */
export const sources: CatalogueResource<SourceDocument> = {
  name: 'source',
  plural: 'sources',
  tag: 'Sources',
  filters: sourceFilters,
  schemas: sourceSchemas,
  documentOf: (input) => {
    const document = complete(SourceDocument, input)
    return { ...document, language: document.language && (canonicalTag(document.language) ?? document.language) }
  },
  columnsOf: ({ kind, country, language }) => ({ kind, country, language, mediaTopic: null, parentId: null }),
  slugTextOf: ({ name }) => name,
  printedNamesOf: ({ name, names, url }) => [
    name,
    ...Object.values(names ?? {}),
    ...(url === null ? [] : [hostOf(url)]),
  ],
  newsroomOnly: [],
}
