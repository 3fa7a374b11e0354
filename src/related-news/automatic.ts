/** Computed related news: kept in step with live articles, looked up, explained; and near-duplicates. */
import { type Block, toText } from '../body/index.ts'
import type { Db, Queries } from '../db/db.ts'
import type { Viewer } from '../lib/viewer.ts'
import { type Analysis, analyse, withTags } from './analysis.ts'
import { type AutomaticStore, createAutomaticStore, type FiledArticle, type Wanted } from './automatic-store.ts'
import { type Compared, type Ranked, rank } from './ranking.ts'
import type { RelatedNewsExplanation } from './schema.ts'
import { keysOf, type Sketch, sameWording, sharedPart } from './sketch.ts'
import { type Statistics, weightiest, weightiestOf } from './statistics.ts'
import { createStatisticsStore } from './statistics-store.ts'
import type { LiveTarget } from './store.ts'
import { type ComparedText, comparedWords, tagOf, termsOf, textOf } from './terms.ts'
import { frequencyWeight, type Vector } from './vector.ts'

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

/** Analyses the texts of an article but for its tags. It needs no database: any thread can do it. */
export const analysedText = (
  { language, title, summary }: { language: string; title: string; summary: string | null },
  blocks: readonly Block[],
): Analysis => analyse({ language, title, summary, body: toText(blocks), tags: [] })

/** The weightiest terms of an article; each counts by the square of its weight, as it does in a product of vectors. */
function wantedOf({ vector }: Compared, statistics: Statistics): Wanted[] {
  const { terms, marks } = weightiest(vector, statistics, termsWanted)
  return Array.from(terms, (number, place) => {
    const mark = marks[place] as number
    return { number, weight: (frequencyWeight(mark) * statistics.rarity(number, mark)) ** 2 }
  })
}

/** All of these numbers, and those of the others that are not among them; each list has different ones. */
function allOf(numbers: Uint32Array, others: Uint32Array): Uint32Array {
  const further = others.filter((each) => !numbers.includes(each))
  const all = new Uint32Array(numbers.length + further.length)
  all.set(numbers)
  all.set(further, numbers.length)
  return all
}

/** What is kept of an article's terms, and under which numbers it is filed. */
function filing(ordinal: number, vector: Vector, sketch: Sketch, known: Statistics): FiledArticle {
  const few = known.articles < fewArticles ? termsKept : termsFiled
  const [kept, filed] = weightiestOf(vector, known, [termsKept, few]) as [Vector, Vector]
  return { article: { ordinal, vector: kept, sketch }, filed: allOf(filed.terms, keysOf(sketch)) }
}

/** The operations on computed related news. */
export function createAutomatic({ db }: { db: Db }) {
  const store: AutomaticStore = createAutomaticStore(db)
  const statistics = createStatisticsStore(db)

  /** Kept in step with the live tables: a projection of them. */
  const projection = {
    name: 'relatedNews' as const,
    analyse: analysedText,
    async put(queries: Queries, articles: Array<{ row: LiveText; analysis: unknown }>): Promise<void> {
      const texts = articles.map(({ row, analysis }) => {
        const { vector, sketch } = analysis as Analysis
        return { row, sketch, vector: withTags(vector, row.document.tagIds, row.language) }
      })
      const known = await statistics.add(
        queries,
        texts.map(({ row, vector }) => ({ ...row, terms: vector.terms })),
      )
      await store.add(
        queries,
        texts.map(({ row, vector, sketch }, index) => filing(row.ordinal, vector, sketch, known[index] as Statistics)),
      )
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
    const chosen: Ranked<Compared>[] = []
    for (const each of rank(own, candidates, known)) {
      if (chosen.length === limit) break
      if (found.has(each.candidate.ordinal) || shown.some((other) => sameWording(other.sketch, each.candidate.sketch)))
        continue
      shown.push(each.candidate)
      chosen.push(each)
    }
    return chosen
  }

  function explain(each: Ranked<Compared>, names: Map<number, string>): RelatedNewsExplanation {
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
    const targets = await store.targets(
      queries,
      chosen.map(({ candidate }) => candidate.ordinal),
    )
    const names = new Map<number, string>()
    if (blocks) {
      const text = comparedText(article, blocks)
      const terms = termsOf(comparedWords(text), text.tags)
      for (const [place, number] of terms.numbers.entries()) {
        const term = textOf(terms, place)
        names.set(number, tagOf(term) ?? term)
      }
    }
    return chosen.map((each) => ({
      target: targets.get(each.candidate.ordinal) as LiveTarget,
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
    const candidates = await store.candidates(queries, article.ordinal, wanted, viewer)
    const alike = candidates.filter(({ sketch }) => sameWording(own.sketch, sketch))
    const targets = await store.targets(
      queries,
      alike.map(({ ordinal }) => ordinal),
    )
    return alike
      .sort((a, b) => b.ordinal - a.ordinal)
      .map(({ ordinal, sketch }) => ({ target: targets.get(ordinal) as LiveTarget, sketch }))
      .filter(({ target }) => target.language === article.language)
      .slice(0, limit)
      .map(({ target, sketch }) => ({ target, shared: rounded(sharedPart(own.sketch, sketch)) }))
  }

  return { projection, list, duplicates }
}

export type Automatic = ReturnType<typeof createAutomatic>
