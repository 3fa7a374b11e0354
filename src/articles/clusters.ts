/** Translation clusters: the article that came first and those that translate it, in one language each. */
import type { Queries } from '../db/db.ts'
import { invalidField } from '../http/problems.ts'
import type { ArticleRow, ArticleStore } from './store.ts'

/** The rules of clusters. Every function takes the handle of the write that it is part of. */
export function createClusters(store: ArticleStore) {
  /** The cluster of an article that translates another one. Raises invalid-body for what cannot be its original. */
  async function clusterOf(
    queries: Queries,
    id: string,
    language: string,
    translationOf: string | null,
  ): Promise<string> {
    if (translationOf === null) return id
    const original = await store.findRow(queries, translationOf)
    if (!original || original.id === id) throw invalidField('/translationOf', 'must be the id of another article')
    if (original.clusterId === id)
      throw invalidField('/translationOf', 'must not be a translation of the article itself')
    if (original.language === language) throw invalidField('/translationOf', 'must be an article in another language')
    return original.clusterId
  }

  /** The translations of an article go with it when it joins another cluster; readers see that when it is published. */
  async function moveCluster(queries: Queries, row: ArticleRow, clusterId: string): Promise<void> {
    if (row.clusterId !== row.id || clusterId === row.id) return
    await store.moveCluster(queries, row.id, clusterId)
  }

  return { clusterOf, moveCluster }
}
