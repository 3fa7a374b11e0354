/** Keys: made once, shown once, kept as a hash, looked up with every request so that a revoked one is refused at once. */
import { timingSafeEqual } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import type { Authenticate, Scope } from '../http/auth.ts'
import { sha256 } from '../lib/ids.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import { newKeyText, type Role, scopesOf } from './model.ts'

export interface Key {
  id: string
  name: string
  role: Role
  editorId: string | null
  createdAt: Instant
  expiresAt: Instant | null
  revokedAt: Instant | null
}

interface KeyInput {
  name: string
  role: Role
  editorId?: string | null
  expiresAt?: Instant | null
}

/** The operations on keys. */
export function createKeys({ db, now, newId }: { db: Db; now: () => Date; newId: () => string }) {
  const { keys } = db.tables
  const shown = ({ secretHash: _, ...key }: typeof keys.$inferSelect): Key => key as Key

  /** Makes a key. Its text is in the answer and nowhere else. */
  async function create(queries: Queries, input: KeyInput): Promise<{ key: Key; text: string }> {
    const text = newKeyText()
    const row = {
      id: newId(),
      name: input.name,
      role: input.role,
      secretHash: sha256(text),
      editorId: input.editorId ?? null,
      createdAt: toInstant(now()),
      expiresAt: input.expiresAt ?? null,
      revokedAt: null,
    }
    await queries.insert(keys).values(row)
    return { key: shown(row), text }
  }

  async function list(queries: Queries): Promise<Key[]> {
    const rows = await queries.select().from(keys).orderBy(asc(keys.id))
    return rows.map(shown)
  }

  /** Revokes a key for ever; undefined when there is none with this id. */
  async function revoke(queries: Queries, id: string): Promise<Key | undefined> {
    const [row] = await queries
      .update(keys)
      .set({ revokedAt: toInstant(now()) })
      .where(and(eq(keys.id, id)))
      .returning()
    return row && shown(row)
  }

  const authenticate: Authenticate = async (text) => {
    const hash = sha256(text)
    const [row] = await db.read.select().from(keys).where(eq(keys.secretHash, hash))
    if (!row || !timingSafeEqual(Buffer.from(row.secretHash), Buffer.from(hash))) return undefined
    const at = toInstant(now())
    if (row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= at)) return undefined
    const role = row.role as Role
    return { keyId: row.id, name: row.name, role, scopes: new Set<Scope>(scopesOf[role]), editorId: row.editorId }
  }

  return { create, list, revoke, authenticate }
}

export type Keys = ReturnType<typeof createKeys>
