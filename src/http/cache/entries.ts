/** The entries of the response cache: bounded by bytes, the one used longest ago goes first. */
import type { Entry } from './entry.ts'

/** An entry between the one that was used before it and the one that was used after it. */
interface Link {
  entry: Entry
  older: Link | undefined
  newer: Link | undefined
}

/** Creates an empty store of at most so many bytes. */
export function createEntries(limit: number) {
  const byKey = new Map<string, Link>()
  // A list, not the order of the map: taking an entry out of a map and putting it back makes garbage with every use.
  let oldest: Link | undefined
  let newest: Link | undefined
  let bytes = 0
  let evictions = 0

  function unlink({ older, newer }: Link): void {
    if (older) older.newer = newer
    else oldest = newer
    if (newer) newer.older = older
    else newest = older
  }

  function append(link: Link): void {
    link.older = newest
    link.newer = undefined
    if (newest) newest.newer = link
    else oldest = link
    newest = link
  }

  /** The link of an entry that is here still. */
  function linkOf(entry: Entry): Link | undefined {
    const link = byKey.get(entry.key)
    return link?.entry === entry ? link : undefined
  }

  function remove(entry: Entry): void {
    const link = linkOf(entry)
    if (!link) return
    byKey.delete(entry.key)
    unlink(link)
    bytes -= entry.bytes
  }

  function evict(): void {
    while (oldest && bytes > limit) {
      remove(oldest.entry)
      evictions++
    }
  }

  return {
    find: (key: string): Entry | undefined => byKey.get(key)?.entry,
    /** An entry that is here counts as the one used last. */
    use(entry: Entry): void {
      const link = linkOf(entry)
      if (!link || link === newest) return
      unlink(link)
      append(link)
    },
    /** Puts an entry in the place of what was there under its key. One that alone is more than a quarter of the limit is not kept. */
    put(entry: Entry): void {
      const former = byKey.get(entry.key)
      if (former) remove(former.entry)
      if (entry.bytes * 4 > limit) return
      const link = { entry, older: undefined, newer: undefined }
      byKey.set(entry.key, link)
      append(link)
      bytes += entry.bytes
      evict()
    },
    /** Counts what was added to an entry that is still here. */
    grow(entry: Entry, by: number): void {
      entry.bytes += by
      if (!linkOf(entry)) return
      bytes += by
      evict()
    },
    remove,
    get size() {
      return byKey.size
    },
    get bytes() {
      return bytes
    },
    get evictions() {
      return evictions
    },
  }
}

export type Entries = ReturnType<typeof createEntries>
