/** What the hub is built on. */
import type { ChangeLog } from '../changes/index.ts'
import type { Db } from '../db/db.ts'
import type { AllowedHosts, Deliveries } from '../delivery/index.ts'

export interface HubDependencies {
  db: Db
  log: ChangeLog
  deliveries: Deliveries
  /** Which hosts may be refused otherwise. */
  allowed: AllowedHosts
  /** A feed as everybody reads it. */
  renderTopic: (topic: string) => Promise<{ type: string; body: string }>
  /** Whether everybody may read everything; otherwise nobody may subscribe. */
  isOpen: () => boolean | Promise<boolean>
  now: () => Date
  newId: () => string
  publicUrl: string
}
