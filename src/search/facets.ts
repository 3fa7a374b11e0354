/** How many hits have which source, tag, language and year. */
import type { CatalogueEntry } from '../catalogue/index.ts'
import { nameIn } from '../catalogue/index.ts'
import { instantToLocal, startOfDay } from '../lib/instant.ts'
import { firstOrdinalAt, instantOfOrdinal } from '../lib/ordinal.ts'
import type { FacetName, Facets } from './schema.ts'
import type { Tally } from './store.ts'

interface FacetValue {
  value: string
  label: string
  count: number
}

/** How many values of a facet are told. */
const mostValues = 50

const mostFrequent = (values: FacetValue[]): FacetValue[] =>
  values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, mostValues)

/** How many of these ordinals are of each year by the clock of a time zone, the newest year first. */
export function countYears(ordinals: number[], timeZone: string): FacetValue[] {
  const counts = new Map<string, number>()
  let year = ''
  let first = Number.POSITIVE_INFINITY
  // From the newest on, a year is looked up once: its first second is where the one before begins.
  for (const ordinal of ordinals.toSorted((a, b) => b - a)) {
    if (ordinal < first) {
      year = instantToLocal(instantOfOrdinal(ordinal), timeZone).slice(0, 4)
      first = firstOrdinalAt(startOfDay(`${year}-01-01`, timeZone))
    }
    counts.set(year, (counts.get(year) ?? 0) + 1)
  }
  return Array.from(counts, ([value, count]) => ({ value, label: value, count }))
}

const labelOfLanguage = (language: string): string =>
  new Intl.DisplayNames([language, 'en'], { type: 'language' }).of(language) ?? language

interface Names {
  name?: string
  names?: Record<string, string> | null
  labels?: Record<string, string>
}

/** All names of a source, or all labels of a tag. */
export function namesOf({ document }: CatalogueEntry): string[] {
  const { name, names, labels } = document as Names
  return [...(name === undefined ? [] : [name]), ...Object.values({ ...names, ...labels })]
}

/** The name of a source or the label of a tag, in a language if it has one. */
export function labelOf({ document, slug }: CatalogueEntry, language: string): string {
  const { name, names, labels } = document as Names
  return nameIn(names ?? labels ?? null, language, name ?? Object.values(labels ?? {})[0] ?? slug)
}

interface Counted {
  ordinals: number[]
  tallies: Tally[]
  entries: Map<string, CatalogueEntry>
  timeZone: string
  language: string
  isComplete: boolean
}

/** The facets that were asked for. What is counted are live articles, whose sources and tags readers see. */
export function facetsOf(names: FacetName[], counted: Counted): Facets {
  const { tallies, entries, language } = counted
  const valuesOf = (name: FacetName): FacetValue[] => {
    if (name === 'year') return countYears(counted.ordinals, counted.timeZone)
    const own = tallies.filter(({ kind }) => kind === name)
    if (name === 'language') return mostFrequent(own.map((each) => ({ ...each, label: labelOfLanguage(each.value) })))
    return mostFrequent(
      own.flatMap(({ value, count }) => {
        const entry = entries.get(value)
        return entry ? [{ value: entry.slug, label: labelOf(entry, language), count }] : []
      }),
    )
  }
  const facets = Object.fromEntries(
    names.map((name) => [name, valuesOf(name).map(({ value, label, count }) => ({ value, label, count }))]),
  )
  return { ...facets, isComplete: counted.isComplete }
}
