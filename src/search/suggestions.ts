/** What may be meant by the beginning of a query: longer queries, tags, sources, titles. */
import type { CatalogueEntry } from '../catalogue/index.ts'
import type { Queries } from '../db/transactions.ts'
import { titleKey } from '../lib/title-key.ts'
import type { Viewer } from '../lib/viewer.ts'
import { labelOf, namesOf } from './facets.ts'
import { fold } from './fold.ts'
import { parseQuery, type Unit } from './query.ts'
import type { Suggestion } from './schema.ts'
import type { Search } from './search.ts'
import { narrowingOf } from './search-index.ts'
import { runsOf } from './tokens.ts'

/** How many words a half-typed word may become when titles are looked for. */
const mostWords = 32

const always = { first: Number.MIN_SAFE_INTEGER, last: Number.MAX_SAFE_INTEGER }

/** A text cut before its last word or run: what stands, and what is still being typed. */
function cutLast(text: string): { before: string; last: string } | undefined {
  const folded = fold(text)
  const last = [...runsOf(folded)].at(-1)
  return last && { before: folded.slice(0, last.start).trim(), last: last.text }
}

/** What a title must have: the words before, and the last one or a word that it may become. */
function titleUnits(before: string, last: string, words: string[]): Unit[] {
  const inTitle = (unit: Unit): Unit => ({ ...unit, field: 'title', exact: true })
  const typed = parseQuery(last).units.map((unit) => (words.length > 0 ? { ...unit, words } : unit))
  return [...parseQuery(before).units, ...typed].map(inTitle)
}

/** Of the names of an entry the one in the language, or the one that was begun. */
function shownName(entry: CatalogueEntry, text: string, language: string | undefined): string {
  if (language !== undefined) return labelOf(entry, language)
  const begun = titleKey(text)
  return namesOf(entry).find((name) => titleKey(name).startsWith(begun)) ?? labelOf(entry, '')
}

interface SuggestionRequest {
  /** At most so many of each kind. */
  limit: number
  /** Only words and articles in this language. */
  language: string | undefined
  viewer: Viewer
}

/** Makes suggestions. At most four statements, whatever is typed. */
export function createSuggestions(search: Search) {
  async function articles(
    queries: Queries,
    units: Unit[],
    { limit, language, viewer }: SuggestionRequest,
  ): Promise<Suggestion[]> {
    const filters = { language: language === undefined ? [] : [language], source: [], tag: [] }
    const narrowing = narrowingOf(viewer)
    const selection = { required: units, anyOf: [], excluded: [], filters, narrowing, ...always }
    const ordinals = await search.walk(queries, selection, 'newest', limit)
    const found = await search.store.titles(queries, ordinals)
    return found.map(({ id, slug, language, title }) => ({
      kind: 'article' as const,
      text: title,
      id,
      slug,
      language,
    }))
  }

  /** Suggestions for a beginning. */
  return async function suggestions(queries: Queries, text: string, request: SuggestionRequest): Promise<Suggestion[]> {
    const { limit, language, viewer } = request
    const cut = cutLast(text)
    if (!cut) return []
    const { before, last } = cut
    const words = await search.wordsFor(narrowingOf(viewer)).completions(queries, last, mostWords, language)
    const longer = words.filter(({ word }) => word !== last).slice(0, limit)
    const named = await search.store.entriesNamed(queries, text, limit, viewer)
    const isWord = [...runsOf(last)][0]?.kind === 'word'
    const units = titleUnits(before, last, isWord ? words.map(({ word }) => word) : [])
    return [
      ...longer.map(({ word }) => ({
        kind: 'query' as const,
        text: before === '' ? word : `${before} ${word}`,
        id: null,
        slug: null,
        language: null,
      })),
      ...named.map(({ kind, entry }) => ({
        kind,
        text: shownName(entry, text, language),
        id: entry.id,
        slug: entry.slug,
        language: null,
      })),
      ...(await articles(queries, units, request)),
    ]
  }
}
