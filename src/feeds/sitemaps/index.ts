/** Sitemaps of the publication's pages, for search engines. */
import type { Db } from '../../db/db.ts'
import type { App } from '../../http/app-types.ts'
import { mostAddresses } from './model.ts'
import { registerSitemapRoutes } from './routes.ts'
import { createSitemaps, type SitemapDependencies } from './sitemaps.ts'
import { createSitemapStore } from './store.ts'

/**
 * Registers `/sitemap.xml`, `/sitemaps/{part}.xml` and `/sitemap-news.xml`: what the one who asks sees, and so, for all
 * who send no key, what an anonymous reader sees.
 */
export function registerSitemaps(
  app: App,
  dependencies: Omit<SitemapDependencies, 'mostAddresses'> & { db: Db },
): void {
  const store = createSitemapStore(dependencies.db, mostAddresses)
  registerSitemapRoutes(app, createSitemaps({ ...dependencies, mostAddresses }, store))
}
