/** The sources, editors and tags of a made-up newsroom, as the lines of an import have them. */
import { pick, randomNumbers, shuffled } from './numbers.ts'
import { chineseVocabulary, englishVocabulary } from './vocabulary.ts'

/** A source, an editor or a tag. */
export interface Entry {
  type: 'source' | 'editor' | 'tag'
  id: string
  slug: string
  [field: string]: unknown
}

/** A tag with its names in both languages. */
export interface Tag extends Entry {
  type: 'tag'
  kind: 'section' | 'topic' | 'place' | 'person'
  labels: { en: string; 'zh-Hans': string }
  parent: string | null
}

/** Each list has what is named most often first. */
export interface BenchCatalogue {
  sources: Entry[]
  editors: Entry[]
  sections: Tag[]
  /** Of each section, those below it. */
  topics: Map<string, Tag[]>
  provinces: Tag[]
  places: Tag[]
  persons: Tag[]
  /** All of them, so that what a tag stands below comes before it. */
  entries: Entry[]
}

export const english = englishVocabulary(30_000)
export const chinese = chineseVocabulary(12_000)

const sizes = { sources: 50, editors: 40, sections: 12, topics: 9, provinces: 8, places: 92, persons: 80 }

/** The id of an entry: a UUIDv7 of the year 2015, made of its number. */
const idOf = (number: number): string => `014aa2d8-5c00-7000-8000-${number.toString(16).padStart(12, '0')}`

const numbered = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))

/** Makes the catalogue: 50 sources, 40 editors, and 300 tags in two trees, the same ones every time. */
export function benchCatalogue(): BenchCatalogue {
  const random = randomNumbers(21)
  let made = 0
  const nextId = () => idOf(++made)
  const places = shuffled(random, english.places)
  const syndications = ['open', 'licensed', 'none', undefined]
  const sources = numbered(sizes.sources, (index): Entry => {
    const name = `${places[index]} ${pick(random, ['News', 'Daily', 'Times', 'Press'])}`
    const syndication = pick(random, syndications)
    const rights = { copyrightNotice: `© ${name}`, ...(syndication && { syndication }) }
    const names = { 'zh-Hans': `${chinese.places[index]}日报` }
    return { type: 'source', id: nextId(), slug: `source-${index}`, name, names, kind: 'newspaper', rights }
  })
  const editors = numbered(sizes.editors, (index): Entry => {
    const names = { 'zh-Hans': chinese.people[index] }
    return { type: 'editor', id: nextId(), slug: `editor-${index}`, name: english.people[index], names }
  })
  const tag = (kind: Tag['kind'], slug: string, en: string, zh: string, parent: Tag | null = null): Tag => ({
    ...{ type: 'tag', id: nextId(), slug, kind },
    ...{ labels: { en, 'zh-Hans': zh }, parent: parent?.id ?? null },
  })
  const word = (index: number) => [english.words[index] as string, chinese.words[index] as string] as const
  const sections = numbered(sizes.sections, (index) => tag('section', `section-${index}`, ...word(index * 10)))
  const topicsOf = (section: Tag, at: number) =>
    numbered(sizes.topics, (index) =>
      tag('topic', `${section.slug}-topic-${index}`, ...word(at * 10 + index + 1), section),
    )
  const topics = new Map(sections.map((section, at) => [section.id, topicsOf(section, at)]))
  const place = (index: number) => [english.places[index] as string, chinese.places[index] as string] as const
  const provinces = numbered(sizes.provinces, (index) => tag('place', `province-${index}`, ...place(100 + index)))
  const towns = numbered(sizes.places, (index) =>
    tag('place', `place-${index}`, ...place(index), provinces[index % sizes.provinces] as Tag),
  )
  const persons = numbered(sizes.persons, (index) =>
    tag('person', `person-${index}`, english.people[100 + index] as string, chinese.people[100 + index] as string),
  )
  const tags = [...sections, ...[...topics.values()].flat(), ...provinces, ...towns, ...persons]
  return {
    sources,
    editors,
    sections,
    topics,
    provinces,
    places: towns,
    persons,
    entries: [...sources, ...editors, ...tags],
  }
}
