/** Queries on where imported articles came from. */
import { eq, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { insertionOfMany } from '../db/many-rows.ts'
import { statement } from '../db/statement.ts'
import type { Instant } from '../lib/instant.ts'
import { isLongEnoughPrefix, titleKey } from '../lib/title-key.ts'
import { unresolvedKeyOf } from '../related-news/index.ts'
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
  const replaceAll = insertionOfMany(provenance, {
    finish: (insert) =>
      insert.onConflictDoUpdate({
        target: provenance.articleId,
        set: {
          contentHash: sql`excluded.content_hash`,
          fields: sql`excluded.fields`,
          importedAt: sql`excluded.imported_at`,
        },
      }),
  })
  const byArticle = statement((queries) =>
    queries
      .select()
      .from(provenance)
      .where(eq(provenance.articleId, sql.placeholder('articleId'))),
  )

  async function find(queries: Queries, articleId: string): Promise<StoredProvenance | undefined> {
    const [row] = await byArticle(queries, { articleId })
    return row as StoredProvenance | undefined
  }

  async function put(queries: Queries, rows: StoredProvenance[]): Promise<void> {
    await replaceAll(queries, rows)
  }

  async function remove(queries: Queries, articleId: string): Promise<void> {
    await queries.delete(provenance).where(eq(provenance.articleId, articleId))
  }

  /** Removes what pages print as one of these titles, whole or cut. Answers the articles of those pages. */
  async function forgetTitles(queries: Queries, titles: string[]): Promise<string[]> {
    const keys = titles.map(titleKey)
    const isOne = ({ name, value }: ImportedField): boolean => {
      const printed = name === 'relatedNews' && value !== null ? unresolvedKeyOf(value) : ''
      return (
        printed !== '' &&
        keys.some((key) => key === printed || (isLongEnoughPrefix(printed) && key.startsWith(printed)))
      )
    }
    const rows = await queries.select({ articleId: provenance.articleId, fields: provenance.fields }).from(provenance)
    const found = (rows as StoredProvenance[]).filter(({ fields }) => fields.some(isOne))
    for (const { articleId, fields } of found)
      await queries
        .update(provenance)
        .set({ fields: fields.filter((field) => !isOne(field)) })
        .where(eq(provenance.articleId, articleId))
    return found.map(({ articleId }) => articleId)
  }

  return { find, put, remove, forgetTitles }
}

export type ProvenanceStore = ReturnType<typeof createProvenanceStore>
