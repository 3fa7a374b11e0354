/** Who does something: a request with a key, the command line, or the scheduler. */
export interface Actor {
  /** As `changedBy` and the audit name it. */
  name: string
  keyId: string | null
  editorId: string | null
  role: 'admin' | 'editor' | 'contributor' | 'partner' | 'reader' | 'system'
  requestId: string | null
}

/** The server itself, or somebody at its command line: may do anything. */
export const systemActor = (name: string): Actor => ({
  name,
  keyId: null,
  editorId: null,
  role: 'system',
  requestId: null,
})

/** Whose a thing is that the actor creates: the editor's that the key is tied to, else the key's. */
export const ownerOf = (actor: Actor): string | null => actor.editorId ?? actor.keyId

/** Contributors see and link what is their own, or live: the owner that their view is narrowed to; undefined for others. */
export const narrowedTo = (actor: Actor): string | undefined =>
  actor.role === 'contributor' ? (ownerOf(actor) ?? '') : undefined
