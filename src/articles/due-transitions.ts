/** What the scheduler does: publications, expiries and ends of rights whose time has come, each once, whichever process is first. */
import type { Db, Queries } from '../db/db.ts'
import { Problem } from '../http/problems.ts'
import { systemActor } from '../lib/actor.ts'
import { toInstant } from '../lib/instant.ts'
import type { Due } from './due-store.ts'
import type { Lifecycle } from './lifecycle.ts'
import { withoutPending } from './model.ts'
import type { Publication } from './publication.ts'

interface Dependencies {
  db: Db
  lifecycle: Lifecycle
  publication: Pick<Publication, 'goLive' | 'takeDown' | 'endRights'>
  now: () => Date
}

/** What became of a due transition. */
export interface Transition extends Due {
  done: boolean
  refused?: string
}

const actor = systemActor('scheduler')

/** The transitions that are due. */
export function createDueTransitions({ db, lifecycle, publication, now }: Dependencies) {
  const { store, write } = lifecycle

  /** Does one due transition; false when another process or an editor was quicker. */
  async function carryOut(queries: Queries, due: Due): Promise<boolean> {
    const article = await store.find(queries, due.id)
    if (!article) return false
    if (due.transition === 'endRights') return publication.endRights(queries, article, due.at, actor)
    if (due.transition === 'expire') {
      if (article.row.state !== 'live' || article.row.expiresAt !== due.at) return false
      await publication.takeDown(queries, article, 'expired', due.at, actor, 'expire')
      return true
    }
    if (article.row.dueAt !== due.at) return false
    const { expiresAt } = article.row
    await publication.goLive(queries, article, { at: due.at, actor, action: 'publish', expiresAt })
    return true
  }

  /** A publication that is refused at its time must not hold up the others: the schedule is taken back, and the audit says so. */
  async function giveUp(due: Due): Promise<void> {
    await db.write(async (queries) => {
      const article = await store.find(queries, due.id)
      if (article?.row.dueAt !== due.at) return
      await write(queries, article.row, withoutPending(article.row), actor, 'publication-refused')
    })
  }

  async function attempt(due: Due): Promise<Transition> {
    try {
      return { ...due, done: await db.write((queries) => carryOut(queries, due)) }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      await giveUp(due)
      return { ...due, done: false, refused: error.message }
    }
  }

  /** Does what is due, in the order of its times; what comes together shares commits. Answers each transition. */
  async function carryOutAll(): Promise<Transition[]> {
    const all: Transition[] = []
    for (;;) {
      const due = await db.snapshot((queries) => store.due(queries, toInstant(now())))
      const transitions = await Promise.all(due.map(attempt))
      all.push(...transitions)
      // The store gives so many at once; when nothing became of any of them, nothing is left.
      if (!transitions.some(({ done, refused }) => done || refused !== undefined)) return all
    }
  }

  return { carryOutAll }
}

export type DueTransitions = ReturnType<typeof createDueTransitions>
