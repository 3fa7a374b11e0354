/**
 * A mirror: a copy of all that a key sees, kept in step with the newsroom. It makes a first copy from the snapshot, goes
 * on with the change feed, and proves by the digest that both have the same.
 */
import { addToDigest, emptyDigest, removals, termOfDigest } from '../changes/index.ts'
import { type ChangesAnswer, type Client, createClient, type SentChange } from './client.ts'
import type { Batch, Copy, Kept, MirrorState } from './copy.ts'

/** How a mirror follows: by asking now and then, by asking and waiting, or by a stream of events. */
export const ways = ['poll', 'long-poll', 'stream'] as const
export type Way = (typeof ways)[number]

export interface MirrorOptions {
  url: string
  key?: string | undefined
  copy: Copy
  way: Way
  /** Ends when the copy is as far as the newsroom, and has been proved. */
  once?: boolean
  signal?: AbortSignal | undefined
  /** Told when the copy is as far as the newsroom, with the digest of both. */
  onProved?: (proof: { seq: number; digest: string; count: number }) => void
}

/** The copy is not what the newsroom says that it should be. */
export class CopyDiffers extends Error {}

const linesAtOnce = 200
const waitSeconds = 25
const pollMilliseconds = 1000
const shape = 'include=resource,translations&body=blocks'

const nameOf = (resource: string, id: string): string => `${resource} ${id}`

/** A change as it is kept; undefined when what changed is not there any more. */
function keptOf(change: SentChange): Kept | undefined {
  const { seq, resource, id, version, at } = change
  const value = change[resource] as Record<string, unknown> | undefined
  return value && { seq, resource, id, version, at, value: ownPart(resource, value) }
}

/** A resource without what its own changes do not tell of: an article's translations, how many articles name an entry. */
function ownPart(resource: string, value: Record<string, unknown>): Record<string, unknown> {
  if (resource === 'article') return { ...value, translations: null }
  const { articles: _, ...own } = value
  return own
}

/** Keeps a copy in step until it is told to stop, or `once` is done. Raises CopyDiffers, Refused, and what the copy raises. */
export async function mirror(options: MirrorOptions): Promise<void> {
  const { copy, once = false, signal } = options
  const client = createClient({ url: options.url, key: options.key, signal })
  const following: Following = { ...options, client, ...(await indexOf(copy)) }
  let state: MirrorState = (await copy.state()) ?? { snapshot: null, cursor: null }
  if (state.cursor === null) state = await firstCopy(following, state)
  while (!signal?.aborted) {
    state = options.way === 'stream' && !once ? await streamed(following, state) : await caughtUp(following, state)
    if (once) return
    if (options.way === 'poll') await pause(pollMilliseconds, signal)
  }
}

/** What is known of all that is kept without reading it. */
interface Index {
  /** The number of the last change of each resource: what the digest is made of. */
  sums: Map<string, number>
  /** Of articles that say so, which article they translate. */
  originals: Map<string, string>
}

interface Following extends MirrorOptions, Index {
  client: Client
}

function note({ sums, originals }: Index, { resource, id, seq, value }: Kept): void {
  sums.set(nameOf(resource, id), seq)
  if (typeof value.translationOf === 'string') originals.set(id, value.translationOf)
  else originals.delete(id)
}

async function indexOf(copy: Copy): Promise<Index> {
  const index: Index = { sums: new Map(), originals: new Map() }
  for await (const kept of copy.all()) note(index, kept)
  return index
}

/** Applies a batch to the copy, and to what is known of it. */
async function apply(following: Following, batch: Batch): Promise<MirrorState> {
  await following.copy.apply(batch)
  for (const kept of batch.put) note(following, kept)
  for (const { resource, id } of batch.remove) {
    following.sums.delete(nameOf(resource, id))
    following.originals.delete(id)
  }
  return batch.state
}

/** Makes the first copy, from where it broke off if it did. */
async function firstCopy(following: Following, begun: MirrorState): Promise<MirrorState> {
  let state = begun
  for (;;) {
    const { seq, after } = state.snapshot ?? { seq: undefined, after: null }
    const from = `${seq === undefined ? '' : `&seq=${seq}`}${after === null ? '' : `&after=${after}`}`
    let put: Kept[] = []
    for await (const line of following.client.lines(`/v1/snapshot?${shape}${from}`)) {
      const read = JSON.parse(line) as SentChange & { count?: number }
      if (read.count !== undefined) {
        const cursor = String(state.snapshot?.seq ?? 0)
        return apply(following, { put, remove: [], state: { snapshot: null, cursor } })
      }
      const kept = read.resource === undefined ? undefined : keptOf(read)
      if (kept) put.push(kept)
      else if (state.snapshot === null) state = { ...state, snapshot: { seq: read.seq, after: null } }
      if (put.length < linesAtOnce) continue
      const last = put.at(-1) as Kept
      const snapshot = { seq: state.snapshot?.seq ?? 0, after: `${last.resource}/${last.id}` }
      state = await apply(following, { put, remove: [], state: { snapshot, cursor: null } })
      put = []
    }
    following.signal?.throwIfAborted()
  }
}

