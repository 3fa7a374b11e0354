/** A working copy as readers are to see it, and whether they see it so already. */
import { type Measure, measure } from '../body/index.ts'
import type { Instant } from '../lib/instant.ts'
import { titleKey } from '../lib/title-key.ts'
import { type Edition, type StoredCorrection, shownCorrection } from './history-store.ts'
import type { LiveArticle } from './live-article.ts'
import { rightsAt, type WorkingCopy } from './model.ts'
import type { ArticleRow, StoredArticle } from './store.ts'

/** An article as readers see it from an instant on; its body is given by what it measures, its title's key where it is known. */
export const liveArticle = (
  row: ArticleRow,
  copy: Omit<WorkingCopy, 'blocks'>,
  {
    titleKey: key = titleKey(copy.text.title),
    ...shown
  }: Pick<LiveArticle['document'], 'corrections'> & Measure & { titleKey?: string },
  at: Instant,
): LiveArticle => ({
  ...rightsAt(copy.text.rights, at),
  id: row.id,
  language: row.language,
  slug: row.slug,
  titleKey: key,
  publishedAt: row.publishedAt as Instant,
  updatedAt: row.updatedAt as Instant,
  version: row.version,
  sourceId: copy.sourceId,
  editorId: copy.editorId,
  clusterId: row.clusterId,
  translationOfId: row.translationOfId,
  expiresAt: row.expiresAt,
  document: {
    ...copy.text,
    rights: rightsAt(copy.text.rights, at).rights,
    firstPublishedAt: row.firstPublishedAt as Instant,
    tagIds: copy.tagIds,
    ...shown,
  },
})

/** An article as readers see it from an instant on. */
export const liveRow = (
  row: ArticleRow,
  copy: WorkingCopy,
  corrections: StoredCorrection[],
  at: Instant,
): LiveArticle =>
  liveArticle(row, copy, { corrections: corrections.map(shownCorrection), ...measure(copy.blocks, row.language) }, at)

/** Whether readers see exactly this already: an edit that was taken back is no new edition. */
export function isShown(
  shown: (Edition & { copy: WorkingCopy }) | undefined,
  { row, copy }: StoredArticle,
  slug: string,
): boolean {
  if (!shown || shown.live.slug !== slug || shown.live.translationOfId !== row.translationOfId) return false
  return shown.revision === row.revision || JSON.stringify(shown.copy) === JSON.stringify(copy)
}
