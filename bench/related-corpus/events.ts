/**
 * Makes labelled articles from kinds of events. Every event is told by several articles, from the first report to what
 * follows; its siblings are events of its kind in the same week that share words, figures of speech and some names.
 */

export interface Random {
  number(): number
  pick<T>(from: readonly T[]): T
}

interface Stage {
  titles: string[]
  leads: string[]
  facts: string[]
}

export interface EventKind {
  name: string
  /** What siblings have in common. */
  shared: string[]
  /** How many days lie between siblings, at most; 3 when absent. */
  daysApart?: number
  stages: Stage[]
  /** What may be said of every event of this kind. */
  common: string[]
}

export interface LabelledArticle {
  id: string
  language: string
  title: string
  body: string
  publishedAt: string
  /** Articles with one group tell one event. */
  group: string
}

interface Options {
  language: 'en' | 'zh'
  kinds: readonly EventKind[]
  names: (random: Random) => Record<string, string>
  /** How many families of siblings there are of each kind. */
  families: number
  /** How many events a family has. */
  siblings: number
  /** How many articles tell an event, at least and at most; 2 to 6 when absent. */
  tellings?: readonly [number, number]
  /** How many events of each kind are told by one article only. */
  alone: number
  seed: number
}

/** Random numbers that are the same for one seed (xorshift32). */
export function randomOf(seed: number): Random {
  let state = seed * 2_654_435_761 + 1
  const number = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  for (let index = 0; index < 10; index++) number()
  return { number, pick: (from) => from[Math.floor(number() * from.length)] as never }
}

const day = 86_400_000
const start = Date.UTC(2025, 0, 6)

const filled = (template: string, names: Record<string, string>): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, slot: string) => names[slot] ?? slot)

function some(random: Random, from: readonly string[], count: number): string[] {
  return from
    .map((sentence) => ({ sentence, order: random.number() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ sentence }) => sentence)
}

/** One article of an event at a stage of it. */
function articleOf(random: Random, kind: EventKind, stage: Stage, names: Record<string, string>, language: string) {
  const count = (low: number, high: number) => low + Math.floor(random.number() * (high - low + 1))
  const facts = some(random, stage.facts, count(2, 4))
  const common = some(random, kind.common, count(2, 4))
  const sentences = [random.pick(stage.leads), ...some(random, [...facts, ...common], 9)]
  const text = sentences.map((sentence) => filled(sentence, names))
  const half = Math.ceil(text.length / 2)
  const space = language === 'en' ? ' ' : ''
  return {
    title: filled(random.pick(stage.titles), names),
    body: [text.slice(0, half).join(space), text.slice(half).join(space)].join('\n\n'),
  }
}

/** The labelled articles of all kinds, in the order of their times. The same options give the same articles. */
export function labelledArticles(options: Options): LabelledArticle[] {
  const { language, kinds, names, families, siblings, tellings: [least, most] = [2, 6], alone, seed } = options
  const random = randomOf(seed)
  const articles: Omit<LabelledArticle, 'id'>[] = []
  const tell = (kind: EventKind, group: string, own: Record<string, string>, from: number, tellings: number) => {
    for (let telling = 0; telling < tellings; telling++) {
      const reached = tellings === 1 ? 0 : Math.floor((telling / tellings) * kind.stages.length)
      const at = from + Math.min(telling, 10 * (telling / tellings)) * day * (0.2 + random.number())
      const publishedAt = `${new Date(at).toISOString().slice(0, 19)}Z`
      const stage = kind.stages[reached] as Stage
      articles.push({ language, group, publishedAt, ...articleOf(random, kind, stage, own, language) })
    }
  }
  for (const kind of kinds) {
    for (let family = 0; family < families; family++) {
      const common = names(random)
      const from = start + random.number() * 200 * day
      for (let sibling = 0; sibling < siblings; sibling++) {
        const own = { ...names(random) }
        for (const slot of kind.shared) own[slot] = common[slot] as string
        const later = random.number() * (kind.daysApart ?? 3) * day
        tell(
          kind,
          `${kind.name} ${family}.${sibling}`,
          own,
          from + later,
          least + Math.floor(random.number() * (most - least + 1)),
        )
      }
    }
    for (let index = 0; index < alone; index++)
      tell(kind, `${kind.name} alone ${index}`, names(random), start + random.number() * 200 * day, 1)
  }
  articles.sort((a, b) => (a.publishedAt < b.publishedAt ? -1 : 1))
  return articles.map((article, index) => ({ id: `${language}-${seed}-${index}`, ...article }))
}
