export { atomEntry } from './entry.ts'
export { atomFeed } from './feed.ts'
