/**
 * Articles for measuring, the same ones every time: stories of one to five articles within days, over ten years and
 * denser lately; 15 % in Chinese, a third of these with one of a few places in the title.
 */
import { benchCatalogue, chinese, type Entry, english, type Tag } from './catalogue.ts'
import { pick, type Random, randomNumbers, zipf } from './numbers.ts'
import { traditional } from './vocabulary.ts'
import { chineseWriter, latinWriter, type Subject, type Writer } from './writer.ts'

const languages = ['en', 'zh-Hans', 'zh-Hant'] as const
type Language = (typeof languages)[number]

/** An article as it is made; the lines of an import and the rows of live articles follow from it. */
export interface MadeArticle {
  number: number
  id: string
  language: Language
  slug: string
  title: string
  summary: string
  paragraphs: string[]
  source: Entry
  editor: Entry
  tags: Tag[]
  authors: string[]
  hasImage: boolean
  isCorrected: boolean
  /** Milliseconds, in whole seconds. */
  publishedAt: number
  updatedAt: number
  translationOf: string | null
  /** Ids of the articles that it links to; all of them are older. */
  related: string[]
}

const begin = Date.UTC(2016, 0, 1)
const end = Date.UTC(2026, 0, 1)
const hour = 3_600_000
const places = chinese.places.slice(0, 20)

/** How many articles a story has. */
const sizesOfStories = [1, 1, 1, 1, 2, 2, 3, 4, 5]

/** When the part of all stories up to this one has begun: ten years, half as many in the first five as in the last. */
const beginOf = (part: number): number => begin + (end - begin) * part ** 0.65

const wholeSecond = (milliseconds: number): number => Math.floor(Math.min(milliseconds, end - 1000) / 1000) * 1000

/** RFC 3339 in whole seconds. */
export const instantOf = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

