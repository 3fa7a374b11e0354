/** Queries on where imported articles came from. */
import { eq } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import type { Instant } from '../lib/instant.ts'
import type { ImportedField } from './schema.ts'

export interface StoredProvenance {
  articleId: string
  contentHash: string
  fields: ImportedField[]
  importedAt: Instant
}

/** The store of provenance. */
export function createProvenanceStore(db: Db) {
  const { provenance } = db.tables

  async function find(queries: Queries, articleId: string): Promise<StoredProvenance | undefined> {
    const [row] = await queries.select().from(provenance).where(eq(provenance.articleId, articleId))
    return row as StoredProvenance | undefined
  }

  async function put(queries: Queries, row: StoredProvenance): Promise<void> {
    await queries.insert(provenance).values(row).onConflictDoUpdate({ target: provenance.articleId, set: row })
  }

  async function remove(queries: Queries, articleId: string): Promise<void> {
    await queries.delete(provenance).where(eq(provenance.articleId, articleId))
  }

  return { find, put, remove }
}

export type ProvenanceStore = ReturnType<typeof createProvenanceStore>
