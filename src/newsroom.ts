/** The composition of what Masthead does, without HTTP: the same for the server and for the command line. */
import { createLifecycle, createViews } from './articles/index.ts'
import { createCatalogue } from './catalogue/index.ts'
import type { Db } from './db/db.ts'
import { editors } from './editors/index.ts'
import { createImports } from './imports/index.ts'
import { createKeys } from './keys/index.ts'
import { newId } from './lib/ids.ts'
import { createRelatedNews } from './related-news/index.ts'
import { createSite } from './site/index.ts'
import { sources } from './sources/index.ts'
import { tags } from './tags/index.ts'

export const catalogueResources = [sources, editors, tags]

interface Options {
  db: Db
  publicUrl: string
  tickSeconds: number
  now?: () => Date
}

/** Builds the features over a database. */
export function createNewsroom({ db, publicUrl, tickSeconds, now = () => new Date() }: Options) {
  const catalogue = createCatalogue({ db, now, newId }, catalogueResources)
  const site = createSite({ db, now })
  const relatedNews = createRelatedNews({ db })
  const lifecycle = createLifecycle({ db, catalogue, relatedNews, site, now, newId, tickSeconds })
  const views = createViews({ live: lifecycle.live, catalogue, relatedNews, site })
  const keys = createKeys({ db, now, newId })
  const imports = createImports({ db, catalogue, site, relatedNews, lifecycle, now, publicUrl })
  return { db, catalogue, site, relatedNews, lifecycle, views, keys, imports, now }
}

export type Newsroom = ReturnType<typeof createNewsroom>