const hexadecimal = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** A UUIDv7 of this time. */
function idAt(random: Random, milliseconds: number): string {
  const time = hexadecimal(milliseconds, 12)
  const bits = (count: number) => Math.floor(random() * 2 ** count)
  const variant = hexadecimal(0x8000 + bits(14), 4)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hexadecimal(bits(12), 3)}-${variant}-${hexadecimal(bits(48), 12)}`
}

/** What the articles of a story have in common. */
interface Story {
  language: Language
  tags: Tag[]
  topic: number
  place: Tag
  person: Tag | undefined
  subjects: Map<Language, Subject>
  begun: number
}

const labelOf = (tag: Tag, language: Language): string => tag.labels[language === 'en' ? 'en' : 'zh-Hans']

/** Everything that articles are drawn from. */
function createNewsdesk(random: Random) {
  const catalogue = benchCatalogue()
  const simplified = chineseWriter(random, chinese, places)
  const writers: Record<Language, Writer> = {
    en: latinWriter(random, english),
    'zh-Hans': simplified,
    'zh-Hant': chineseWriter(random, traditional(chinese), traditional({ ...chinese, places }).places),
  }
  const section = zipf(random, catalogue.sections)
  const topics = new Map(catalogue.sections.map(({ id }) => [id, zipf(random, catalogue.topics.get(id) as Tag[])]))
  const topicNumbers = new Map([...catalogue.topics.values()].flat().map((topic, index) => [topic.id, index]))
  return {
    writers,
    place: zipf(random, catalogue.places),
    person: zipf(random, catalogue.persons),
    source: zipf(random, catalogue.sources),
    editor: zipf(random, catalogue.editors),
    author: zipf(random, english.people.slice(200, 500)),
    /** A section with one of its topics, and the number of that. */
    field: () => {
      const above = section()
      const topic = (topics.get(above.id) as () => Tag)()
      return { tags: [topic, above], topic: topicNumbers.get(topic.id) as number }
    },
  }
}

type Newsdesk = ReturnType<typeof createNewsdesk>

const languageBy = (chance: number): Language => (chance < 0.12 ? 'zh-Hans' : chance < 0.15 ? 'zh-Hant' : 'en')

function storyOf(desk: Newsdesk, random: Random, begun: number): Story {
  const { tags, topic } = desk.field()
  const place = desk.place()
  const person = random() < 0.5 ? desk.person() : undefined
  return { language: languageBy(random()), tags, topic, place, person, subjects: new Map(), begun }
}

function subjectOf(desk: Newsdesk, story: Story, language: Language): Subject {
  const known = story.subjects.get(language)
  if (known) return known
  const person = story.person && labelOf(story.person, language)
  const subject = desk.writers[language].subject(story.topic, labelOf(story.place, language), person)
  story.subjects.set(language, subject)
  return subject
}

/** The next article of a story; `before` are those that the story has already. */
function articleOf(desk: Newsdesk, random: Random, story: Story, before: MadeArticle[], number: number): MadeArticle {
  const last = before.at(-1)
  const isTranslation = last !== undefined && last.translationOf === null && random() < 0.04
  const language = isTranslation ? (last.language === 'en' ? 'zh-Hans' : 'en') : story.language
  const subject = subjectOf(desk, story, language)
  const { title, summary, paragraph } = desk.writers[language]
  const since = last ? Math.max(last.publishedAt, story.begun + random() ** 2 * 96 * hour) : story.begun
  const publishedAt = wholeSecond(since)
  const paragraphs = Array.from({ length: 6 + Math.floor(random() * 4) }, () => paragraph(subject))
  const isCorrected = random() < 0.01
  const isUpdated = isCorrected || random() < 0.08
  return {
    number,
    id: idAt(random, publishedAt),
    language,
    slug: `${language === 'en' ? 'story' : 'bao-dao'}-${story.tags[0]?.slug}-${number}`,
    title: title(subject),
    summary: summary(subject),
    paragraphs,
    source: desk.source(),
    editor: desk.editor(),
    tags: [...story.tags, story.place, ...(story.person ? [story.person] : [])],
    authors: random() < 0.2 ? [...new Set([desk.author(), desk.author()])] : [desk.author()],
    hasImage: random() < 0.1,
    isCorrected,
    publishedAt,
    updatedAt: isUpdated ? wholeSecond(publishedAt + random() * 48 * hour) : publishedAt,
    translationOf: isTranslation ? last.id : null,
    related: random() < 0.4 ? before.slice(-3).map(({ id }) => id) : [],
  }
}

/** `count` live articles in the order of their publication. */
export function* madeArticles(count: number): Generator<MadeArticle> {
  const random = randomNumbers(7)
  const desk = createNewsdesk(random)
  /** Made, and published after the begin of the newest story; in order. */
  const waiting: MadeArticle[] = []
  const add = (article: MadeArticle) => {
    const at = waiting.findLastIndex(({ publishedAt }) => publishedAt <= article.publishedAt)
    waiting.splice(at + 1, 0, article)
  }
  for (let made = 0; made < count; ) {
    const story = storyOf(desk, random, beginOf(made / count))
    let due = 0
    while (due < waiting.length && (waiting[due] as MadeArticle).publishedAt <= story.begun) due++
    yield* waiting.splice(0, due)
    const articles: MadeArticle[] = []
    for (const size = pick(random, sizesOfStories); articles.length < size && made < count; made++)
      articles.push(articleOf(desk, random, story, articles, made))
    articles.forEach(add)
  }
  yield* waiting
}

/** The corrections of a made article: none, or one of its second edition. */
export const correctionsOf = ({ id, isCorrected, updatedAt }: MadeArticle) =>
  isCorrected
    ? [
        {
          id: `${id.slice(0, 8)}-ffff${id.slice(13)}`,
          version: 2,
          kind: 'correction' as const,
          notice: 'An earlier version had a wrong number in its second paragraph.',
          blocks: [] as string[],
          at: instantOf(updatedAt),
        },
      ]
    : []

/** The images of a made article. */
export const imagesOf = ({ hasImage, number, title }: MadeArticle) =>
  hasImage
    ? [
        {
          url: `https://media.example/${number}.jpg`,
          width: 1200,
          height: 675,
          alt: title,
          caption: null,
          credit: null,
        },
      ]
    : []

const lineOf = (article: MadeArticle): string =>
  JSON.stringify({
    ...{ type: 'article', id: article.id, externalId: `bench-${article.number}`, state: 'live' },
    ...{ language: article.language, slug: article.slug, title: article.title, summary: article.summary },
    source: article.source.slug,
    editor: article.editor.slug,
    tags: article.tags.map(({ slug }) => slug),
    authors: article.authors,
    images: imagesOf(article),
    publishedAt: instantOf(article.publishedAt),
    updatedAt: instantOf(article.updatedAt),
    version: article.isCorrected ? 2 : 1,
    corrections: correctionsOf(article),
    ...(article.translationOf !== null && { translationOf: article.translationOf }),
    ...(article.related.length > 0 && { relatedNews: article.related.map((id) => ({ article: id })) }),
    body: { blocks: article.paragraphs.map((html) => ({ type: 'paragraph', html })) },
  })

/** A whole newsroom as NDJSON lines: its catalogue, and `count` live articles. */
export function* newsroomLines(count: number): Generator<string> {
  for (const entry of benchCatalogue().entries) yield JSON.stringify(entry)
  for (const article of madeArticles(count)) yield lineOf(article)
}
