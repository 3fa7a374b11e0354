/** Where a reader of the change feed stands: behind a row of the log, or within one that tells of many resources. */
import { brokenCursor } from '../http/cursor.ts'

export interface ChangePosition {
  /** The last row that was read, or that is being read. */
  seq: number
  /** The last resource that was read of the row, while there may be more. */
  within: { resource: string; id: string } | undefined
}

const mark = 'c1.'

/** A position as an opaque cursor. It means the same for ever. */
export const cursorOf = ({ seq, within }: ChangePosition): string =>
  mark + Buffer.from(within ? `${seq} ${within.resource} ${within.id}` : String(seq)).toString('base64url')

/** A position from a cursor or the number of a row. Raises invalid-cursor for anything else. */
export function positionOf(text: string): ChangePosition {
  const plain = text.startsWith(mark) ? Buffer.from(text.slice(mark.length), 'base64url').toString() : text
  const match = /^(\d{1,15})(?: ([a-z]+) (\S+))?$/.exec(plain)
  if (!match || (match[2] !== undefined && !text.startsWith(mark)))
    throw brokenCursor('must be the number of a change, or a cursor of this feed', 'after')
  const [, seq, resource, id] = match
  return { seq: Number(seq), within: resource && id ? { resource, id } : undefined }
}
