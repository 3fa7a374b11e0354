/** The report of an import. */
import type { ImportItem, ImportReport } from './schema.ts'

const emptyItem: ImportItem = {
  file: null,
  result: 'refused',
  articleId: null,
  externalId: null,
  reason: null,
  fields: [],
}

/** An item of a report, what is not said being null. */
export const itemOf = (parts: Partial<ImportItem>): ImportItem => ({ ...emptyItem, ...parts })

/** A report of these items. */
export function reportOf(items: ImportItem[]): ImportReport {
  const summary = { created: 0, updated: 0, unchanged: 0, refused: 0 }
  for (const item of items) summary[item.result]++
  return { items, summary }
}
