/** How hits are found: which of the index's lists are walked, which are ranked, and when it stops. */
import type { Queries } from '../db/db.ts'
import type { Instant } from '../lib/instant.ts'
import { isSentence, loosened } from './loosening.ts'
import type { SearchQuery, Unit } from './query.ts'
import { type RankedHit, rank, weightOf } from './ranking.ts'
import type { Narrowing, ScoredHit, SearchIndex, Selection, WeightedUnit } from './search-index.ts'
import type { Words } from './vocabulary.ts'

/** How much of the index one search may look at. */
export interface SearchLimits {
  /** So many articles are ranked at most; when every term has more, hits stand newest first. */
  ranked: number
  /** Of sentences, which have many terms, less of each is looked at. */
  ofSentence: number
  /** So many are scored by the database's own measure, which reads more of each; others by what they have. */
  measured: number
  /** So many articles with some of the terms are shown. */
  partial: number
  /** How many of a sentence's commoner terms are looked up in the articles that have a rarer one. */
  others: number
  /** A beginning that titles have more often stands for its most frequent words only, */
  beginning: number
  /** and for so many of them. */
  words: number
}

/** Found by measuring a million articles on SQLite: bench/search-recall.ts and docs/search.md. */
export const searchLimits: SearchLimits = {
  ranked: 5000,
  ofSentence: 1000,
  measured: 300,
  partial: 400,
  others: 6,
  beginning: 2000,
  words: 64,
}

/** Articles with less than this part of what the best one has of a query are not shown. */
const leastPart = 0.3
/** What counts for an article that has nothing but what is meant exactly. */
const leastWeight = 0.01
/** What finding a term in the summary or in the title adds to finding it at all. */
const inSummary = 0.5
const inTitle = 2

/** Hits in the order of relevance. */
export interface Ranking {
  hits: RankedHit[]
  /** The terms by themselves that matter: what is marked in hits with some of them. */
  telling: Unit[]
  /** The terms that no article has. */
  unknown: Unit[]
}

interface CountedUnit extends WeightedUnit {
  articles: number
}

const byRarity = (a: CountedUnit, b: CountedUnit): number => a.articles - b.articles

const keyOf = ({ tokens, prefix, field }: Unit): string => `${field} ${prefix} ${tokens.join(' ')}`

/** The rarest units that together are in so few articles that all of these can be looked at; at least one. */
function anchorsOf(units: CountedUnit[], most: number): CountedUnit[] {
  let articles = 0
  return units.toSorted(byRarity).filter((unit, index) => {
    articles += unit.articles
    return index === 0 || articles <= most
  })
}

/** Adds up what lists of articles are worth to each article that is in them. */
function addUp(lists: Array<{ ordinals: number[]; weight: number }>): Map<number, number> {
  const scores = new Map<number, number>()
  for (const { ordinals, weight } of lists)
    for (const ordinal of ordinals) scores.set(ordinal, (scores.get(ordinal) ?? 0) + weight)
  return scores
}

const inField = (unit: Unit, field: 'title' | 'summary'): Unit => ({ ...unit, field })

/** Each unit in the summary and in the title, with what it adds there. */
const fieldUnits = (units: CountedUnit[]): WeightedUnit[] =>
  units
    .filter(({ unit }) => unit.field === null)
    .flatMap(({ unit, weight }) => [
      { unit: inField(unit, 'summary'), weight: weight * inSummary },
      { unit: inField(unit, 'title'), weight: weight * inTitle },
    ])

/** The words that a reader may be told of. */
export type WordsFor = (narrowing: Narrowing | undefined) => Words

