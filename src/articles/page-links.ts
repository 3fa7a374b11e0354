/** The pages of an article as RFC 8288 links: its own, and those of the same story in other languages. */
import { articleUrl, type SiteDocument } from '../site/index.ts'
import type { ClusterMember } from './live-article.ts'

/**
 * The value of `Link`: the canonical page, and where there are translations each page with its language, its own too,
 * as `hreflang` asks for. The members of the cluster must be live.
 */
export function pageLinks(
  article: ClusterMember,
  cluster: readonly ClusterMember[],
  publication: SiteDocument,
): string {
  const canonical = `<${articleUrl(publication, article)}>; rel="canonical"`
  if (cluster.length < 2) return canonical
  const alternates = cluster.map(
    (each) => `<${articleUrl(publication, each)}>; rel="alternate"; hreflang="${each.language}"`,
  )
  return [canonical, ...alternates].join(', ')
}
