/** What the headers of one article's answer say: its pages, when it last changed, what the answer depends on. */
import type { CatalogueEntry } from '../catalogue/index.ts'
import { cacheTag } from '../lib/cache-tags.ts'
import type { Instant } from '../lib/instant.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { SiteDocument } from '../site/index.ts'
import type { ClusterMember, ReadArticle } from './live-article.ts'
import { pageLinks } from './page-links.ts'
import type { Include } from './shape.ts'

/** What the headers of one article's answer say. */
export interface OneHeaders {
  /** The value of `Link`. */
  link: string
  /** When what is shown of it last changed, where a date tells. */
  lastModified: Instant | undefined
  /** From when on a date will tell, in milliseconds since 1970; where it does already, or never will, absent. */
  settlesAt?: number | undefined
  /** What it depends on beside the site (see lib/cache-tags.ts); any change at all when absent. */
  dependsOn?: string[] | undefined
}

/** What of a live article its headers are made of. */
interface Headed
  extends Pick<ReadArticle, 'id' | 'language' | 'slug' | 'updatedAt' | 'translationOf' | 'expiresAt' | 'rightsEndAt'> {
  cluster: readonly ClusterMember[]
  originalWasPublic: boolean
  /** When its own rights end or ended; null for never, or where its source's hold. */
  rightsUntil: Instant | null
}

/** What it is shown with. */
interface ShownWith {
  include: ReadonlySet<Include>
  site: { document: SiteDocument; updatedAt: string }
  /** All entries that are part of the answer. */
  entries: ReadonlyArray<Pick<CatalogueEntry, 'id' | 'resource' | 'updatedAt'>>
  viewer: Viewer
  now: Date
}

/** How long after a change a second one in the same second can be told from it, in milliseconds. */
const settlesAfter = 2000

/** The tags of an article with everything that it names and that stands around it; computed related news depend on all articles. */
const dependenciesOf = ({ id, cluster, translationOf }: Headed, { include, entries }: ShownWith) =>
  include.has('relatedNews')
    ? undefined
    : [
        ...new Set([
          cacheTag('article', id),
          ...cluster.map((member) => cacheTag('article', member.id)),
          ...(translationOf === null ? [] : [cacheTag('article', translationOf)]),
          ...entries.map((entry) => cacheTag(entry.resource, entry.id)),
        ]),
      ]

/** Whether other articles are part of the answer or of its links; and neither a profile nor an expiry leaves a date when it is set or taken away. */
const dependsOnOthers = ({ originalWasPublic, cluster, expiresAt }: Headed, { include, viewer }: ShownWith): boolean =>
  include.has('relatedNews') ||
  include.has('translations') ||
  originalWasPublic ||
  cluster.length > 1 ||
  expiresAt !== null ||
  viewer.profile !== undefined

/**
 * The headers of one live article. No date tells when it last changed where other articles are part of the answer or of
 * its links, or where it is so recent that a second change in the same second would not show.
 */
export function headersOf(article: Headed, shown: ShownWith): OneHeaders {
  const link = pageLinks(article, article.cluster, shown.site.document)
  const dependsOn = dependenciesOf(article, shown)
  if (dependsOnOthers(article, shown)) return { link, lastModified: undefined, dependsOn }
  let newest = article.updatedAt
  const later = (at: string): void => {
    if (at > newest) newest = at as Instant
  }
  later(shown.site.updatedAt)
  for (const entry of shown.entries) later(entry.updatedAt)
  if (article.rightsEndAt === null && article.rightsUntil !== null) later(article.rightsUntil)
  const settlesAt = Date.parse(newest) + settlesAfter
  if (settlesAt >= shown.now.getTime()) return { link, lastModified: undefined, settlesAt, dependsOn }
  return { link, lastModified: newest, dependsOn }
}
