/** Partners: what they were served, and what becomes of recalls at them. */
import type { ChangeLog } from '../changes/index.ts'
import type { Db } from '../db/db.ts'
import type { Profile, Viewer } from '../lib/viewer.ts'
import { createRecallAnswers, type Withdrawals } from './recall-answers.ts'
import { createRecallListStore } from './recall-list-store.ts'
import { createRecallStore } from './recall-store.ts'
import { createRecalls } from './recalls.ts'
import { createServedLog } from './served-log.ts'
import { createServedStore } from './served-store.ts'
import { createUsage } from './usage.ts'
import { createUsageStore } from './usage-store.ts'

export interface PartnersDependencies {
  db: Db
  log: ChangeLog
  /** The holder of a key as a reader. */
  viewerOf: (keyId: string, profile: Profile | undefined, agreement: boolean) => Viewer
  /** The lane in which webhooks about an article are delivered. */
  laneOf: (articleId: string) => string
  /** Finds what the newsroom said of articles that it took away. */
  withdrawals: Withdrawals
  now: () => Date
  newId: () => string
  /** How long partners have to acknowledge a recall, in seconds. */
  dueSeconds: number
  /** How many rows the served log notes before it writes them early; 10,000 when absent. */
  mostNoted?: number
}

/** Builds what partners need: the served log, recalls and the usage report. */
export function createPartners(dependencies: PartnersDependencies) {
  const { db, log, viewerOf, laneOf, withdrawals, now, newId, dueSeconds, mostNoted } = dependencies
  const servedStore = createServedStore(db)
  const lists = createRecallListStore(db)
  const recalls = createRecalls({
    store: createRecallStore({ db, viewerOf, laneOf }),
    served: servedStore,
    log,
    now,
    newId,
    dueSeconds,
  })
  const served = createServedLog({
    now,
    most: mostNoted,
    save: (notes) =>
      db.write(async (queries) => {
        await servedStore.save(queries, notes)
        await recalls.follow(queries, notes)
      }),
  })
  const answers = createRecallAnswers({ store: lists, log, withdrawals, now })
  const usage = createUsage({ store: createUsageStore(db), log, now })
  return { served, recalls, lists, answers, usage, now }
}

export type Partners = ReturnType<typeof createPartners>
