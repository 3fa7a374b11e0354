export { asInput, type Catalogue, createCatalogue, nameIn, readingView } from './catalogue.ts'
export type { CatalogueEntry, CatalogueResource, ResourceName } from './resource.ts'
export { registerCatalogueResource } from './routes.ts'
export { catalogueSchemas } from './schema.ts'
