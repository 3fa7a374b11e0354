/** What related news is compared with: BM25 more-like-this, and tf-idf cosine times a decay with a floor. */

export interface Article {
  id: string
  language: string
  title: string
  body: string
  publishedAt: string
}

type Ranking = (id: string) => string[]

interface Indexed {
  id: string
  days: number
  counts: Map<string, number>
  length: number
}

const found = 10

/** Lower-case words, and overlapping pairs of Chinese characters. */
function tokensOf(text: string): string[] {
  const parts =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{Script=Han}+|[^\P{L}\p{Script=Han}]+|\p{Nd}+/gu) ?? []
  return parts.flatMap((part) => {
    if (!/^\p{Script=Han}/u.test(part)) return [part]
    const characters = [...part]
    return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
  })
}

function indexOf(articles: readonly Article[]) {
  const documents: Indexed[] = articles.map(({ id, title, body, publishedAt }) => {
    const counts = new Map<string, number>()
    const tokens = tokensOf(`${title}\n${body}`)
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1)
    return { id, days: Date.parse(publishedAt) / 86_400_000, counts, length: tokens.length }
  })
  const postings = new Map<string, Indexed[]>()
  for (const document of documents)
    for (const token of document.counts.keys()) postings.get(token)?.push(document) ?? postings.set(token, [document])
  return { documents: new Map(documents.map((document) => [document.id, document])), postings }
}

const best = (scores: Map<Indexed, number>, self: Indexed): string[] =>
  [...scores]
    .filter(([document]) => document !== self)
    .sort((a, b) => b[1] - a[1])
    .slice(0, found)
    .map(([document]) => document.id)

/** BM25 (k1 1.2, b 0.75) with the 25 terms of the article that have the highest tf-idf as the query. */
export function bm25MoreLikeThis(articles: readonly Article[]): Ranking {
  const { documents, postings } = indexOf(articles)
  const average = [...documents.values()].reduce((sum, { length }) => sum + length, 0) / documents.size
  const idf = (token: string) => {
    const frequency = postings.get(token)?.length ?? 0
    return Math.log(1 + (documents.size - frequency + 0.5) / (frequency + 0.5))
  }
  return (id) => {
    const self = documents.get(id) as Indexed
    const query = [...self.counts]
      .map(([token, count]) => ({ token, weight: count * idf(token) }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, 25)
    const scores = new Map<Indexed, number>()
    for (const { token } of query) {
      const rarity = idf(token)
      for (const document of postings.get(token) ?? []) {
        const count = document.counts.get(token) as number
        const saturated = (count * 2.2) / (count + 1.2 * (0.25 + (0.75 * document.length) / average))
        scores.set(document, (scores.get(document) ?? 0) + rarity * saturated)
      }
    }
    return best(scores, self)
  }
}

/** Cosine of (1 + ln tf) · idf over all terms, times 0.5 + 0.5 · e^(−days apart / 7). */
export function decayedCosine(articles: readonly Article[]): Ranking {
  const { documents, postings } = indexOf(articles)
  const idf = new Map([...postings].map(([token, { length }]) => [token, Math.log((documents.size + 1) / length)]))
  const weight = (token: string, count: number) => (1 + Math.log(count)) * (idf.get(token) as number)
  const norms = new Map(
    [...documents.values()].map((document) => [
      document,
      Math.sqrt([...document.counts].reduce((sum, [token, count]) => sum + weight(token, count) ** 2, 0)),
    ]),
  )
  return (id) => {
    const self = documents.get(id) as Indexed
    const scores = new Map<Indexed, number>()
    for (const [token, count] of self.counts) {
      const own = weight(token, count)
      for (const document of postings.get(token) as Indexed[])
        scores.set(document, (scores.get(document) ?? 0) + own * weight(token, document.counts.get(token) as number))
    }
    for (const [document, dot] of scores) {
      const decay = 0.5 + 0.5 * Math.exp(-Math.abs(document.days - self.days) / 7)
      scores.set(document, (dot / ((norms.get(document) as number) * (norms.get(self) as number))) * decay)
    }
    return best(scores, self)
  }
}
