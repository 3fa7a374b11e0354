/** A source, an editor or a tag as articles show it, rendered once for each language. */
import type { CatalogueEntry } from '../catalogue/index.ts'
import type { EditorDocument } from '../editors/index.ts'
import { memberSerializerOf } from '../http/serialization.ts'
import type { SourceDocument } from '../sources/index.ts'
import type { TagDocument } from '../tags/index.ts'
import { Article } from './schema.ts'
import { editorView, sourceView, tagView } from './shown.ts'
import { usageOf } from './usage.ts'

const source = memberSerializerOf(Article, 'source')
const editor = memberSerializerOf(Article, 'editor')
const tags = memberSerializerOf(Article, 'tags')
const rights = memberSerializerOf(Article, 'rights')
export const usageText = memberSerializerOf(Article, 'usage')

/** An article of this source that says nothing of its rights or its end. */
const withoutOwn = { document: { rights: null }, expiresAt: null, rightsEndAt: null }

function serialized({ resource, ...entry }: CatalogueEntry, language: string, whole: boolean): string {
  if (resource === 'source') return source(sourceView(entry as never, language, whole) as never)
  if (resource === 'editor') return editor(editorView(entry as never, language, whole) as never)
  return tags([tagView(entry as never, language, whole)] as never).slice(1, -1)
}

/** An entry with its texts. */
export interface RenderedEntry {
  readonly entry: CatalogueEntry<SourceDocument | EditorDocument | TagDocument>
  /** Its JSON in an article of this language: what is always shown, or all of it. */
  text(language: string, whole: boolean): string
  /** Of a source: the JSON of the rights in an article that has none of its own. */
  rights(): string
  /** Of a source: the JSON of the verdict on such an article, which does not end either. */
  usage(agreement: boolean): string
}

/** What was made for a key before, or is made now. */
function once<Key>(made: Map<Key, string>, key: Key, make: () => string): string {
  const known = made.get(key)
  if (known !== undefined) return known
  const text = make()
  made.set(key, text)
  return text
}

/** Renders an entry as far as it is asked for. */
export function createRenderedEntry(entry: CatalogueEntry): RenderedEntry {
  const brief = new Map<string, string>()
  const complete = new Map<string, string>()
  const usages = new Map<boolean, string>()
  const ofRights = new Map<null, string>()
  const document = entry.document as SourceDocument
  const stated = (): Article['rights'] => document.rights && { ...document.rights, endsAt: null }
  return {
    entry: entry as RenderedEntry['entry'],
    text: (language, whole) => once(whole ? complete : brief, language, () => serialized(entry, language, whole)),
    rights: () => once(ofRights, null, () => rights(stated())),
    usage: (agreement) => once(usages, agreement, () => usageText(usageOf(withoutOwn as never, document, agreement))),
  }
}
