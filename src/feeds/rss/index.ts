export { rssFeed } from './feed.ts'
