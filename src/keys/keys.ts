/** Keys: made once, shown once, kept as a hash, looked up with every request so that a revoked one is refused at once. */
import { timingSafeEqual } from 'node:crypto'
import { and, asc, desc, eq, gt, lt, or, sql } from 'drizzle-orm'
import type { Audit } from '../audit/index.ts'
import type { Db, Queries } from '../db/db.ts'
import { statement } from '../db/statement.ts'
import type { Authenticate, Scope } from '../http/auth.ts'
import type { Precondition } from '../http/conditional.ts'
import type { PageRequest, Slice } from '../http/page.ts'
import { notFound, Problem } from '../http/problems.ts'
import type { Actor } from '../lib/actor.ts'
import { sha256 } from '../lib/ids.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import type { Profile, Viewer } from '../lib/viewer.ts'
import type { Profiles } from '../profiles/index.ts'
import { newKeyText, scopesOf } from './model.ts'
import type { Role } from './schema.ts'

/** A key without its secret. */
export interface Key {
  id: string
  name: string
  role: Role
  editorId: string | null
  createdAt: Instant
  expiresAt: Instant | null
  revokedAt: Instant | null
  /** Until when the secret before the last rotation is good too. */
  formerValidUntil: Instant | null
  revision: number
}

export interface KeyInput {
  name: string
  role: Role
  editorId?: string | null
  expiresAt?: Instant | null
  /** What its holder may see; everything when absent. */
  profile?: Profile | undefined
}

interface Dependencies {
  db: Db
  audit: Audit
  profiles: Pick<Profiles, 'put' | 'viewerOf'>
  now: () => Date
  newId: () => string
}

type StoredKey = Key & { secretHash: string; formerSecretHash: string | null }

/** The state of a key that If-Match is compared with. */
export const stateOf = (key: Key): string => `r${key.revision}`

