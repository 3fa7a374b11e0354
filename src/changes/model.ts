/** Changes: what the log has, and what of it a reader sees. */
import type { Instant } from '../lib/instant.ts'
import { type Profile, type Right, type Scope, sees, seesSource, type Viewer } from '../lib/viewer.ts'
import { addToDigest, termOfDigest } from './digest.ts'
import type { ChangePosition } from './position.ts'

/** What changes are of. */
export const changedResources = ['article', 'source', 'editor', 'tag', 'site'] as const
export type ChangedResource = (typeof changedResources)[number]

/** What can happen to an article. */
export const articleChanges = [
  ...(['published', 'updated', 'corrected', 'withdrawn', 'unpublished', 'expired', 'erased'] as const),
  ...(['entitlementGained', 'entitlementLost'] as const),
] as const
/** What can happen to anything else. */
export const otherChanges = ['created', 'updated', 'removed'] as const
export type ChangeType = (typeof articleChanges)[number] | (typeof otherChanges)[number]

/** After which an article, or another resource, is not there any more. */
export const removals: readonly ChangeType[] = [
  ...(['withdrawn', 'unpublished', 'expired', 'erased', 'entitlementLost', 'removed'] as const),
]

/** A change as its reader gets it. */
export interface Change {
  seq: number
  resource: ChangedResource
  type: ChangeType
  id: string
  /** The edition, of articles; null for other resources. */
  version: number | null
  at: Instant
  /** Where one stands who has read it. */
  position: ChangePosition
}

/** What of an article the log keeps; `gone` where readers had it, but not any more just before. */
export type LoggedScope = Scope & { gone?: true }

/** What else the log keeps of who may see what. */
export interface LoggedProfile {
  /** Null for one who sees everything. */
  profile: Profile | null
}
export interface LoggedRight {
  right: Right
}

/** A row of the log. */
export interface LogRow {
  seq: number
  at: Instant
  resource: ChangedResource | 'profile' | 'rights'
  resourceId: string
  type: ChangeType
  version: number | null
  formerSeq: number
  before: unknown
  after: unknown
  digest: string
  count: number
}

/** What is written to the log. */
export interface Entry {
  resource: LogRow['resource']
  id: string
  type: ChangeType
  version?: number | null
  at: Instant
  /** What decides who sees it from now on; null when nobody does any more. */
  after: unknown
  /** For what is told though it was not there any more: a withdrawal of what has expired. */
  evenIfGone?: boolean
  /** What decided before, for what the log has not told of. */
  before?: unknown
}

/** The state of the log after a row. */
export interface Head {
  seq: number
  digest: string
  count: number
}

/** A row with whether the log has a later one of the same resource. */
export interface PlacedRow extends LogRow {
  superseded: boolean
}

/** Whether what a row is of was there before it. */
export const wasThere = ({ before }: Pick<LogRow, 'before'>): boolean =>
  before !== null && (before as LoggedScope).gone !== true

/** What the reader of the log is not told of: it is there for the server itself. */
const isTold = (row: Pick<LogRow, 'resource'>): boolean => row.resource !== 'profile' && row.resource !== 'rights'

/**
 * The row behind the newest one: numbered, dated not before it, with the digest of what is there then. `formerSeq` is the
 * number of the resource's own last row, or 0.
 */
export function nextRow(
  last: Head & { at: Instant },
  { resource, id, type, at, version = null, before, after }: Entry,
  formerSeq: number,
): LogRow {
  const seq = last.seq + 1
  const told = isTold({ resource })
  const was = told && wasThere({ before })
  const is = told && after !== null
  const difference = (is ? termOfDigest(resource, id, seq) : 0n) - (was ? termOfDigest(resource, id, formerSeq) : 0n)
  return {
    ...{ seq, at: at > last.at ? at : last.at, resource, resourceId: id, type, version, formerSeq, before, after },
    digest: addToDigest(last.digest, difference),
    count: last.count + Number(is) - Number(was),
  }
}

/** A change of who may see what: of the reader's profile, or of the right that a source gives. */
interface Turn {
  seq: number
  sourceId: string | undefined
}

/** Who could see what at each point of the log, for one reader. */
export class Timeline {
  readonly viewer: Viewer
  readonly #profiles: LogRow[]
  readonly #rights: Map<string, LogRow[]>
  readonly #present: Map<string, Right>

  /** `profiles` are the changes of the reader's profile, `rights` those of sources' rights, `present` their rights now. */
  constructor(viewer: Viewer, profiles: LogRow[], rights: LogRow[], present: Map<string, Right>) {
    this.viewer = viewer
    this.#profiles = profiles
    this.#rights = Map.groupBy(rights, (row) => row.resourceId)
    this.#present = present
  }

