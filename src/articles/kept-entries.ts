/**
 * What articles are shown with, kept in memory: the site, and the sources, editors and tags that they name, parsed and
 * rendered. Every visible change of these writes a row of the change log in its own transaction, so that a state of the
 * database is known by the number of its newest change: whoever reads an article reads that number with it, in the same
 * snapshot, and is given what was true then. What is not listed writes no such rows and is not kept.
 */
import type { Catalogue } from '../catalogue/index.ts'
import type { Queries } from '../db/transactions.ts'
import type { SiteStore } from '../site/index.ts'
import type { LiveStore } from './live-store.ts'
import { type Addresses, addressesOf } from './rendered-address.ts'
import { createRenderedEntry, type RenderedEntry } from './rendered-entry.ts'

/** The site and some entries as they were at one number of the change log. */
export interface KeptEntries {
  readonly seq: number
  readonly site: Awaited<ReturnType<SiteStore['find']>>
  /** The addresses of articles' pages. */
  readonly addresses: Addresses
  readonly entries: Map<string, RenderedEntry>
  /** The JSON of lists of tags, by how they are shown and by their ids. */
  readonly tagLists: Map<string, Map<string, string>>
}

/** How many changes are looked at one by one; more than these, and everything is read again. */
const mostChanges = 500

/** How many entries are kept. */
const mostEntries = 20_000

interface Dependencies {
  live: Pick<LiveStore, 'namedChanges'>
  catalogue: Catalogue
  site: SiteStore
}

const ownCopy = (known: KeptEntries): KeptEntries => ({
  ...known,
  entries: new Map(known.entries),
  tagLists: new Map(),
})

/** Keeps what articles are shown with. Both functions take the handle of a snapshot. */
export function createKeptEntries({ live, catalogue, site }: Dependencies) {
  let kept: KeptEntries | undefined

  async function readAnew(queries: Queries, seq: number): Promise<KeptEntries> {
    const found = await site.find(queries)
    return { seq, site: found, addresses: addressesOf(found.document), entries: new Map(), tagLists: new Map() }
  }

  /** What of an earlier state is still true at a later number. */
  async function carriedOn(queries: Queries, earlier: KeptEntries, seq: number): Promise<KeptEntries> {
    const changed = await live.namedChanges(queries, earlier.seq, mostChanges + 1)
    if (changed.length === 0) return { ...earlier, seq }
    if (changed.length > mostChanges || changed.some(({ resource }) => resource === 'site'))
      return readAnew(queries, seq)
    const entries = new Map(earlier.entries)
    for (const { id } of changed) entries.delete(id)
    return { ...earlier, seq, entries, tagLists: new Map() }
  }

  async function renewed(queries: Queries, seq: number): Promise<KeptEntries> {
    const next = kept && kept.seq < seq ? await carriedOn(queries, kept, seq) : await readAnew(queries, seq)
    // A snapshot that began earlier than another may ask later: it gets its own, and nobody else does.
    if (kept === undefined || kept.seq < seq) kept = next
    return next
  }

  /** What was true in the snapshot whose newest change has this number; null for a log without any. */
  function at(queries: Queries, seq: number | null): KeptEntries | Promise<KeptEntries> {
    const number = seq ?? 0
    return kept?.seq === number ? kept : renewed(queries, number)
  }

  /** Adds entries with these ids, as far as there are such. The snapshot must be the same. */
  async function complete(queries: Queries, known: KeptEntries, missing: ReadonlySet<string>): Promise<KeptEntries> {
    const found = [...(await catalogue.store.findAll(queries, missing)).values()]
    const full = known.entries.size + found.length > mostEntries
    // What others keep must not lose what they are about to use, nor get what nothing tells the end of.
    const next = full || found.some(({ listed }) => !listed) ? ownCopy(known) : known
    for (const entry of found) next.entries.set(entry.id, createRenderedEntry(entry))
    if (full && kept === known) kept = { ...known, entries: new Map(), tagLists: new Map() }
    return next
  }

  return { at, complete }
}

export type EntryKeeper = ReturnType<typeof createKeptEntries>