/** Finds hits. */
export function createRetrieval(index: SearchIndex, wordsFor: WordsFor, limits: SearchLimits = searchLimits) {
  /** Beginnings of very many words become their most frequent ones: nothing else about them can be told quickly. */
  async function withWords(queries: Queries, unit: Unit, narrowing: Narrowing | undefined): Promise<Unit> {
    const beginning = unit.text.split(' ').at(-1) as string
    if (!unit.prefix) return unit
    const found = await wordsFor(undefined).completions(queries, beginning, limits.words)
    const titles = found.reduce((sum, { articles }) => sum + articles, 0)
    if (titles <= limits.beginning) return unit
    const own = narrowing ? await wordsFor(narrowing).completions(queries, beginning, limits.words) : found
    return { ...unit, words: own.length === 0 ? [beginning] : own.map(({ word }) => word) }
  }

  /** The query with its beginnings looked up; the query itself when it has none. */
  async function prepare(queries: Queries, query: SearchQuery, narrowing: Narrowing | undefined): Promise<SearchQuery> {
    const { units, excluded } = query
    if (![...units, ...excluded].some(({ prefix }) => prefix)) return query
    const each = async (list: Unit[]): Promise<Unit[]> => {
      const prepared: Unit[] = []
      for (const unit of list) prepared.push(await withWords(queries, unit, narrowing))
      return prepared
    }
    return { units: await each(units), excluded: await each(excluded) }
  }

  async function count(
    queries: Queries,
    units: Unit[],
    cap: number,
    narrowing: Narrowing | undefined,
  ): Promise<Map<string, CountedUnit>> {
    const { articles, total } = await index.count(queries, units, cap, narrowing)
    return new Map(
      units.map((unit, place) => {
        const found = articles[place] as number
        return [keyOf(unit), { unit, articles: found, weight: weightOf(found, total) }]
      }),
    )
  }

  /** The newest articles of a selection, all of one score. */
  async function newest(queries: Queries, selection: Selection): Promise<ScoredHit[]> {
    const [ordinals = []] = await index.lists(queries, [selection], limits.partial)
    return ordinals.map((ordinal) => ({ ordinal, score: 1 }))
  }

  /** Articles with some of the units: those that have one of the rarer ones, by the weight of all that they have. */
  async function partial(queries: Queries, selection: Selection, loose: CountedUnit[]): Promise<ScoredHit[]> {
    const known = loose.filter(({ articles }) => articles > 0)
    const exact = selection.required.filter((unit) => unit.exact)
    if (known.length + exact.length === 0) return []
    const anchors = known.length === 0 ? [] : anchorsOf(known, limits.ofSentence)
    const others = known
      .filter((unit) => !anchors.includes(unit))
      .toSorted(byRarity)
      .slice(0, limits.others)
    const narrowed = { ...selection, required: exact }
    const anchored = { ...narrowed, anyOf: anchors.map(({ unit }) => unit) }
    const parts = [...anchors, ...fieldUnits(anchors), ...others]
    const lists = await index.lists(
      queries,
      [
        ...parts.map((part) => {
          const base = others.includes(part as CountedUnit) ? anchored : narrowed
          return { ...base, required: [...base.required, part.unit] }
        }),
        // What is meant exactly is enough when nothing else is there.
        ...(exact.length > 0 ? [narrowed] : []),
      ],
      limits.ofSentence,
    )
    const scores = addUp(lists.map((ordinals, place) => ({ ordinals, weight: parts[place]?.weight ?? leastWeight })))
    const hits = Array.from(scores, ([ordinal, score]) => ({ ordinal, score }))
    hits.sort((a, b) => b.score - a.score || b.ordinal - a.ordinal)
    return hits.slice(0, limits.partial).filter(({ score }) => score >= leastPart * (hits[0] as ScoredHit).score)
  }

  /** Articles with all units, scored by the rarer ones. */
  async function full(queries: Queries, selection: Selection, rare: CountedUnit[]): Promise<ScoredHit[]> {
    if (rare.length === 0) return newest(queries, selection)
    const fewest = Math.min(...rare.map(({ articles }) => articles))
    // The database's own measure would tell a narrowed reader of articles of others.
    if (fewest <= limits.measured && !selection.narrowing) return index.score(queries, selection, rare, limits.measured)
    const parts = fieldUnits(rare)
    const [all = [], ...lists] = await index.lists(
      queries,
      [selection, ...parts.map(({ unit }) => ({ ...selection, required: [unit], excluded: [] }))],
      limits.ranked,
    )
    const scores = addUp(lists.map((ordinals, place) => ({ ordinals, weight: (parts[place] as WeightedUnit).weight })))
    const anywhere = rare.reduce((sum, { weight }) => sum + weight, 0)
    return all.map((ordinal) => ({ ordinal, score: anywhere + (scores.get(ordinal) ?? 0) }))
  }

  /**
   * The articles of a selection ranked, with recency counted as of an instant: those with all units, and behind them,
   * when there are none or the query is a sentence, those with some. Undefined when every unit is too common to rank by.
   */
  async function ranking(
    queries: Queries,
    selection: Selection,
    query: SearchQuery,
    at: Instant,
  ): Promise<Ranking | undefined> {
    const most = isSentence(query) ? limits.ofSentence : limits.ranked
    const counted = await count(
      queries,
      distinctUnits([...query.units, ...loosened(query)]),
      most + 1,
      selection.narrowing,
    )
    const of = (units: Unit[]): CountedUnit[] => units.map((unit) => counted.get(keyOf(unit)) as CountedUnit)
    const units = of(query.units)
    const loose = of(loosened(query))
    const rare = units.filter(({ articles }) => articles <= most)
    const unknown = query.units.filter((_, place) => units[place]?.articles === 0)
    if (rare.length === 0 && !isSentence(query) && (await hasHits(queries, selection))) return undefined
    const all = unknown.length === 0 ? await full(queries, selection, rare) : []
    const wantsMore = (all.length === 0 || isSentence(query)) && !unknown.some(({ exact }) => exact)
    const some = wantsMore ? await partial(queries, selection, loose) : []
    return { hits: rank(all, some, at), telling: tellingOf(loose), unknown }
  }

  /** Whether any article is in a selection. A single term that is common is, unless filters take it all. */
  async function hasHits(queries: Queries, selection: Selection): Promise<boolean> {
    return selection.required.length === 1 || (await index.walk(queries, selection, 'newest', 1)).length > 0
  }

  /** Those of the units that no article has which the reader may see. One statement. */
  async function unknown(queries: Queries, units: Unit[], narrowing: Narrowing | undefined): Promise<Unit[]> {
    const { articles } = await index.count(queries, units, 1, narrowing)
    return units.filter((_, place) => articles[place] === 0)
  }

  return { prepare, ranking, unknown, walk: index.walk }
}

export type Retrieval = ReturnType<typeof createRetrieval>

/** The units by themselves without those that say little beside the others, such as “the”. */
function tellingOf(loose: CountedUnit[]): Unit[] {
  const best = Math.max(...loose.map(({ weight }) => weight), 0)
  return loose.filter(({ weight }) => weight >= leastPart * best).map(({ unit }) => unit)
}

const distinctUnits = (units: Unit[]): Unit[] => [...new Map(units.map((unit) => [keyOf(unit), unit])).values()]
