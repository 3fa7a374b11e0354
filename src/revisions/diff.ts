/** What changed between two texts of an article: per field, and per block by its id. */
import { diffArrays } from 'diff'
import type { WorkingCopy } from '../articles/index.ts'
import type { Block } from '../body/index.ts'

export interface FieldChange {
  field: string
  before: unknown
  after: unknown
}

export interface BlockChange {
  op: 'added' | 'removed' | 'changed' | 'moved'
  id: string
  before: Block | null
  after: Block | null
  /** Place in the old body, from 1; null for an added block. */
  from: number | null
  /** Place in the new body, from 1; null for a removed block. */
  to: number | null
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The fields of a text that readers see, apart from its body. */
const fieldsOf = (copy: WorkingCopy): Record<string, unknown> => ({
  ...copy.text,
  source: copy.sourceId,
  editor: copy.editorId,
  tags: copy.tagIds,
})

function fieldChanges(before: WorkingCopy, after: WorkingCopy): FieldChange[] {
  const [old, current] = [fieldsOf(before), fieldsOf(after)]
  return Object.keys(current)
    .filter((field) => !same(old[field] ?? null, current[field] ?? null))
    .map((field) => ({ field, before: old[field] ?? null, after: current[field] ?? null }))
}

/** The ids that keep their order between two bodies: the longest common subsequence. */
function unmoved(before: string[], after: string[]): Set<string> {
  const common = new Set(before.filter((id) => after.includes(id)))
  const parts = diffArrays(
    before.filter((id) => common.has(id)),
    after.filter((id) => common.has(id)),
  )
  return new Set(parts.filter((part) => !part.added && !part.removed).flatMap((part) => part.value))
}

function blockChanges(before: Block[], after: Block[]): BlockChange[] {
  const old = new Map(before.map((block, index) => [block.id, { block, place: index + 1 }]))
  const present = new Set(after.map((block) => block.id))
  const still = unmoved([...old.keys()], [...present])
  const changes: BlockChange[] = after.flatMap((block, index): BlockChange[] => {
    const was = old.get(block.id)
    const shared = { id: block.id, after: block, to: index + 1 }
    if (!was) return [{ ...shared, op: 'added', before: null, from: null }]
    const entry = { ...shared, before: was.block, from: was.place }
    return [
      ...(same(was.block, block) ? [] : [{ ...entry, op: 'changed' as const }]),
      ...(still.has(block.id) ? [] : [{ ...entry, op: 'moved' as const }]),
    ]
  })
  const removed = before.flatMap((block, index): BlockChange[] =>
    present.has(block.id)
      ? []
      : [{ op: 'removed', id: block.id, before: block, after: null, from: index + 1, to: null }],
  )
  return [...changes, ...removed]
}

/** The differences between two texts. A block that moved and changed is listed as both. */
export const diffOf = (before: WorkingCopy, after: WorkingCopy): { fields: FieldChange[]; blocks: BlockChange[] } => ({
  fields: fieldChanges(before, after),
  blocks: blockChanges(before.blocks, after.blocks),
})
