/** Recalls as they are answered. */
import type { ChangeLog } from '../changes/index.ts'
import type { Queries } from '../db/transactions.ts'
import { type Instant, toInstant } from '../lib/instant.ts'
import type { Viewer } from '../lib/viewer.ts'
import { recallState, receiptState } from './model.ts'
import type { OwnRecall, RecallListStore } from './recall-list-store.ts'
import type { Recall as StoredRecall } from './recall-store.ts'
import type { NewsroomRecall, Recall } from './schema.ts'

/** What the newsroom said of an article that it took away. */
export interface Withdrawal {
  articleId: string
  reason: string
  replacementId: string | null
}

/** Finds what was said of these articles, where anything was. */
export type Withdrawals = (queries: Queries, articleIds: string[]) => Promise<Withdrawal[]>

interface Dependencies {
  store: Pick<RecallListStore, 'receipts'>
  log: Pick<ChangeLog, 'head' | 'lastRows' | 'timelineOf'>
  withdrawals: Withdrawals
  now: () => Date
}

const common = ({ id, articleId, kind, seq, openedAt, dueAt }: StoredRecall, reason: string | null) => ({
  ...{ id, articleId, kind, reason, seq, withdrawnAt: openedAt, dueAt },
})

/** Makes the answers of recalls: a few statements for a whole page. */
export function createRecallAnswers({ store, log, withdrawals, now }: Dependencies) {
  const saidOf = async (queries: Queries, recalls: StoredRecall[]): Promise<Map<string, Withdrawal>> =>
    new Map(
      (await withdrawals(queries, [...new Set(recalls.map(({ articleId }) => articleId))])).map((each) => [
        each.articleId,
        each,
      ]),
    )

  /** Those of these articles that a reader can read now. */
  async function readable(queries: Queries, viewer: Viewer, ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set()
    const { seq } = await log.head(queries)
    const rows = await log.lastRows(queries, 'article', ids, seq)
    const timeline = await log.timelineOf(queries, viewer)
    return new Set(ids.filter((id) => timeline.seen('article', id, rows.get(id)?.after ?? null, seq)))
  }

  /** Recalls as the partner sees them that they concern. */
  async function own(queries: Queries, viewer: Viewer, rows: OwnRecall[]): Promise<Recall[]> {
    const said = await saidOf(
      queries,
      rows.map(({ recall }) => recall),
    )
    const replacements = [...said.values()].flatMap(({ replacementId }) => replacementId ?? [])
    const shown = await readable(queries, viewer, replacements)
    return rows.map(({ recall, receipt: { deliveredAt, deliveredBy, acknowledgedAt, note } }) => {
      const { reason = null, replacementId = null } = said.get(recall.articleId) ?? {}
      return {
        ...common(recall, reason),
        replacement: replacementId !== null && shown.has(replacementId) ? replacementId : null,
        ...{ deliveredAt, deliveredBy, acknowledgedAt, note },
        state: acknowledgedAt === null ? 'open' : 'acknowledged',
      }
    })
  }

  /** Recalls as the newsroom sees them, with every partner. */
  async function newsroom(queries: Queries, recalls: StoredRecall[]): Promise<NewsroomRecall[]> {
    const at: Instant = toInstant(now())
    const said = await saidOf(queries, recalls)
    const receipts = Map.groupBy(
      await store.receipts(
        queries,
        recalls.map(({ id }) => id),
      ),
      ({ recallId }) => recallId,
    )
    return recalls.map((recall) => {
      const ofRecall = receipts.get(recall.id) ?? []
      return {
        ...common(recall, said.get(recall.articleId)?.reason ?? null),
        state: recallState(ofRecall, recall.dueAt, at),
        partners: ofRecall.map(({ recallId: _, ...receipt }) => ({
          ...receipt,
          state: receiptState(receipt, recall.dueAt, at),
        })),
      }
    })
  }

  return { own, newsroom }
}

export type RecallAnswers = ReturnType<typeof createRecallAnswers>
