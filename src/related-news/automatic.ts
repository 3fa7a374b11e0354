/** Computed related news: kept in step with live articles, looked up, explained; and near-duplicates. */
import { type Block, toText } from '../body/index.ts'
import type { Db, Queries } from '../db/db.ts'
import type { Viewer } from '../lib/viewer.ts'
import { analyse } from './analysis.ts'
import { type AutomaticStore, type Candidate, createAutomaticStore, type Wanted } from './automatic-store.ts'
import { type Compared, type Ranked, rank } from './ranking.ts'
import type { RelatedNewsExplanation } from './schema.ts'
import { keysOf, sameWording, sharedPart } from './sketch.ts'
import { type Statistics, weightiest } from './statistics.ts'
import { createStatisticsStore } from './statistics-store.ts'
import type { LiveTarget } from './store.ts'
import { type ComparedText, comparedWords, tagOf, termsOf } from './terms.ts'
import { frequencyWeight, termNumber } from './vector.ts'

/** What a live article is told by. */
export interface LiveText {
  id: string
  ordinal: number
  language: string
  document: { title: string; summary: string | null; tagIds: string[] }
}

export interface AutomaticItem {
  target: LiveTarget
  /** 0 to 1. */
  score: number
  explanation: RelatedNewsExplanation | null
}

/** How computed related news is asked for. */
export interface AutomaticRequest {
  /** Ordinals of what is shown already. */
  taken: number[]
  limit: number
  viewer: Viewer
  /** The blocks of the article, if what is found is to be explained. */
  blocks?: Block[] | undefined
}

/** So many terms of an article are kept. */
const termsKept = 128
/** So many of them an article is filed under, and so many others are looked for. */
const termsFiled = 28
const termsWanted = 64
/** While a language has fewer articles than this its rare terms are not known yet: then all are filed. */
const fewArticles = 1600
/** How many terms an explanation names. */
const termsExplained = 20

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000

const comparedText = ({ language, document }: LiveText, blocks: readonly Block[]): ComparedText => ({
  language,
  title: document.title,
  summary: document.summary,
  body: toText(blocks),
  tags: document.tagIds,
})

/** The weightiest terms of an article; each counts by the square of its weight, as it does in a product of vectors. */
function wantedOf({ vector }: Compared, statistics: Statistics): Wanted[] {
  const { terms, marks } = weightiest(vector, statistics, termsWanted)
  return Array.from(terms, (number, place) => {
    const mark = marks[place] as number
    return { number, weight: (frequencyWeight(mark) * statistics.rarity(number, mark)) ** 2 }
  })
}

/** The operations on computed related news. */
export function createAutomatic({ db }: { db: Db }) {
  const store: AutomaticStore = createAutomaticStore(db)
  const statistics = createStatisticsStore(db)

  /** Kept in step with the live tables: a projection of them. */
  const projection = {
    async put(queries: Queries, article: LiveText, blocks: Block[]): Promise<void> {
      const { vector, sketch } = analyse(comparedText(article, blocks))
      const known = await statistics.add(queries, article, vector.terms)
      const kept = weightiest(vector, known, termsKept)
      const filed = known.articles < fewArticles ? kept : weightiest(kept, known, termsFiled)
      const numbers = new Set([...filed.terms, ...keysOf(sketch)])
      await store.add(queries, { ordinal: article.ordinal, vector: kept, sketch }, Uint32Array.from(numbers))
    },
    async remove(queries: Queries, article: LiveText): Promise<void> {
      await store.remove(queries, article.ordinal)
      await statistics.remove(queries, article)
    },
  }

  /** What related articles there are, the best first, without near-duplicates of one another or of what is taken. */
  async function ranked(queries: Queries, article: LiveText, { taken, limit, viewer }: AutomaticRequest) {
    const { found, version } = await store.find(queries, article.language, [article.ordinal, ...taken])
    const own = found.get(article.ordinal)
    if (!own) return []
    const known = await statistics.find(queries, article.language, version)
    const candidates = await store.candidates(queries, article.ordinal, wantedOf(own, known), viewer)
    const shown: Compared[] = [...found.values()]
    const chosen: Ranked<Candidate>[] = []
    for (const each of rank(own, candidates, known)) {
      if (chosen.length === limit) break
      if (found.has(each.candidate.ordinal) || shown.some((other) => sameWording(other.sketch, each.candidate.sketch)))
        continue
      shown.push(each.candidate)
      chosen.push(each)
    }
    return chosen
  }

  function explain(each: Ranked<Candidate>, names: Map<number, string>): RelatedNewsExplanation {
    const terms = each.contributions().slice(0, termsExplained)
    return {
      terms: terms.map(({ term, weight }) => ({ term: names.get(term) as string, weight: rounded(weight) })),
      similarity: rounded(each.similarity),
      daysApart: rounded(each.daysApart),
      decay: rounded(each.decay),
    }
  }

  /**
   * Computed related news of a live article, the best first, without what is taken and its near-duplicates. They are
   * explained when the blocks of the article are given.
   */
  async function list(queries: Queries, article: LiveText, request: AutomaticRequest): Promise<AutomaticItem[]> {
    const { blocks } = request
    const chosen = await ranked(queries, article, request)
    const names = new Map<number, string>()
    if (blocks) {
      const text = comparedText(article, blocks)
      for (const term of termsOf(comparedWords(text), text.tags).keys())
        names.set(termNumber(article.language, term), tagOf(term) ?? term)
    }
    return chosen.map((each) => ({
      target: each.candidate.target,
      score: rounded(each.score),
      explanation: blocks ? explain(each, names) : null,
    }))
  }

  /** The near-duplicates of a live article, the newest first, with the part of the shorter text that both have. */
  async function duplicates(
    queries: Queries,
    article: LiveText,
    limit: number,
    viewer: Viewer,
  ): Promise<{ target: LiveTarget; shared: number }[]> {
    const { found } = await store.find(queries, article.language, [article.ordinal])
    const own = found.get(article.ordinal)
    if (!own) return []
    const wanted = Array.from(keysOf(own.sketch), (number) => ({ number, weight: 1 }))
    const alike = (await store.candidates(queries, article.ordinal, wanted, viewer))
      .filter(({ target, sketch }) => target.language === article.language && sameWording(own.sketch, sketch))
      .sort((a, b) => b.ordinal - a.ordinal)
      .slice(0, limit)
    return alike.map(({ target, sketch }) => ({ target, shared: rounded(sharedPart(own.sketch, sketch)) }))
  }

  return { projection, list, duplicates }
}

export type Automatic = ReturnType<typeof createAutomatic>
