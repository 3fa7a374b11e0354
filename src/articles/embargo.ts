/** Embargoes: nothing of an article is published before. */
import { invalidField } from '../http/problems.ts'
import { type Instant, nextTick, parseInstant, toInstant } from '../lib/instant.ts'
import { dueAtOf, requireTick } from './model.ts'
import type { ArticleInput } from './schema.ts'
import type { ArticleRow } from './store.ts'

/** Until when nothing of an input is published; null for no embargo. Raises invalid-body. */
export function embargoOf(input: Pick<ArticleInput, 'embargoUntil'>, tickSeconds: number): Instant | null {
  if (input.embargoUntil == null) return null
  const embargo = parseInstant(input.embargoUntil)
  if (embargo === undefined) throw invalidField('/embargoUntil', 'must be an instant such as 2026-12-24T18:00:00Z')
  requireTick('/embargoUntil', embargo, tickSeconds)
  return embargo
}

/** What the embargoes of inputs do. Raises invalid-body. */
export function createEmbargoes({ now, tickSeconds }: { now: () => Date; tickSeconds: number }) {
  /** What an embargo does to an article in its state: a live one has none, a scheduled one waits for it. */
  function embargoChanges(row: ArticleRow, input: ArticleInput): Partial<ArticleRow> {
    const embargoUntil = embargoOf(input, tickSeconds)
    if (embargoUntil === row.embargoUntil) return {}
    if (row.state === 'live' && embargoUntil !== null)
      throw invalidField('/embargoUntil', 'cannot be set on an article that readers see; unpublish or withdraw it')
    if (row.dueAt === null) return { embargoUntil }
    const at = toInstant(now())
    const wished = dueAtOf({ publishAt: row.publishAt, embargoUntil }, at)
    // What has become due by this is published at the next tick, not at a time when readers did not see it yet.
    const dueAt = wished > at ? wished : nextTick(now(), tickSeconds)
    if (row.expiresAt !== null && row.expiresAt <= dueAt)
      throw invalidField('/embargoUntil', `must leave time before the article expires at ${row.expiresAt}`)
    return { embargoUntil, dueAt }
  }

  return { embargoChanges }
}
