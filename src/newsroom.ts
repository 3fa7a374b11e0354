/** The composition of what Masthead does, without HTTP: the same for the server and for the command line. */
import {
  createChecks,
  createDueTransitions,
  createLifecycle,
  createNewPublications,
  createPublication,
  createRecall,
  createViews,
} from './articles/index.ts'
import { createAudit } from './audit/index.ts'
import { type CatalogueEntry, createCatalogue } from './catalogue/index.ts'
import {
  createChangeFeed,
  createDigests,
  createFreshness,
  createLog,
  createTouchedTags,
  createWatch,
} from './changes/index.ts'
import type { Db, Queries } from './db/db.ts'
import { createDeliveries, createSender, parseAllowedHosts, parseRetrySeconds } from './delivery/index.ts'
import { editors } from './editors/index.ts'
import { createIdempotency } from './idempotency/index.ts'
import { createImports, createProvenanceStore } from './imports/index.ts'
import { createKeys } from './keys/index.ts'
import { newId as newUuid } from './lib/ids.ts'
import { toInstant } from './lib/instant.ts'
import type { Right, Viewer } from './lib/viewer.ts'
import { createPartners } from './partners/index.ts'
import { createProfiles } from './profiles/index.ts'
import { createPurge, noPurge, type PurgeSettings } from './purge/index.ts'
import { createRelatedNews } from './related-news/index.ts'
import { createSearch } from './search/index.ts'
import { createSite } from './site/index.ts'
import { sources } from './sources/index.ts'
import { tags } from './tags/index.ts'
import { changeOf, createWebhooks, laneOf, type WebhookDependencies } from './webhooks/index.ts'
import { createHub } from './websub/index.ts'

export const catalogueResources = [sources, editors, tags]

interface Options {
  db: Db
  publicUrl: string
  tickSeconds: number
  /** How deliveries are sent: see the settings DELIVERY_…. */
  delivery?: { allowedHosts: string; retrySeconds: string; timeoutSeconds: number }
  /** Which caches are purged, and how: see the settings PURGE_…. None when absent. */
  purge?: PurgeSettings
  /** Whether readers need no key; they do not when absent. */
  anonymousReading?: boolean
  now?: () => Date
  newId?: () => string
  /** How many rows a page of live articles may look at, and a count; 5,000 and 10,000 when absent. */
  /** How long partners have to acknowledge a recall. */
  recallDueSeconds?: number
  /** How many threads help with large imports; none when absent. */
  importThreads?: number
  examined?: { page: number; count: number }
}

/** Feeds as everybody reads them, for WebSub: a server gives them when it has its routes. */
export interface Topics {
  render?: (topic: string) => Promise<{ type: string; body: string }>
}

