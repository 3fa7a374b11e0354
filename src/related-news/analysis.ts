/** What is kept of an article's text, so that related news can be computed without reading it again. */
import { type Sketch, sketchOf } from './sketch.ts'
import { type ComparedText, comparedWords, marksOf, tagTerm, termsOf } from './terms.ts'
import { termNumber, type Vector, vectorOf, withTerms } from './vector.ts'

export interface Analysis {
  /** All its terms. */
  vector: Vector
  sketch: Sketch
}

/** Analyses a text. The same text gives the same analysis, whatever else there is. */
export function analyse(text: ComparedText): Analysis {
  const words = comparedWords(text)
  const terms = termsOf(words, text.tags)
  return { vector: vectorOf(terms.numbers, marksOf(terms)), sketch: sketchOf(words) }
}

/** The vector of a text that was analysed without its tags. */
export const withTags = (vector: Vector, tags: readonly string[], language: string): Vector =>
  withTerms(
    vector,
    tags.map((tag) => termNumber(language, tagTerm(tag))),
  )
