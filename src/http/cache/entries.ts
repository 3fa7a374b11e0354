/** The entries of the response cache: bounded by bytes, the one used longest ago goes first. */
import type { Entry } from './entry.ts'

/** Creates an empty store of at most so many bytes. */
export function createEntries(limit: number) {
  const byKey = new Map<string, Entry>()
  let bytes = 0
  let evictions = 0

  function remove(entry: Entry): void {
    if (byKey.get(entry.key) !== entry) return
    byKey.delete(entry.key)
    bytes -= entry.bytes
  }

  function evict(): void {
    for (const oldest of byKey.values()) {
      if (bytes <= limit) return
      remove(oldest)
      evictions++
    }
  }

  return {
    find: (key: string): Entry | undefined => byKey.get(key),
    /** An entry that is here counts as the one used last. */
    use(entry: Entry): void {
      byKey.delete(entry.key)
      byKey.set(entry.key, entry)
    },
    /** Puts an entry in the place of what was there under its key. One that alone is more than a quarter of the limit is not kept. */
    put(entry: Entry): void {
      const former = byKey.get(entry.key)
      if (former) remove(former)
      if (entry.bytes * 4 > limit) return
      byKey.set(entry.key, entry)
      bytes += entry.bytes
      evict()
    },
    /** Counts what was added to an entry that is still here. */
    grow(entry: Entry, by: number): void {
      entry.bytes += by
      if (byKey.get(entry.key) !== entry) return
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