/** Builds the features over a database. */
export function createNewsroom({
  db: database,
  publicUrl,
  tickSeconds,
  delivery = { allowedHosts: '', retrySeconds: '5', timeoutSeconds: 15 },
  purge: purgeSettings = noPurge,
  anonymousReading = true,
  now = () => new Date(),
  newId = newUuid,
  examined,
  recallDueSeconds = 86_400,
  importThreads,
}: Options) {
  /** What this process commits is noticed at once by whoever waits for changes. */
  const db: Db = {
    ...database,
    async write(work) {
      const value = await database.write(work)
      watch.noticed()
      return value
    },
  }
  const audit = createAudit({ db, now, newId })
  const log = createLog(db)
  const [feed, digests, watch] = [createChangeFeed(log), createDigests(log), createWatch(db, log)]
  const touchedTags = createTouchedTags(db)
  const freshness = createFreshness({ db, touchedTags })
  const changes = { log, feed, digests, watch, touchedTags, freshness }
  /** Tells readers of what they see of a source, an editor or a tag, and follows the right that a source gives. */
  async function entryChanged(queries: Queries, before?: CatalogueEntry, after?: CatalogueEntry): Promise<void> {
    const [{ resource, id }, at] = [(after ?? before) as CatalogueEntry, toInstant(now())]
    if (resource === 'source' && before && after)
      await profiles.followRight(queries, id, rightOf(before), rightOf(after))
    const [was, is] = [before?.listed === true, after?.listed === true]
    const type = was && is ? 'updated' : is ? 'created' : 'removed'
    if (was || is) await log.append(queries, { resource, id, type, at, after: is ? {} : null })
  }
  const catalogue = createCatalogue({ db, audit, now, newId, changed: entryChanged }, catalogueResources)
  const profiles = createProfiles({ db, audit, catalogue, log, freshness, now })
  /** Days are those of the site’s clock. */
  const recount = (queries: Queries, timeZone: string): Promise<void> =>
    lifecycle.live.archive.recount(queries, timeZone)
  const siteChanged = async (queries: Queries, at: string): Promise<void> => {
    await log.append(queries, { resource: 'site', id: 'site', type: 'updated', at, after: {} })
  }
  const site = createSite({ db, audit, now, recount, changed: siteChanged })
  const relatedNews = createRelatedNews({ db })
  const keys = createKeys({ db, audit, profiles, now, newId })
  const idempotency = createIdempotency({ db, now })
  const provenance = createProvenanceStore(db)
  /** What is deleted or erased leaves nothing of its texts behind. */
  const forget = async (queries: Queries, articleId: string, titles: string[] = []): Promise<void> => {
    await relatedNews.forget(queries, articleId)
    await provenance.remove(queries, articleId)
    const printing = titles.length > 0 ? await provenance.forgetTitles(queries, titles) : []
    for (const id of [articleId, ...printing]) await idempotency.forget(queries, id)
  }
  const search = createSearch({ db, now })
  const lifecycle = createLifecycle({
    db,
    audit,
    catalogue,
    relatedNews,
    now,
    newId,
    tickSeconds,
    log,
    profileTerms: profiles.termsOf,
    openRecall: (queries, recall) => partners.recalls.open(queries, recall),
    forget,
    ...(examined && { examined }),
    projections: [search.projection, relatedNews.projection],
  })
  const partners = createPartners({
    db,
    log,
    viewerOf: profiles.viewerOf,
    laneOf: (articleId) => laneOf('article', articleId),
    withdrawals: lifecycle.history.listWithdrawals,
    now,
    newId,
    dueSeconds: recallDueSeconds,
  })
  const publication = createPublication({ lifecycle, catalogue, relatedNews, site, now, newId, tickSeconds })
  const dueTransitions = createDueTransitions({ db, lifecycle, publication, now })
  const views = createViews({
    live: lifecycle.live,
    history: lifecycle.history,
    catalogue,
    relatedNews,
    site,
    now,
    shown: partners.served.read,
  })
  const checks = createChecks({ lifecycle, catalogue, relatedNews, site })
  const recall = createRecall({ lifecycle, publication, relatedNews, forget, now })
  const newPublications = createNewPublications({ lifecycle, publication, audit, catalogue, relatedNews, site, now })
  const imports = createImports({
    ...{ db, catalogue, site, relatedNews, lifecycle, publication, newPublications, recall, provenance },
    ...{ now, newId, tickSeconds, publicUrl, threads: importThreads },
  })
  const allowed = parseAllowedHosts(delivery.allowedHosts)
  const timeoutMilliseconds = delivery.timeoutSeconds * 1000
  const deliveries = createDeliveries({
    ...{ db, now, newId, timeoutMilliseconds, retrySeconds: parseRetrySeconds(delivery.retrySeconds) },
    sender: createSender({ allowed, timeoutMilliseconds, now }),
  })
  const pushing = { ...changes, db, deliveries, allowed, now, newId, publicUrl }
  const onDelivered: WebhookDependencies['onDelivered'] = async (queries, { keyId, delivery, at }) => {
    const { resource, id: articleId } = changeOf(delivery)
    if (resource === 'article') await partners.recalls.delivered(queries, { keyId, articleId, seq: delivery.seq, at })
  }
  const webhooks = createWebhooks({ ...pushing, keyViewer: keys.viewer, onDelivered })
  const topics: Topics = {}
  const hub = createHub({
    ...pushing,
    renderTopic(topic) {
      if (!topics.render) throw new Error('only a server has feeds')
      return topics.render(topic)
    },
    isOpen: async () => anonymousReading && (await profiles.anonymousViewer()).profile === undefined,
  })
  const purge = createPurge({ db, log, touchedTags, watch, settings: purgeSettings, tickSeconds, now, newId })
  /** Whether a reader with a profile saw an article that is gone. */
  async function sawBefore(queries: Queries, viewer: Viewer, articleId: string): Promise<boolean> {
    const timeline = await log.timelineOf(queries, viewer)
    const row = (await log.lastRows(queries, 'article', [articleId], Number.MAX_SAFE_INTEGER)).get(articleId)
    return row !== undefined && timeline.seen('article', articleId, row.after ?? row.before, row.seq)
  }
  return {
    db,
    audit,
    changes,
    deliveries,
    webhooks,
    hub,
    purge,
    topics,
    profiles,
    sawBefore,
    catalogue,
    site,
    relatedNews,
    search,
    keys,
    idempotency,
    lifecycle,
    publication,
    partners,
    dueTransitions,
    recall,
    views,
    checks,
    imports,
    now,
  }
}

/** The right of syndication that a source gives to articles without one of their own. */
const rightOf = ({ document }: CatalogueEntry): Right =>
  (document as { rights: { syndication: Right | null } | null }).rights?.syndication ?? 'unknown'

export type Newsroom = ReturnType<typeof createNewsroom>
