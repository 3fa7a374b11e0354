export { createTouchedTags, type Touched, type TouchedTags } from './cache-tags.ts'
export { addToDigest, emptyDigest, termOfDigest } from './digest.ts'
export { createDigests, type Digests } from './digests.ts'
export { type ChangeFeed, createChangeFeed, type FeedPage } from './feed.ts'
export { createFreshness } from './freshness.ts'
export { type ChangeLog, createLog } from './log.ts'
export {
  articleChanges,
  type Change,
  type ChangedResource,
  type ChangeType,
  changedResources,
  type Entry,
  type LoggedProfile,
  type LogRow,
  otherChanges,
  removals,
} from './model.ts'
export { type ChangePosition, cursorOf, positionOf } from './position.ts'
export { createWatch, type Watch } from './watch.ts'
