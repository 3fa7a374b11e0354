/** Which characters of texts that are written without spaces are words by themselves. */
import type { Word } from './words.ts'

/** What is written without spaces is cut into words to see what is left: names are in no dictionary. */
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

const none = new Uint8Array(0)

/**
 * Of each unit of the runs among these words, with one between two runs, whether its character is a segment by itself. They
 * are cut all at once, because beginning costs as much as many segments; no segment reaches over a line break.
 */
export function lonelyCharacters(words: readonly Word[]): Uint8Array {
  let runs = ''
  for (const { kind, text } of words) if (kind === 'run') runs += `${text}\n`
  if (runs === '') return none
  const lonely = new Uint8Array(runs.length)
  for (const { segment, index } of segmenter.segment(runs))
    lonely[index] =
      segment.length === 1 || (segment.length === 2 && (segment.codePointAt(0) as number) > 0xffff) ? 1 : 0
  return lonely
}
