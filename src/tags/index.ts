import type { CatalogueResource } from '../catalogue/index.ts'
import { complete } from '../lib/schema.ts'
import { TagDocument, tagFilters, tagSchemas } from './schema.ts'

export { TagDocument, tagKinds } from './schema.ts'

/** Tags: the controlled terms by which articles are found. */
export const tags: CatalogueResource<TagDocument> = {
  name: 'tag',
  plural: 'tags',
  tag: 'Tags',
  filters: tagFilters,
  schemas: tagSchemas,
  documentOf: (input) => complete(TagDocument, input),
  columnsOf: ({ kind, mediaTopic, parent }) => ({ kind, country: null, language: null, mediaTopic, parentId: parent }),
  slugTextOf: ({ labels }) => labels.en ?? Object.values(labels)[0] ?? '',
  printedNamesOf: ({ labels }) => Object.values(labels),
  newsroomOnly: [],
}
