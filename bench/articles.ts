/** Articles for measuring: as NDJSON lines, the same ones every time. */

/** A small generator of numbers (mulberry32): the same seed gives the same newsroom. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const syllables = [
  'ka',
  'ren',
  'mo',
  'tis',
  'la',
  'ver',
  'do',
  'shi',
  'qua',
  'ben',
  'tor',
  'ine',
  'sul',
  'pha',
  'gro',
  'wen',
]
const characters = [...'清河海雁云州新能源汽车文化旅游科技港口铁路湖茶山水城市建设发展会议开放大学']

/** The lines of `count` live articles, every tenth in Chinese, of ten sources with a hundred tags. */
export function* articleLines(count: number): Generator<string> {
  const random = numbers(7)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() ** 2 * from.length)] as T
  const word = (): string => Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(syllables)).join('')
  const latin = (words: number): string => Array.from({ length: words }, word).join(' ')
  const chinese = (length: number): string => Array.from({ length }, () => pick(characters)).join('')
  for (let index = 0; index < count; index++) {
    const text = index % 10 === 0 ? (length: number) => chinese(length * 2) : latin
    const published = new Date(Date.UTC(2020, 0, 1) + index * 600_000)
    yield JSON.stringify({
      type: 'article',
      externalId: `bench-${index}`,
      state: 'live',
      language: index % 10 === 0 ? 'zh-Hans' : 'en',
      title: `${text(8)} ${index}`,
      summary: text(20),
      source: `bench-${index % 10}`,
      editor: `editor-${index % 7}`,
      tags: [`tag-${Math.floor(random() * 100)}`, `tag-${Math.floor(random() * 100)}`],
      authors: [latin(2)],
      publishedAt: `${published.toISOString().slice(0, 19)}Z`,
      body: { blocks: Array.from({ length: 6 }, () => ({ type: 'paragraph', html: text(60) })) },
    })
  }
}
