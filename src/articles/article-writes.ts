/** Writes of working copies, and of what stays of what was public: the part of the store of articles that writes. */
import { and, eq, sql } from 'drizzle-orm'
import type { Db, Queries } from '../db/db.ts'
import { insertionOfMany, type JsonText } from '../db/many-rows.ts'
import { updating } from '../db/rows.ts'
import { statement } from '../db/statement.ts'
import type { ArticleRow } from './article-row.ts'
import type { WorkingCopy } from './model.ts'

/** A new article that is public at once: its row, its only text, and the ids of what that names. */
export interface PublishedRow {
  row: ArticleRow
  document: WorkingCopy | JsonText
  names: string[]
}

/** The ids of the source, the editor and the tags that a copy names, each once. */
export const namesOf = ({ sourceId, editorId, tagIds }: Omit<WorkingCopy, 'slug' | 'text' | 'blocks'>): string[] => [
  ...new Set([sourceId, ...(editorId === null ? [] : [editorId]), ...tagIds]),
]

/** Creates the writes of the store of articles. Each takes the handle of the write that it is part of. */
export function createArticleWrites(db: Db) {
  const { articles, revisions, slugs, articleReferences } = db.tables
  const value = sql.placeholder
  const insertArticles = insertionOfMany(articles)
  const updateArticle = updating(articles, articles.id)
  const insertRevisions = insertionOfMany(revisions)
  const insertReferences = insertionOfMany(articleReferences, { finish: (insert) => insert.onConflictDoNothing() })
  const insertSlugs = insertionOfMany(slugs, { finish: (insert) => insert.onConflictDoNothing() })
  const forgetNames = statement((queries) =>
    queries
      .delete(articleReferences)
      .where(and(eq(articleReferences.articleId, value('articleId')), eq(articleReferences.scope, 'working'))),
  )

  const referencesOf = (articleId: string, names: string[], scope: 'working' | 'edition') =>
    names.map((targetId) => ({ targetId, articleId, scope }))

  async function create(queries: Queries, row: ArticleRow): Promise<void> {
    await insertArticles(queries, [row])
  }

  async function update(queries: Queries, row: ArticleRow): Promise<void> {
    await updateArticle(queries, row)
  }

  const revisionOf = (row: ArticleRow, document: WorkingCopy | JsonText) => ({
    articleId: row.id,
    revision: row.revision,
    document,
    savedAt: row.changedAt,
    savedBy: row.changedBy,
  })

  /** Appends a revision, and keeps what the working copy names. */
  async function saveRevision(queries: Queries, row: ArticleRow, copy: WorkingCopy): Promise<void> {
    await insertRevisions(queries, [revisionOf(row, copy)])
    if (row.revision > 1) await forgetNames(queries, { articleId: row.id })
    await insertReferences(queries, referencesOf(row.id, namesOf(copy), 'working'))
  }

  /** Keeps what a published copy names, and its slug, for ever. */
  async function keepPublic(queries: Queries, row: ArticleRow, copy: WorkingCopy): Promise<void> {
    await insertSlugs(queries, [{ language: row.language, slug: row.slug, articleId: row.id }])
    await insertReferences(queries, referencesOf(row.id, namesOf(copy), 'edition'))
  }

  /** Creates articles that are public at once, each with its revision, its slug and what it names; by the keys of tables. */
  async function createPublished(queries: Queries, published: PublishedRow[]): Promise<void> {
    await insertArticles(
      queries,
      published.map(({ row }) => row),
    )
    await insertRevisions(
      queries,
      published.map(({ row, document }) => revisionOf(row, document)),
    )
    const addresses = published.map(({ row: { language, slug, id } }) => ({ language, slug, articleId: id }))
    await insertSlugs(
      queries,
      addresses.sort((a, b) => (a.slug < b.slug ? -1 : 1)),
    )
    const references = published.flatMap(({ row: { id }, names }) => [
      ...referencesOf(id, names, 'edition'),
      ...referencesOf(id, names, 'working'),
    ])
    await insertReferences(
      queries,
      references.sort((a, b) => (a.targetId < b.targetId ? -1 : a.targetId > b.targetId ? 1 : 0)),
    )
  }

  /** Moves all articles of a cluster to another. */
  async function moveCluster(queries: Queries, from: string, to: string): Promise<void> {
    await queries.update(articles).set({ clusterId: to }).where(eq(articles.clusterId, from))
  }

  async function remove(queries: Queries, id: string): Promise<void> {
    await queries.delete(articleReferences).where(eq(articleReferences.articleId, id))
    await queries.delete(revisions).where(eq(revisions.articleId, id))
    await queries.delete(articles).where(eq(articles.id, id))
  }

  return { create, update, saveRevision, keepPublic, createPublished, moveCluster, remove }
}
