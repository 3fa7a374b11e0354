/** From an article's input to its working copy, and back. */
import { type Block, DuplicateBlockId, readBody } from '../body/index.ts'
import type { Catalogue, ResourceName } from '../catalogue/index.ts'
import type { Queries } from '../db/db.ts'
import { invalidField } from '../http/problems.ts'
import { complete } from '../lib/schema.ts'
import type { WorkingCopy } from './model.ts'
import { type ArticleInput, ArticleText } from './schema.ts'
import type { StoredArticle } from './store.ts'

type Named = string | { slug?: string | null; name: string }

/** BCP 47 tags are written one way (RFC 5646 §2.1.1), so that zh-hans and zh-Hans are one language. */
export const canonicalLanguage = (language: string): string => Intl.getCanonicalLocales(language)[0] as string

/** How inputs name what they refer to. */
export function createInputReader(catalogue: Catalogue) {
  async function resolve(queries: Queries, resource: ResourceName, named: Named, pointer: string): Promise<string> {
    if (typeof named === 'string') {
      const found = await catalogue.store.find(queries, resource, named)
      if (found) return found.id
      throw invalidField(pointer, `must be the id or slug of a ${resource} that exists`)
    }
    const known =
      named.slug == null
        ? await catalogue.store.findPrinted(queries, resource, named.name)
        : await catalogue.store.find(queries, resource, named.slug)
    return (known ?? (await catalogue.create(queries, resource, { ...named, listed: false }))).id
  }

  async function resolveTags(queries: Queries, tags: string[]): Promise<string[]> {
    const ids: string[] = []
    for (const [index, tag] of tags.entries()) ids.push(await resolve(queries, 'tag', tag, `/tags/${index}`))
    return [...new Set(ids)]
  }

  /** The blocks of an input's body. Block ids follow from the article, its blocks, and the last ones that were public. */
  function readBlocks(input: ArticleInput, articleId: string, published: Block[]): Block[] {
    if (input.body == null) return []
    try {
      return readBody(input.body, articleId, published)
    } catch (error) {
      if (error instanceof DuplicateBlockId)
        throw invalidField(`/body/blocks/${error.index}/id`, 'is the id of another block too')
      throw error
    }
  }

  /** Reads a valid input. Raises invalid-body for names of what does not exist. */
  async function read(
    queries: Queries,
    input: ArticleInput,
    articleId: string,
    published: Block[],
  ): Promise<WorkingCopy> {
    return {
      slug: input.slug ?? null,
      text: complete(ArticleText, input),
      sourceId: await resolve(queries, 'source', input.source, '/source'),
      editorId: input.editor == null ? null : await resolve(queries, 'editor', input.editor, '/editor'),
      tagIds: await resolveTags(queries, input.tags ?? []),
      blocks: readBlocks(input, articleId, published),
    }
  }

  return { read }
}

const withoutNulls = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null))

/** The input that would make this working copy, but for its body. */
export function inputWithoutBody({ row, copy }: StoredArticle): Record<string, unknown> {
  const { originalSource, ...text } = copy.text
  return withoutNulls({
    ...text,
    language: row.language,
    slug: copy.slug,
    source: copy.sourceId,
    editor: copy.editorId,
    tags: copy.tagIds,
    translationOf: row.translationOfId,
  })
}
