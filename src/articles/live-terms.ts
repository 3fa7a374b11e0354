/** What a live article is found by: each filter of a list is a set of terms, each term has a list of articles. */
import { titleKey } from '../lib/title-key.ts'
import type { LiveArticle } from './live-article.ts'

/** How the terms of each kind are written. */
export const termOf = {
  /** What every live article has: its list is the narrowest index of them all. */
  all: () => 'all',
  source: (id: string) => `source:${id}`,
  editor: (id: string) => `editor:${id}`,
  tag: (id: string) => `tag:${id}`,
  author: (name: string) => `author:${titleKey(name)}`,
  language: (language: string) => `language:${language}`,
  image: () => 'image',
  correction: () => 'correction',
  /** The article's own right of syndication. */
  syndication: (right: string) => `syndication:${right}`,
  /** Its source's right of syndication: it has none of its own. */
  syndicationOf: (sourceId: string) => `syndication-of:${sourceId}`,
}

function syndicationTerm({ sourceId, document: { rights } }: LiveArticle): string {
  return rights === null ? termOf.syndicationOf(sourceId) : termOf.syndication(rights.syndication ?? 'unknown')
}

/** All terms of a live article, each once. */
export function termsOf(article: LiveArticle): string[] {
  const { document } = article
  return [
    ...new Set([
      termOf.all(),
      termOf.language(article.language),
      termOf.source(article.sourceId),
      ...(article.editorId === null ? [] : [termOf.editor(article.editorId)]),
      ...document.tagIds.map(termOf.tag),
      ...document.authors.map(termOf.author),
      ...(document.images.length > 0 ? [termOf.image()] : []),
      ...(document.corrections.length > 0 ? [termOf.correction()] : []),
      syndicationTerm(article),
    ]),
  ]
}
