/** What webhooks are built on. */
import type { ChangeFeed, ChangeLog } from '../changes/index.ts'
import type { Db, Queries } from '../db/db.ts'
import type { AllowedHosts, Deliveries, Delivery } from '../delivery/index.ts'
import type { Instant } from '../lib/instant.ts'
import type { Viewer } from '../lib/viewer.ts'

export interface WebhookDependencies {
  db: Db
  feed: ChangeFeed
  log: ChangeLog
  deliveries: Deliveries
  /** Which hosts may be refused otherwise. */
  allowed: AllowedHosts
  /** What the holder of a key sees; undefined for a key that is revoked or has expired. */
  keyViewer: (queries: Queries, keyId: string) => Promise<Viewer | undefined>
  now: () => Date
  newId: () => string
  publicUrl: string
  /** Told, in the write that records it, of every change that has arrived at a partner's webhook. */
  onDelivered?: (queries: Queries, arrival: { keyId: string; delivery: Delivery; at: Instant }) => Promise<void>
}