const hashesEqual = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** The operations on keys. Those that take a handle are part of a write. */
export function createKeys({ db, audit, profiles, now, newId }: Dependencies) {
  const { keys, profiles: profileRows } = db.tables
  const instant = (): Instant => toInstant(now())
  const shown = ({ secretHash: _, formerSecretHash: __, ...key }: StoredKey): Key => key

  const record = (queries: Queries, actor: Actor, action: string, key: Key, before?: Key): Promise<void> =>
    audit.record(queries, actor, {
      action,
      resource: 'key',
      resourceId: key.id,
      fromRevision: before?.revision ?? null,
      toRevision: key.revision,
    })

  /** Makes a key. Its text is in the answer and nowhere else. */
  async function create(queries: Queries, input: KeyInput, actor: Actor): Promise<{ key: Key; text: string }> {
    const text = newKeyText()
    const row: StoredKey = {
      id: newId(),
      name: input.name,
      role: input.role,
      secretHash: sha256(text),
      editorId: input.editorId ?? null,
      createdAt: instant(),
      expiresAt: input.expiresAt ?? null,
      revokedAt: null,
      formerSecretHash: null,
      formerValidUntil: null,
      revision: 1,
    }
    await queries.insert(keys).values(row)
    await record(queries, actor, 'create', row)
    if (input.profile) await profiles.put(queries, row.id, input.profile, actor, true)
    return { key: shown(row), text }
  }

  /** The keys in the order of their making, newest first. */
  async function list(queries: Queries, page: PageRequest): Promise<Slice<Key>> {
    const backwards = page.position?.direction === 'previous'
    const from = page.position && (backwards ? gt : lt)(keys.id, page.position.id)
    const rows = await queries
      .select()
      .from(keys)
      .where(from)
      .orderBy((backwards ? asc : desc)(keys.id))
      .limit(page.limit + 1)
    return { rows: (rows as StoredKey[]).map(shown) }
  }

  async function find(queries: Queries, id: string): Promise<Key | undefined> {
    const [row] = await queries.select().from(keys).where(eq(keys.id, id))
    return row && shown(row as StoredKey)
  }

  async function change(
    queries: Queries,
    id: string,
    precondition: Precondition,
    work: (key: StoredKey, at: Instant) => Partial<StoredKey>,
    actor: Actor,
    action: string,
  ): Promise<Key> {
    const [found] = await queries.select().from(keys).where(eq(keys.id, id))
    if (!found) throw notFound('key')
    const key = found as StoredKey
    precondition(stateOf(key), await audit.lastChange(queries, id))
    const [row] = await queries
      .update(keys)
      .set({ ...work(key, instant()), revision: key.revision + 1 })
      .where(eq(keys.id, id))
      .returning()
    const changed = shown(row as StoredKey)
    await record(queries, actor, action, changed, key)
    return changed
  }

  /** Refuses a key at once and for ever, in every process. */
  const revoke = (queries: Queries, id: string, actor: Actor, precondition: Precondition): Promise<Key> =>
    change(
      queries,
      id,
      precondition,
      (key, at) => ({ revokedAt: key.revokedAt ?? at, formerSecretHash: null, formerValidUntil: null }),
      actor,
      'revoke',
    )

  /** Gives a key a new secret; the old one stays good for so many seconds. Raises a conflict for a revoked key. */
  async function rotate(
    queries: Queries,
    id: string,
    overlapSeconds: number,
    actor: Actor,
    precondition: Precondition,
  ): Promise<{ key: Key; text: string }> {
    const text = newKeyText()
    const until = toInstant(new Date(now().getTime() + overlapSeconds * 1000))
    const changes = (key: StoredKey) => {
      if (key.revokedAt) throw new Problem('conflict', 'A revoked key has no secret to change. Make a new key.')
      return { secretHash: sha256(text), formerSecretHash: key.secretHash, formerValidUntil: until }
    }
    return { key: await change(queries, id, precondition, changes, actor, 'rotate'), text }
  }

  const isValid = ({ revokedAt, expiresAt }: Pick<Key, 'revokedAt' | 'expiresAt'>, at: Instant): boolean =>
    revokedAt === null && (expiresAt === null || expiresAt > at)

  const viewerOfRow = (key: Pick<Key, 'id' | 'role'>, profile: unknown): Viewer =>
    profiles.viewerOf(key.id, (profile as Profile | null) ?? undefined, key.role === 'partner')

  const value = sql.placeholder
  const bySecret = statement((queries) =>
    queries
      .select({ key: keys, profile: profileRows.document })
      .from(keys)
      .leftJoin(profileRows, eq(profileRows.id, keys.id))
      .where(
        or(
          eq(keys.secretHash, value('hash')),
          and(eq(keys.formerSecretHash, value('hash')), gt(keys.formerValidUntil, value('at'))),
        ),
      ),
  )
  const scopeSets = new Map(Object.entries(scopesOf).map(([role, scopes]) => [role, new Set(scopes)]))

  const authenticate: Authenticate = async (text) => {
    const hash = sha256(text)
    const at = instant()
    const [found] = await bySecret(db.read, { hash, at })
    if (!found) return undefined
    const row = found.key as StoredKey
    // The index has found the row by the hash of the secret; comparing once more in constant time costs nothing.
    if (!hashesEqual(row.secretHash, hash) && !hashesEqual(row.formerSecretHash ?? '', hash)) return undefined
    if (!isValid(row, at)) return undefined
    const { role } = row
    const viewer = viewerOfRow(row, found.profile)
    return {
      keyId: row.id,
      name: row.name,
      role,
      scopes: scopeSets.get(role) as ReadonlySet<Scope>,
      editorId: row.editorId,
      viewer,
    }
  }

  /** What the holder of a key may see now; undefined when the key is revoked, expired or unknown. */
  async function viewer(queries: Queries, id: string): Promise<Viewer | undefined> {
    const [found] = await queries
      .select({ key: keys, profile: profileRows.document })
      .from(keys)
      .leftJoin(profileRows, eq(profileRows.id, keys.id))
      .where(eq(keys.id, id))
    if (!found || !isValid(found.key, instant())) return undefined
    return viewerOfRow(found.key as StoredKey, found.profile)
  }

  return { create, list, find, revoke, rotate, authenticate, viewer }
}

export type Keys = ReturnType<typeof createKeys>
