import type { CatalogueResource } from '../catalogue/index.ts'
import { complete } from '../lib/schema.ts'
import { EditorDocument, editorFilters, editorNewsroomOnly, editorSchemas } from './schema.ts'

export { EditorDocument, EditorView } from './schema.ts'

/** Editors: the named people responsible for an article. */
export const editors: CatalogueResource<EditorDocument> = {
  name: 'editor',
  plural: 'editors',
  tag: 'Editors',
  filters: editorFilters,
  schemas: editorSchemas,
  documentOf: (input) => complete(EditorDocument, input),
  columnsOf: ({ active }) => ({
    kind: active ? 'active' : 'former',
    country: null,
    language: null,
    mediaTopic: null,
    parentId: null,
  }),
  slugTextOf: ({ name }) => name,
  printedNamesOf: ({ name, names }) => [name, ...Object.values(names ?? {})],
  newsroomOnly: editorNewsroomOnly,
}
