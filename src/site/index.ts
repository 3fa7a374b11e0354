export { readingView, registerSite } from './routes.ts'
export type { SiteDocument } from './schema.ts'
export { articleUrl, createSite, type SiteStore } from './site.ts'
