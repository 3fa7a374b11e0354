/** Articles put together from the text of their rows and from what they are shown with: nothing is parsed or printed twice. */
import type { Viewer } from '../lib/viewer.ts'
import type { KeptEntries } from './kept-entries.ts'
import type { RenderedArticle } from './live-article.ts'
import { type RenderedEntry, usageText } from './rendered-entry.ts'
import { type Pieces, tagIdsIn } from './rendered-row.ts'
import type { Include, Shape } from './shape.ts'
import { usageOf } from './usage.ts'

/** A rendered article, its text in pieces. */
export interface Pieced {
  article: RenderedArticle
  pieces: Pieces
}

/** What rendered articles are put together with. */
export interface Setting {
  known: KeptEntries
  include: ReadonlySet<Include>
  viewer: Viewer
}

/** What comes in from elsewhere, as JSON. */
export interface Inserted {
  body: string
  relatedNews: string
}

const renderable: ReadonlySet<Include> = new Set(['source', 'editor', 'tags', 'corrections', 'relatedNews'])

/** Whether articles of this shape can be put together for this reader; bodies as blocks, or none. */
export const isRenderable = ({ include, body, fields }: Shape, { profile }: Viewer): boolean =>
  fields === undefined &&
  (body === 'none' || body === 'blocks') &&
  profile?.images !== false &&
  [...include].every((name) => renderable.has(name))

/** The same for one article, whose related news are computed. */
export const isRenderableOne = (shape: Shape, viewer: Viewer): boolean =>
  isRenderable(shape, viewer) && !shape.include.has('relatedNews')

/** Whether a renderable article is shown with its blocks. */
export const showsBlocks = ({ body }: Shape, { profile }: Viewer): boolean =>
  body === 'blocks' && profile?.content !== 'summary'

/** The ids of all entries that an article names, in their order. */
export const entriesNamed = ({ sourceId, editorId, tagIds }: Pieces): string[] => [
  sourceId,
  ...(editorId === null ? [] : [editorId]),
  ...tagIdsIn(tagIds),
]

/** How many lists of tags are kept rendered. */
const mostTagLists = 5000

/** The lists of tags that were rendered in one way. */
function tagListsOf({ known: { tagLists } }: Setting, language: string, whole: boolean): Map<string, string> {
  const way = whole ? `${language}+` : language
  let lists = tagLists.get(way)
  if (lists === undefined || lists.size >= mostTagLists) {
    lists = new Map()
    tagLists.set(way, lists)
  }
  return lists
}

function tagsText({ language, tagIds }: Pieces, setting: Setting): string {
  const whole = setting.include.has('tags')
  const lists = tagListsOf(setting, language, whole)
  const rendered = lists.get(tagIds)
  if (rendered !== undefined) return rendered
  const { entries } = setting.known
  const text = tagIdsIn(tagIds)
    .flatMap((id) => entries.get(id)?.text(language, whole) ?? [])
    .join(',')
  lists.set(tagIds, text)
  return text
}

/** Which of the entries that an article names are not known. */
export function addMissing(missing: Set<string>, { sourceId, editorId, tagIds, language }: Pieces, setting: Setting) {
  const { entries } = setting.known
  if (!entries.has(sourceId)) missing.add(sourceId)
  if (editorId !== null && !entries.has(editorId)) missing.add(editorId)
  if (tagListsOf(setting, language, setting.include.has('tags')).has(tagIds)) return
  for (const id of tagIdsIn(tagIds)) if (!entries.has(id)) missing.add(id)
}

function verdictText({ article, pieces }: Pieced, source: RenderedEntry, { agreement }: Viewer): string {
  const { expiresAt, rightsEndAt } = article
  if (pieces.rights === undefined && expiresAt === null && rightsEndAt === null) return source.usage(agreement)
  const rights = pieces.rights === undefined ? null : JSON.parse(pieces.rights)
  const stated = { document: { rights }, expiresAt, rightsEndAt }
  return usageText(usageOf(stated as never, source.entry.document as never, agreement))
}

/** The JSON of an article. Raises an error for an article whose source is not there. */
export function textOf(pieced: Pieced, setting: Setting, { body, relatedNews }: Inserted): string {
  const { pieces } = pieced
  const { translationOf } = pieced.article
  const { known, include, viewer } = setting
  const { language, sourceId, editorId } = pieces
  const source = known.entries.get(sourceId)
  if (!source) throw new Error(`the source ${sourceId} of the live article ${pieces.id} is not there`)
  const editor = editorId === null ? undefined : known.entries.get(editorId)
  return `${pieces.address}${known.addresses.json(pieces)}${pieces.texts}${source.text(language, include.has('source'))},"editor":${
    editor ? editor.text(language, include.has('editor')) : 'null'
  },"tags":[${tagsText(pieces, setting)}],"rights":${pieces.rights ?? source.rights()}${pieces.measures}${body},"relatedNews":${relatedNews},"translations":null${pieces.times}${
    translationOf === null ? 'null' : `"${translationOf}"`
  },"usage":${verdictText(pieced, source, viewer)}}`
}
