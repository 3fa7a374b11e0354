/** What is kept of an article's text, so that related news can be computed without reading it again. */
import { type Sketch, sketchOf } from './sketch.ts'
import { type ComparedText, comparedWords, termsOf } from './terms.ts'
import { type Vector, vectorOf } from './vector.ts'

export interface Analysis {
  /** All its terms. */
  vector: Vector
  sketch: Sketch
}

/** Analyses a text. The same text gives the same analysis, whatever else there is. */
export function analyse(text: ComparedText): Analysis {
  const words = comparedWords(text)
  return { vector: vectorOf(termsOf(words, text.tags), text.language), sketch: sketchOf(words) }
}
