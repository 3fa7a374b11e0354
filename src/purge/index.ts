export { registerPurgeMetrics } from './metrics.ts'
export { noPurge, type PurgeSettings } from './model.ts'
export { createPurge, type Purge } from './purge.ts'
