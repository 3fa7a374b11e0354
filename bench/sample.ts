/** Values to ask a made newsroom for: many of each kind, so that no request is answered from what the one before it read. */
import { asc, desc, gte } from 'drizzle-orm'
import { htmlToText } from '../src/lib/html.ts'
import type { Instant } from '../src/lib/instant.ts'
import { firstOrdinalAt } from '../src/lib/ordinal.ts'
import { instantOf } from './articles.ts'
import { benchCatalogue, chinese, english } from './catalogue.ts'
import type { BenchNewsroom } from './newsrooms.ts'
import { pick, randomNumbers } from './numbers.ts'

/** How many values of each kind. */
const size = 200

export interface SampledArticle {
  id: string
  ordinal: number
  language: string
  slug: string
  title: string
  authors: string[]
  /** Slugs of its source and of its tags. */
  source: string
  tags: string[]
  publishedAt: string
  /** Its first paragraph as text. */
  text: string
}

export interface Sample {
  articles: SampledArticle[]
  /** Words that few articles have, and words that nearly all have. */
  rareWords: string[]
  commonWords: string[]
  /** Instants a month apart at random places of the ten years. */
  months: Array<{ after: string; before: string }>
}

const distinct = <T>(list: T[]): T[] => [...new Set(list)]

/** Articles at random times of all ten years. */
async function sampleArticles({ newsroom }: BenchNewsroom, times: Instant[]): Promise<SampledArticle[]> {
  const { db, catalogue, lifecycle } = newsroom
  const { liveArticles } = db.tables
  const found: SampledArticle[] = []
  for (const time of times) {
    const [row] = await db.read
      .select()
      .from(liveArticles)
      .where(gte(liveArticles.ordinal, firstOrdinalAt(time)))
      .orderBy(asc(liveArticles.ordinal))
      .limit(1)
    if (!row) continue
    const { id, ordinal, language, slug, title, publishedAt, sourceId } = row
    const document = row.document as { authors: string[]; tagIds: string[] }
    const entries = await catalogue.store.findAll(db.read, [sourceId, ...document.tagIds])
    const named = (each: string) => entries.get(each)?.slug as string
    const [block] = (await lifecycle.live.bodies(db.read, [id])).get(id) ?? []
    const text = block?.type === 'paragraph' ? htmlToText(block.html) : ''
    found.push({
      ...{ id, ordinal: Number(ordinal), language, slug, title, publishedAt, text, authors: document.authors },
      ...{ source: named(sourceId), tags: document.tagIds.map(named) },
    })
  }
  return found
}

/** Draws the values for measuring a newsroom: the same ones for newsrooms of one size. */
export async function sampleOf(bench: BenchNewsroom): Promise<Sample> {
  const random = randomNumbers(31)
  const moments = Array.from({ length: size }, () => Date.UTC(2016, 1, 1) + random() * Date.UTC(1979, 9, 1))
  const rare = Array.from({ length: size }, () => pick(random, english.words.slice(12_000)))
  return {
    articles: await sampleArticles(
      bench,
      moments.map((moment) => instantOf(moment) as Instant),
    ),
    rareWords: distinct(rare),
    commonWords: [...english.words.slice(0, 40), ...english.grammar.slice(0, 40)],
    months: moments.map((moment) => ({ after: instantOf(moment), before: instantOf(moment + 30 * 86_400_000) })),
  }
}

/** Runs of so many neighbouring Chinese characters, out of the texts of sampled articles. */
export const chineseRuns = ({ articles }: Sample, length: number): string[] => {
  const texts = articles.filter(({ language }) => language !== 'en').map(({ text }) => text)
  const runs = texts.flatMap((text) => text.match(new RegExp(`\\p{Script=Han}{${length}}`, 'gu')) ?? [])
  return distinct(runs).slice(0, size)
}

/** Place names in both languages. */
export const placeNames = { en: english.places.slice(0, 92), zh: chinese.places.slice(0, 92) }

/** Slugs of the catalogue. */
export function slugs() {
  const { sources, editors, sections, topics, provinces, places, persons } = benchCatalogue()
  const of = (entries: Array<{ slug: string }>) => entries.map(({ slug }) => slug)
  return {
    ...{ sources: of(sources), editors: of(editors), sections: of(sections), provinces: of(provinces) },
    ...{ topics: of([...topics.values()].flat()), places: of(places), persons: of(persons) },
  }
}

/** The places of the articles that come before pages so far from the newest, by an order: where their cursors point. */
export async function placesBefore(
  { newsroom }: BenchNewsroom,
  order: 'publishedAt' | 'updatedAt',
  from: number,
  count: number,
): Promise<Array<{ key: string; id: string }>> {
  const { liveArticles } = newsroom.db.tables
  const keys = order === 'updatedAt' ? [desc(liveArticles.updatedAt)] : []
  const rows = await newsroom.db.read
    .select({ updatedAt: liveArticles.updatedAt, ordinal: liveArticles.ordinal })
    .from(liveArticles)
    .orderBy(...keys, desc(liveArticles.ordinal))
    .limit(count)
    .offset(from)
  return rows.map((row) => ({ key: order === 'updatedAt' ? row.updatedAt : '', id: String(row.ordinal) }))
}
