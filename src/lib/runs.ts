/** Runs of marked text, and the one form in which equal content is equal. */

/** A piece of text and the opening tags that hold for it; a line break is the character `\n`. */
export interface Run {
  text: string
  marks: readonly string[]
}

const sameMarks = (a: Run, b: Run) =>
  a.marks === b.marks || (a.marks.length === b.marks.length && a.marks.every((mark, index) => mark === b.marks[index]))

const sharedMarks = (a: Run, b: Run) => a.marks.filter((mark) => b.marks.includes(mark))

function trimEnd(runs: Run[]): void {
  for (let last = runs.pop(); last; last = runs.pop()) {
    const text = last.text.trimEnd()
    if (text === '') continue
    runs.push({ text, marks: last.marks })
    return
  }
}

function joinSpace(before: Run | undefined, space: Run): Run {
  if (!before) return space
  const text = before.text === ' ' ? space.text : space.text === ' ' ? before.text : '\n\n'
  return { text, marks: sharedMarks(before, space) }
}

/** Joins neighbours with equal marks; at the end only, so that long texts are not copied again and again. */
function mergeRuns(runs: readonly Run[]): Run[] {
  const merged: Run[] = []
  for (const run of runs) {
    const last = merged.at(-1)
    if (last && sameMarks(last, run)) last.text += run.text
    else merged.push({ ...run })
  }
  return merged
}

/**
 * Brings runs into the one form in which equal content is equal: white space collapsed across marks and trimmed at
 * the ends and around line breaks, at most two line breaks in a row, a space marked only when both its neighbours are.
 */
export function normalizeRuns(raw: readonly Run[]): Run[] {
  const [only] = raw
  if (only && raw.length === 1 && !/\n| {2}/.test(only.text)) {
    const text = only.text.trim()
    return text === '' ? [] : [{ text, marks: only.marks }]
  }
  const result: Run[] = []
  let space: Run | undefined
  for (const { text, marks } of raw) {
    for (const piece of text.split(/([ \n])/)) {
      if (piece === '') continue
      if (piece === ' ' || piece === '\n') {
        space = joinSpace(space, { text: piece, marks })
        continue
      }
      const starts = result.length === 0 || (space !== undefined && space.text !== ' ')
      const run = { text: starts ? piece.trimStart() : piece, marks }
      if (run.text === '') continue
      if (space && result.length > 0) {
        if (starts) trimEnd(result)
        const last = result.at(-1) ?? run
        result.push({ text: space.text, marks: sharedMarks({ ...last, marks: sharedMarks(last, space) }, run) })
      }
      space = undefined
      result.push(run)
    }
  }
  trimEnd(result)
  return mergeRuns(result)
}

/** The plain text of runs; a line break is `\n`. */
export const runsToText = (runs: readonly Run[]): string => runs.map((run) => run.text).join('')
