/**
 * Names of what an answer depends on, for whatever keeps answers: `Cache-Tag`, `Surrogate-Key`, and purges. They name
 * only what a reader is shown.
 */

/** What has a tag of its own; `profile` is of a key, for what is kept of answers to that key. */
export type Tagged = 'article' | 'source' | 'editor' | 'tag' | 'profile'

/** On every answer: changed by the site's own data, by what anonymous readers may see, and by rights of sources. */
export const siteTag = 'site'

/** On every answer that any change of any article, source, editor or tag may change: lists, search, feeds, counts. */
export const liveTag = 'live'

/**
 * The tag of one thing: its kind and the last twelve digits of its id, which are random in a UUIDv7 (RFC 9562 §5.7).
 * Two things with one tag would only be purged together.
 */
export const cacheTag = (kind: Tagged, id: string): string => `${kind}-${id.slice(-12)}`
