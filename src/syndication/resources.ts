/** What changed, as readers see it now: beside the changes that ask for it, and in a snapshot. */
import { articleText, type LiveStore, type Shape, type Views } from '../articles/index.ts'
import { type Catalogue, readingView } from '../catalogue/index.ts'
import type { Change } from '../changes/index.ts'
import { removals } from '../changes/index.ts'
import type { Queries } from '../db/db.ts'
import { serializerOf } from '../http/serialization.ts'
import type { Viewer } from '../lib/viewer.ts'
import { type SiteStore, readingView as siteView } from '../site/index.ts'
import { Change as ChangeSchema } from './schema.ts'

interface Dependencies {
  live: LiveStore
  views: Views
  catalogue: Catalogue
  site: SiteStore
}

/** In which shape articles stand beside their changes; undefined when nothing does. */
export type Included = Shape | undefined

const serialize = serializerOf(ChangeSchema)

/** Writes changes as JSON, with what changed where it is asked for. */
export function createChangeTexts({ live, views, catalogue, site }: Dependencies) {
  /** Articles as JSON, by their ids; those that the reader sees now. */
  async function articleTexts(queries: Queries, ids: string[], viewer: Viewer, shape: Shape) {
    const rows = await live.findAll(queries, ids, viewer)
    const articles = await views.reading(queries, rows, shape, { viewer })
    return new Map(articles.map((article) => [article.id, articleText(article, shape)]))
  }

  /** What else changed, as its change has it. */
  async function otherOf(queries: Queries, { resource, id }: Change, viewer: Viewer) {
    if (resource === 'site') return { site: siteView(await site.find(queries)) }
    if (resource === 'article') return {}
    const entry = await catalogue.store.find(queries, resource, id, viewer)
    return entry?.listed ? { [resource]: readingView(entry, catalogue.of(resource)) } : {}
  }

  /** Each change as JSON. What is not there any more, or not for this reader, has nothing beside its change. */
  async function texts(queries: Queries, changes: Change[], viewer: Viewer, included: Included): Promise<string[]> {
    if (included === undefined) return changes.map((change) => serialize(change as never))
    const present = changes.filter(({ type }) => !removals.includes(type))
    const ids = present.filter(({ resource }) => resource === 'article').map(({ id }) => id)
    const articles = await articleTexts(queries, [...new Set(ids)], viewer, included)
    const all: string[] = []
    for (const change of changes) {
      const isThere = !removals.includes(change.type)
      const article = isThere && change.resource === 'article' ? articles.get(change.id) : undefined
      const text = serialize({ ...change, ...(isThere && (await otherOf(queries, change, viewer))) } as never)
      all.push(article === undefined ? text : `${text.slice(0, -1)},"article":${article}}`)
    }
    return all
  }

  return texts
}

export type ChangeTexts = ReturnType<typeof createChangeTexts>
