/** The reference that search is held against: a plain look through all texts, with the same folding and nothing else. */
import { fold, singular } from '../../src/search/fold.ts'

/** An article as the scan reads it. */
export interface ScannedArticle {
  id: string
  publishedAt: string
  /** Title, summary and paragraphs. */
  passages: string[]
}

const CHARACTERS = /^\p{Script=Han}+$/u
const WORDS = /(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu

interface Folded {
  id: string
  publishedAt: string
  passages: string[]
  words: Set<string>
}

/** Folds the texts once. `find` answers the ids of the articles that have all terms, newest first. */
export function createScan(articles: ScannedArticle[]) {
  const folded: Folded[] = articles.map(({ id, publishedAt, passages }) => {
    const texts = passages.map(fold)
    return {
      id,
      publishedAt,
      passages: texts,
      words: new Set(texts.flatMap((text) => text.match(WORDS) ?? []).map(singular)),
    }
  })
  const has = ({ passages, words }: Folded, term: string): boolean =>
    CHARACTERS.test(term) ? passages.some((text) => text.includes(term)) : words.has(singular(term))

  return {
    find(query: string): string[] {
      const terms = query.split(' ').map(fold)
      return folded
        .filter((article) => terms.every((term) => has(article, term)))
        .sort((a, b) => (a.publishedAt < b.publishedAt ? 1 : -1))
        .map(({ id }) => id)
    },
  }
}

/** Numbers from 0 up to 1. */
type Random = () => number

const one = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T

/** One to six characters that stand side by side in an article, if it has any. */
function characters(random: Random, { passages }: ScannedArticle): string | undefined {
  const runs = passages.flatMap((passage) => passage.match(/\p{Script=Han}+/gu) ?? [])
  if (runs.length === 0) return undefined
  const run = Array.from(one(random, runs))
  const length = Math.min(run.length, 1 + Math.floor(random() * 6))
  const start = Math.floor(random() * (run.length - length + 1))
  return run.slice(start, start + length).join('')
}

/** One to three words of an article, if it has any. */
function words(random: Random, { passages }: ScannedArticle): string | undefined {
  const all = passages.flatMap((passage) => passage.match(WORDS) ?? [])
  if (all.length === 0) return undefined
  return Array.from({ length: 1 + Math.floor(random() * 3) }, () => one(random, all)).join(' ')
}

/** A query of each kind in turn: Chinese, English, and both, mostly of one article, sometimes of two. */
export function randomQueries(random: Random, articles: readonly ScannedArticle[], count: number): string[] {
  const queries: string[] = []
  while (queries.length < count) {
    const article = one(random, articles)
    const other = random() < 0.8 ? article : one(random, articles)
    const kind = queries.length % 3
    const parts = [kind === 1 ? undefined : characters(random, article), kind === 0 ? undefined : words(random, other)]
    const found = parts.filter((part) => part !== undefined)
    if (found.length === (kind === 2 ? 2 : 1)) queries.push(found.join(' '))
  }
  return queries
}
