/** What sources, editors and tags have in common, and what each of them must say about itself. */
import type { TSchema } from 'typebox'
import type { Named } from '../lib/schema.ts'

export type ResourceName = 'source' | 'editor' | 'tag'

/** The columns by which a resource is found; what it does not have is null. */
export interface CatalogueColumns {
  kind: string
  country: string | null
  language: string | null
  mediaTopic: string | null
  parentId: string | null
}

/** A stored source, editor or tag. `document` is the resource's own full shape, absent values being null. */
export interface CatalogueEntry<Document = object> {
  id: string
  resource: ResourceName
  slug: string
  kind: string
  parentId: string | null
  listed: boolean
  document: Document
  revision: number
  createdAt: string
  updatedAt: string
}

/** A resource of the catalogue: its names, its schemas, and the few rules that are its own. */
export interface CatalogueResource<Document extends object = object> {
  name: ResourceName
  plural: 'sources' | 'editors' | 'tags'
  /** OpenAPI tag of the reading operations; the newsroom's is `Newsroom: …`. */
  tag: string
  /** Query parameters of lists; each is the name of a column. */
  filters: Record<string, TSchema>
  schemas: {
    input: Named<TSchema>
    changes: Named<TSchema>
    reading: Named<TSchema>
    readingPage: Named<TSchema>
    newsroom: Named<TSchema>
    newsroomPage: Named<TSchema>
  }
  /** The full document of an input that the schema has let through. */
  documentOf(input: Record<string, unknown>): Document
  columnsOf(document: Document): CatalogueColumns
  /** What a slug is made of when none is given. */
  slugTextOf(document: Document): string
  /** Every name by which a page may print it. */
  printedNamesOf(document: Document): string[]
  /** Fields of the document that only the newsroom sees. */
  newsroomOnly: readonly string[]
}
