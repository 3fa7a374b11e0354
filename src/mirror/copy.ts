/** What a mirror keeps, and what a place to keep it must be able to do. */

/** A resource as the mirror has it: the change that told of it last, with the resource itself. */
export interface Kept {
  seq: number
  resource: string
  id: string
  version: number | null
  at: string
  /** The resource as JSON, under its name in the change. */
  value: Record<string, unknown>
}

/** How far a mirror has come. */
export interface MirrorState {
  /** While the first copy is being made: what its first line said, and the last line that is kept. */
  snapshot: { seq: number; after: string | null } | null
  /** The cursor of the change feed; null before the first copy is whole. */
  cursor: string | null
}

/** What is to be kept together: all of it or nothing, and the state after it. */
export interface Batch {
  put: Kept[]
  remove: Array<{ resource: string; id: string }>
  state: MirrorState
}

/** A place where a copy is kept. A process may be killed at any point: a batch that was begun is done again. */
export interface Copy {
  /** How far it has come; undefined when it is new. */
  state(): Promise<MirrorState | undefined>
  find(resource: string, id: string): Promise<Kept | undefined>
  /** All that is kept, in no order. */
  all(): AsyncIterable<Kept>
  apply(batch: Batch): Promise<void>
  /** Forgets everything. */
  clear(): Promise<void>
  close(): Promise<void>
}
