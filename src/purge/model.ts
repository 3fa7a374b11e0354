/** What a purge is: one request that names what a cache in front is to forget. Pure shapes and rules. */
import type { AllowedHosts, OutgoingRequest } from '../delivery/index.ts'
import { liveTag, siteTag } from '../lib/cache-tags.ts'
import { version } from '../version.ts'

/** How caches are purged: the settings PURGE_…. */
export interface PurgeSettings {
  /** Addresses of caches, divided by commas; none when empty. */
  urls: string
  method: string
  /** The header that the tags are sent in. */
  header: string
  /** One more header, as `Name: value`; none when empty. */
  authorization: string
}

/** Off: no cache is told of anything. */
export const noPurge: PurgeSettings = { urls: '', method: 'PURGE', header: 'surrogate-key', authorization: '' }

/** Caches are the operator's own: their addresses are configuration, and may be anywhere. */
export const anywhere: AllowedHosts = { host: () => true, address: () => true }

/**
 * A purge names no more tags than Fastly takes (256), in no longer a header than Varnish takes by default (8,192 bytes
 * with its name). What would need more is a purge of everything.
 */
const most = { tags: 250, bytes: 6000 }

/** The addresses of a list, each once. */
export const cachesOf = (urls: string): string[] => [
  ...new Set(
    urls
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  ),
]

/** A cache as metrics and the log name it: its address without a query, which may hold a secret. */
export function nameOf(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

/** Every answer has the tag of the site: purging that purges everything. */
export const everyTag: ReadonlySet<string> = new Set([siteTag, liveTag])

/** Tags as a header's value, divided by spaces; those of everything where they are too many. */
export function tagsValue(tags: ReadonlySet<string>): string {
  const value = [...tags].join(' ')
  return tags.size > most.tags || value.length > most.bytes ? [...everyTag].join(' ') : value
}

/** The request that purges what these tags name from a cache. */
export function purgeRequest(url: string, tags: ReadonlySet<string>, settings: PurgeSettings): OutgoingRequest {
  const { method, header, authorization } = settings
  const colon = authorization.indexOf(':')
  return {
    url,
    method,
    headers: {
      'user-agent': `Masthead/${version}`,
      ...(colon > 0 && { [authorization.slice(0, colon).trim()]: authorization.slice(colon + 1).trim() }),
      [header]: tagsValue(tags),
    },
  }
}

/**
 * A purge is sent a second time this long after a cache has acknowledged it. What a cache was fetching when the change
 * was committed is older than the change, and may be stored behind the first purge.
 */
export const repeatMilliseconds = 1000

/** A cache that does not answer is asked again after this. */
export const retryMilliseconds = 1000

/** How long a purge may take, in milliseconds. */
export const timeoutMilliseconds = 5000

/** How long a purge is tried: whatever a cache keeps has expired by then, at the tick and a little later. */
export const givenUpMilliseconds = (tickSeconds: number): number => (tickSeconds + 5) * 1000