/** Takes in changes: first what they tell of, then what of other articles follows from them. */
async function take(following: Following, changes: SentChange[], cursor: string): Promise<MirrorState> {
  const put = new Map<string, Kept>()
  const gone = new Map<string, { resource: string; id: string }>()
  for (const change of changes) {
    const { resource, id, type } = change
    const name = nameOf(resource, id)
    const kept = removals.includes(type as never) ? undefined : keptOf(change)
    if (kept) {
      put.set(name, kept)
      gone.delete(name)
    } else {
      put.delete(name)
      gone.set(name, { resource, id })
    }
  }
  for (const kept of await dependents(following, changes, put, gone)) put.set(nameOf(kept.resource, kept.id), kept)
  return apply(following, {
    put: [...put.values()],
    remove: [...gone.values()],
    state: { snapshot: null, cursor },
  })
}

/**
 * Articles that look different because something else changed: the names of their source, editor and tags, their address
 * by the site, the article that they translate.
 */
async function dependents(
  following: Following,
  changes: SentChange[],
  put: Map<string, Kept>,
  gone: Map<string, { resource: string; id: string }>,
): Promise<Kept[]> {
  const { client, copy } = following
  const wanted = new Map<string, Record<string, unknown>>()
  for (const filter of new Set(changes.flatMap(filtersOf)))
    for await (const article of articles(client, filter)) wanted.set(String(article.id), article)
  for (const id of translations(following, changes, gone)) {
    const article = await client.find<Record<string, unknown>>(`/v1/articles/${id}?body=blocks`)
    if (article) wanted.set(id, article)
  }
  const found: Kept[] = []
  for (const [id, article] of wanted) {
    const name = nameOf('article', id)
    if (gone.has(name)) continue
    const known = put.get(name) ?? (await copy.find('article', id))
    if (known) found.push({ ...known, value: ownPart('article', article) })
  }
  return found
}

/** Which lists of articles show something of what changed. */
function filtersOf({ resource, id, type }: SentChange): string[] {
  if (type !== 'updated') return []
  if (resource === 'site') return ['']
  return resource === 'article' ? [] : [`&${resource}=${id}`]
}

async function* articles(client: Client, filter: string): AsyncGenerator<Record<string, unknown>> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`
    const page: { data: Array<Record<string, unknown>>; page: { next: string | null } } = await client.get(
      `/v1/articles?body=blocks&limit=100${filter}${from}`,
    )
    yield* page.data
    cursor = page.page.next
  }
}

/** Ids of kept articles whose original has come or gone. */
function translations(
  { sums, originals }: Following,
  changes: SentChange[],
  gone: Map<string, { resource: string; id: string }>,
): Set<string> {
  const ids = new Set<string>()
  for (const { article } of changes as Array<{ article?: { translations: Array<{ id: string }> | null } }>)
    for (const { id } of article?.translations ?? []) if (sums.has(nameOf('article', id))) ids.add(id)
  for (const [id, original] of originals) if (gone.has(nameOf('article', original))) ids.add(id)
  return ids
}

/** Follows until nothing is left, and proves the copy; a long poll waits for more. */
async function caughtUp(following: Following, begun: MirrorState): Promise<MirrorState> {
  const { client, way, once, signal } = following
  let state = begun
  for (;;) {
    signal?.throwIfAborted()
    const page = await client.get<ChangesAnswer>(`/v1/changes?${shape}&limit=${linesAtOnce}&after=${state.cursor}`)
    const atEnd = page.data.length === 0 && page.page.next === state.cursor
    if (!atEnd) state = await take(following, page.data, page.page.next)
    if (page.data.length > 0 || !atEnd) continue
    await prove(following, page.head)
    if (once || way !== 'long-poll') return state
    const waited = await client.get<ChangesAnswer>(
      `/v1/changes?${shape}&limit=${linesAtOnce}&wait=${waitSeconds}&after=${state.cursor}`,
    )
    if (waited.page.next !== state.cursor) state = await take(following, waited.data, waited.page.next)
  }
}

/** Follows by the stream of events, from the cursor on, until it breaks off. */
async function streamed(following: Following, begun: MirrorState): Promise<MirrorState> {
  const { client, signal } = following
  // What happened while nobody followed is caught up with first; then the copy can be proved.
  let state = await caughtUp(following, begun)
  for await (const { id, data } of client.events(`/v1/changes/stream?${shape}&after=${state.cursor}`)) {
    signal?.throwIfAborted()
    state = id === '' ? await caughtUp(following, state) : await take(following, [JSON.parse(data) as SentChange], id)
  }
  return state
}

/** Compares the digests. Raises CopyDiffers. */
async function prove({ client, sums, onProved }: Following, seq: number): Promise<void> {
  const theirs = await client.get<{ seq: number; digest: string; count: number }>(`/v1/changes/digest?at=${seq}`)
  let sum = 0n
  for (const [name, last] of sums) {
    const [resource = '', id = ''] = name.split(' ')
    sum += termOfDigest(resource, id, last)
  }
  const digest = addToDigest(emptyDigest, sum)
  if (digest !== theirs.digest || sums.size !== theirs.count)
    throw new CopyDiffers(
      `after change ${seq} the copy has ${sums.size} resources with the digest ${digest}, the newsroom says ${theirs.count} with ${theirs.digest}`,
    )
  onProved?.({ seq, digest, count: sums.size })
}

const pause = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
