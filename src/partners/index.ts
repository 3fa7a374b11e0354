import type { App } from '../http/app-types.ts'
import { registerRecallNewsroom } from './newsroom.ts'
import { registerUsageNewsroom } from './newsroom-usage.ts'
import { type RecallDependencies, registerRecallReading } from './reading.ts'

export { createPartners, type Partners } from './partners.ts'
export type { DeliveredChange, OpenedRecall, Recalls } from './recalls.ts'
export type { ServedLog } from './served-log.ts'
export { registerUsage } from './usage-hooks.ts'

/** Registers recalls, for partners and for the newsroom, and the reports on partners. */
export function registerPartners(app: App, dependencies: RecallDependencies): void {
  registerRecallReading(app, dependencies)
  registerRecallNewsroom(app, dependencies)
  registerUsageNewsroom(app, dependencies)
}
