/** How good a list of related news is, by the articles of the same group. */

export interface Measures {
  /** How many articles were asked about. */
  asked: number
  /** What part of the group is among the first four. */
  recall: number
  /** Discounted gain of the first four, as a part of the best possible. */
  ndcg: number
  /** Mean of 1 / rank of the first article of the group. */
  mrr: number
  /** Articles that are alone in their group: how many of them are shown anything, and how much on average. */
  alone: number
  aloneShown: number
  shownPerAlone: number
  /** Of all that is shown among the first four, the part that is of the group. */
  precision: number
}

interface Judged {
  id: string
  group: string
}

const depth = 4

/** Measures lists (ids, best first) against groups. Recall is of all others of the group, but of no more than four. */
export function measure(articles: readonly Judged[], listOf: (id: string) => readonly string[]): Measures {
  const groupOf = new Map(articles.map(({ id, group }) => [id, group]))
  const sizes = new Map<string, number>()
  for (const { group } of articles) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  const sums = { asked: 0, recall: 0, ndcg: 0, mrr: 0, alone: 0, aloneShown: 0, shownPerAlone: 0 }
  let shown = 0
  let right = 0
  for (const { id, group } of articles) {
    const list = listOf(id).slice(0, depth)
    const relevant = (sizes.get(group) as number) - 1
    const hits = list.map((other) => groupOf.get(other) === group)
    shown += list.length
    right += hits.filter(Boolean).length
    if (relevant === 0) {
      sums.alone++
      sums.aloneShown += list.length > 0 ? 1 : 0
      sums.shownPerAlone += list.length
      continue
    }
    sums.asked++
    sums.recall += hits.filter(Boolean).length / Math.min(depth, relevant)
    sums.ndcg += gain(hits) / gain(Array.from({ length: Math.min(depth, relevant) }, () => true))
    const first = hits.indexOf(true)
    sums.mrr += first === -1 ? 0 : 1 / (first + 1)
  }
  const { asked, alone } = sums
  return {
    asked,
    recall: sums.recall / asked,
    ndcg: sums.ndcg / asked,
    mrr: sums.mrr / asked,
    alone,
    aloneShown: alone === 0 ? 0 : sums.aloneShown / alone,
    shownPerAlone: alone === 0 ? 0 : sums.shownPerAlone / alone,
    precision: shown === 0 ? 0 : right / shown,
  }
}

const gain = (hits: readonly boolean[]): number =>
  hits.reduce((sum, hit, index) => sum + (hit ? 1 / Math.log2(index + 2) : 0), 0)