  /** Whether the reader has always seen everything: then nothing depends on when. */
  get isWhole(): boolean {
    return this.viewer.profile === undefined && this.#profiles.length === 0
  }

  /** The profile after the row with this number. */
  profileAt(seq: number): Profile | undefined {
    const next = this.#profiles.find((row) => row.seq > seq)
    if (!next) return this.viewer.profile
    return (next.before as LoggedProfile | null)?.profile ?? undefined
  }

  /** The right that a source gave after the row with this number. */
  rightAt(sourceId: string, seq: number): Right {
    const rows = this.#rights.get(sourceId) ?? []
    const next = rows.find((row) => row.seq > seq)
    if (next) return (next.before as LoggedRight).right
    return (rows.at(-1)?.after as LoggedRight | undefined)?.right ?? this.#present.get(sourceId) ?? 'unknown'
  }

  /** Whether the reader saw a resource with this scope after the row with this number. */
  seen(resource: LogRow['resource'], id: string, scope: unknown, seq: number): boolean {
    if (scope === null) return false
    const profile = this.profileAt(seq)
    if (resource === 'source') return seesSource(profile, id)
    if (resource !== 'article') return true
    const { source } = scope as Scope
    return sees(profile, scope as Scope, profile?.rights ? this.rightAt(source, seq) : 'unknown')
  }

  /** Whether a row changes how all articles look to the reader: with body and images, or without. */
  #looksOther(seq: number): boolean {
    const row = this.#profiles.find((each) => each.seq === seq)
    if (!row) return false
    const [before, after] = [this.profileAt(seq - 1), this.profileAt(seq)]
    return (
      (before?.content ?? 'full') !== (after?.content ?? 'full') || (before?.images ?? true) !== (after?.images ?? true)
    )
  }

  /** The rows in a range of the log that may change whether the reader sees an article of a source, or the source. */
  turns(after: number, upTo: number, sourceId: string): Turn[] {
    const within = (row: LogRow): boolean => row.seq > after && row.seq <= upTo
    return [
      ...this.#profiles.filter(within).map(({ seq }) => ({ seq, sourceId: undefined })),
      ...(this.#rights.get(sourceId) ?? []).filter(within).map(({ seq }) => ({ seq, sourceId })),
    ].sort((a, b) => a.seq - b.seq)
  }

  /** Whether anything in a range of the log changed who may see what. */
  turned(after: number, upTo: number): boolean {
    const within = (row: LogRow): boolean => row.seq > after && row.seq <= upTo
    return this.#profiles.some(within) || [...this.#rights.values()].some((rows) => rows.some(within))
  }

  /** What a row of the log is to the reader at its time; undefined when it is nothing. */
  typeOf(row: LogRow): ChangeType | undefined {
    const { resource, resourceId, type, before, after, seq } = row
    const had = this.seen(resource, resourceId, before, seq)
    const has = this.seen(resource, resourceId, after, seq)
    if (resource !== 'article') return had || has ? type : undefined
    if (has) return had || type === 'published' ? type : 'entitlementGained'
    if (!had) return undefined
    return after === null ? type : 'entitlementLost'
  }

  /** What a change of who may see what does to a resource that stood so in the log; undefined when nothing. */
  turnOf(turn: number, row: Pick<LogRow, 'resource' | 'resourceId' | 'after'>): ChangeType | undefined {
    const { resource, resourceId, after } = row
    const had = this.seen(resource, resourceId, after, turn - 1)
    const has = this.seen(resource, resourceId, after, turn)
    const isArticle = resource === 'article'
    if (had && has) return isArticle && this.#looksOther(turn) ? 'updated' : undefined
    if (has) return isArticle ? 'entitlementGained' : 'created'
    return had ? (isArticle ? 'entitlementLost' : 'removed') : undefined
  }

  /**
   * How a resource stands to the reader at a point of the log, by its own last row up to there: whether it is seen, and
   * the number of the last change of it that the reader was told of.
   */
  standing(row: Pick<LogRow, 'seq' | 'resource' | 'resourceId' | 'after'>, at: number): { seen: boolean; seq: number } {
    const { resource, resourceId, after, seq } = row
    const present = this.seen(resource, resourceId, after, at)
    if (this.isWhole || after === null || (resource !== 'article' && resource !== 'source'))
      return { seen: present, seq }
    const sourceId = resource === 'source' ? resourceId : (after as Scope).source
    const last = this.turns(seq, at, sourceId).findLast((turn) => this.turnOf(turn.seq, row) !== undefined)
    return { seen: present, seq: last?.seq ?? seq }
  }
}
