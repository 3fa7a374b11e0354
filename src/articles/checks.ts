/** The rehearsal of a publication: what would have it refused, and what would make it better. */
import type { Block } from '../body/index.ts'
import type { Catalogue, CatalogueEntry } from '../catalogue/index.ts'
import type { Queries } from '../db/db.ts'
import { everything } from '../lib/viewer.ts'
import type { RelatedNewsService } from '../related-news/index.ts'
import type { SiteDocument, SiteStore } from '../site/index.ts'
import type { SourceDocument } from '../sources/index.ts'
import type { Finding } from './life-schema.ts'
import type { Lifecycle } from './lifecycle.ts'
import { allowedIn, reprintWarnings, type WorkingCopy } from './model.ts'
import type { StoredArticle } from './store.ts'

interface Dependencies {
  lifecycle: Lifecycle
  catalogue: Catalogue
  relatedNews: RelatedNewsService
  site: SiteStore
}

interface InternalLink {
  blockIndex: number
  language: string
  slug: string
}

const stylistic = (copy: WorkingCopy): Finding[] => [
  ...(copy.text.summary === null
    ? [{ code: 'no-summary', pointer: '/summary', detail: 'a summary is what lists and feeds show' }]
    : []),
  ...(copy.tagIds.length === 0
    ? [{ code: 'no-tag', pointer: '/tags', detail: 'without a tag it is found by search only' }]
    : []),
  ...(copy.blocks.length === 0 ? [{ code: 'no-body', pointer: '/body', detail: 'the body is empty' }] : []),
  ...copy.text.images.flatMap((image, index) =>
    image.alt === null
      ? [
          {
            code: 'image-without-alt',
            pointer: `/images/${index}/alt`,
            detail: 'say what the image shows, for those who cannot see it',
          },
        ]
      : [],
  ),
  ...copy.blocks.flatMap((block, index) =>
    block.type === 'image' && block.alt === null
      ? [
          {
            code: 'image-without-alt',
            pointer: `/body/blocks/${index}/alt`,
            detail: 'say what the image shows, for those who cannot see it',
          },
        ]
      : [],
  ),
]

const htmlOf = (block: Block): string => {
  if ('html' in block) return block.html
  if (block.type === 'list') return block.items.join(' ')
  return block.type === 'table' ? [...(block.header ?? []), ...block.rows.flat()].join(' ') : ''
}

/** The links in a body to pages of this publication, by its address template. */
function internalLinks(blocks: Block[], site: SiteDocument): InternalLink[] {
  const escaped = site.articleUrl.replaceAll(/[.*+?^$()|[\]\\/]/g, '\\$&')
  const pattern = new RegExp(
    `^${escaped.replaceAll(/\{(language|slug|id)\}/g, (_, name: string) => `(?<${name}>[^/?#]+)`)}$`,
  )
  return blocks.flatMap((block, blockIndex) =>
    [...htmlOf(block).matchAll(/href="([^"]+)"/g)].flatMap(([, href]) => {
      const groups = pattern.exec(href as string)?.groups
      return groups?.language && groups.slug
        ? [{ blockIndex, language: decodeURIComponent(groups.language), slug: decodeURIComponent(groups.slug) }]
        : []
    }),
  )
}

/** The checks before publication. */
export function createChecks({ lifecycle, catalogue, relatedNews, site }: Dependencies) {
  const { store, live } = lifecycle

  async function deadLinks(
    queries: Queries,
    { row, copy }: StoredArticle,
    publication: SiteDocument,
  ): Promise<Finding[]> {
    const found: Finding[] = []
    for (const link of internalLinks(copy.blocks, publication)) {
      if (await live.findBySlug(queries, link.language, link.slug)) continue
      found.push({
        code: 'dead-link',
        pointer: `/body/blocks/${link.blockIndex}`,
        detail: `links to ${link.language}/${link.slug}, which readers cannot see`,
      })
    }
    const { rows } = await relatedNews.forNewsroom(
      queries,
      { articleId: row.id },
      { limit: 200, position: undefined, count: false },
    )
    const shown = await relatedNews.forReaders(queries, [row.id], () => '', everything)
    const liveIds = new Set((shown.get(row.id) ?? []).flatMap((link) => link.article?.id ?? []))
    const hidden = rows.filter((link) => link.article !== null && !liveIds.has(link.article.id))
    return [
      ...found,
      ...hidden.map((link) => ({
        code: 'dead-related-link',
        pointer: `/relatedNews/${link.position - 1}`,
        detail: 'leads to an article that readers cannot see',
      })),
    ]
  }

  async function slugTaken(queries: Queries, { row, copy }: StoredArticle): Promise<Finding[]> {
    if (copy.slug === null) return []
    const holder = await store.slugHolder(queries, row.language, copy.slug)
    return holder === undefined || holder === row.id
      ? []
      : [{ code: 'slug-taken', pointer: '/slug', detail: 'is or was the address of another article; choose another' }]
  }

  /** Checks an article as it is now. */
  async function run(queries: Queries, article: StoredArticle) {
    const { row, copy } = article
    const { document: publication } = await site.find(queries)
    const entries = await catalogue.store.findAll(queries, [copy.sourceId])
    const source = (entries.get(copy.sourceId) as CatalogueEntry<SourceDocument>).document
    const reprint = reprintWarnings(copy, source, publication).map((warning) => ({ code: 'reprint-duty', ...warning }))
    const required =
      publication.reprintPolicy === 'require' ? reprint.filter(({ pointer }) => pointer !== '/authors') : []
    const allowed = allowedIn(row.state)
    const blocking = [
      ...(allowed.includes('publish')
        ? []
        : [
            {
              code: 'state',
              pointer: '/state',
              detail: `is ${row.state}, which allows: ${allowed.join(', ') || 'nothing'}`,
            },
          ]),
      ...(await slugTaken(queries, article)),
      ...required,
    ]
    const advice = [
      ...stylistic(copy),
      ...reprint.filter((each) => !required.includes(each)),
      ...(await deadLinks(queries, article, publication)),
    ]
    return { publishable: blocking.length === 0, blocking, advice }
  }

  return { run }
}

export type Checks = ReturnType<typeof createChecks>
