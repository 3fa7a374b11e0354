/** Hits as they are sent: the article as lists show it, how well it matches, and where. */
import { type Article, type Heading, headingOf, isRenderable, type Shape, type Views } from '../articles/index.ts'
import type { Block } from '../body/index.ts'
import type { Queries } from '../db/transactions.ts'
import { serializerOf } from '../http/serialization.ts'
import type { Viewer } from '../lib/viewer.ts'
import { bodyOf, noBody } from './body-parts.ts'
import { type Highlights, highlighterOf } from './highlights.ts'
import { SearchHit } from './schema.ts'
import type { Found, ListedHit, Search } from './search.ts'

/** A hit and its JSON, in two parts: what is marked has other characters than most articles. */
export interface HitText {
  hit: ListedHit
  text: string
  highlights: string
}

/** How hits are shown, and to whom. */
export interface ShownAs {
  shape: Shape
  viewer: Viewer
}

type Highlight = (heading: Heading, blocks: string, match: ListedHit['match']) => Highlights

const whole = serializerOf(SearchHit)

/** The JSON of a hit around that of its article, up to where it matches. */
const hitText = (article: string, { score, match }: ListedHit): string =>
  `{"article":${article},"score":${score},"match":"${match}"`

/** The rest of the JSON of a hit. */
const highlightsText = ({ title, summary, body }: Highlights): string =>
  `,"highlights":{"title":${JSON.stringify(title)},"summary":${JSON.stringify(summary)},"body":${JSON.stringify(body)}}}`

/** The hits that have a row, each with it. */
function present<T>(hits: ListedHit[], found: Map<number, T>): Array<[ListedHit, T]> {
  const pairs: Array<[ListedHit, T]> = []
  for (const hit of hits) {
    const row = found.get(hit.ordinal)
    if (row) pairs.push([hit, row])
  }
  return pairs
}

const ordinalsOf = (hits: ListedHit[]): number[] => hits.map(({ ordinal }) => ordinal)

/** Makes the JSON of hits. */
export function createHitTexts({ search: { store }, views }: { search: Search; views: Views }) {
  /** Out of the rows that have their articles rendered; undefined where that needs more than rows. */
  async function ofRows(
    queries: Queries,
    hits: ListedHit[],
    { shape, viewer }: ShownAs,
    highlight: Highlight,
  ): Promise<HitText[] | undefined> {
    if (shape.body !== 'none' || !isRenderable(shape, viewer)) return undefined
    const found = present(hits, await store.findRendered(queries, ordinalsOf(hits), viewer))
    const rows = found.map(([, row]) => row)
    if (rows.some(({ rendered }) => rendered === null)) return undefined
    const articles = await views.rendered.list(queries, rows, shape, viewer)
    return articles.map((article, place) => {
      const [hit, { blocks, rendered }] = found[place] as (typeof found)[number]
      const highlights = highlight(headingOf(rendered as string), blocks, hit.match)
      return { hit, text: hitText(article, hit), highlights: highlightsText(highlights) }
    })
  }

  async function ofArticles(
    queries: Queries,
    hits: ListedHit[],
    { shape, viewer }: ShownAs,
    highlight: Highlight,
  ): Promise<HitText[]> {
    const found = present(hits, await store.find(queries, ordinalsOf(hits), viewer))
    const articles = found.map(([, { article }]) => article)
    const bodies = shape.body === 'none' ? [] : found
    const blocks = new Map(bodies.map(([, row]) => [row.article.id, JSON.parse(row.blocks) as Block[]]))
    const shown: Article[] = await views.reading(queries, articles, shape, { blocks, viewer })
    return found.map(([hit, row], place) => {
      const { score, match } = hit
      const highlights = highlight(row.article.document, row.blocks, match)
      return { hit, text: whole({ article: shown[place] as Article, score, match, highlights }), highlights: '' }
    })
  }

  /** The JSON of each of these hits, marked where it has what was looked for. */
  return async function hitTexts(
    queries: Queries,
    hits: ListedHit[],
    { query, ranked }: Found,
    shownAs: ShownAs,
  ): Promise<HitText[]> {
    const highlighted = highlighterOf(query, ranked?.telling)
    // Nothing of a body is shown to who sees summaries only.
    const isSummary = shownAs.viewer.profile?.content === 'summary'
    const highlight: Highlight = ({ title, subtitle, summary }, blocks, match) =>
      highlighted({ title, summary: summary ?? subtitle, body: isSummary ? noBody : bodyOf(blocks) }, match)
    return (await ofRows(queries, hits, shownAs, highlight)) ?? (await ofArticles(queries, hits, shownAs, highlight))
  }
}
