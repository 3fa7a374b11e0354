/** From an article's input to its working copy, and back. */
import { type Block, BodyTooLarge, DuplicateBlockId, readBody } from '../body/index.ts'
import type { Catalogue, ResourceName } from '../catalogue/index.ts'
import type { Queries } from '../db/db.ts'
import { invalidField } from '../http/problems.ts'
import type { Actor } from '../lib/actor.ts'
import { parseInstant } from '../lib/instant.ts'
import { canonicalTag } from '../lib/language.ts'
import { complete } from '../lib/schema.ts'
import { requireTick, type WorkingCopy } from './model.ts'
import { type ArticleInput, ArticleText } from './schema.ts'
import type { StoredArticle } from './store.ts'

type Named = string | { slug?: string | null; name: string }

/** BCP 47 tags are written one way (RFC 5646 §2.1.1), so that zh-hans and zh-Hans are one language. Raises invalid-body. */
export function canonicalLanguage(language: string): string {
  const canonical = canonicalTag(language)
  if (canonical === undefined) throw invalidField('/language', 'must be a language tag such as en or zh-Hans')
  return canonical
}

/** The blocks of an input's body. Raises invalid-body. Block ids follow from the article, its blocks, and the last ones that were public. */
export function readBlocks(input: ArticleInput, articleId: string, published: Block[]): Block[] {
  if (input.body == null) return []
  try {
    return readBody(input.body, articleId, published)
  } catch (error) {
    if (error instanceof DuplicateBlockId)
      throw invalidField(`/body/blocks/${error.index}/id`, 'is the id of another block too')
    if (error instanceof BodyTooLarge)
      throw invalidField('/body', `has more ${error.what} than the ${error.limit} that a body may have`)
    throw error
  }
}

/** The texts of an input, every field present. Raises invalid-body for rights that do not end on a tick. */
export function readText(input: ArticleInput, tickSeconds: number): ArticleText {
  const text = complete(ArticleText, input)
  if (text.rights === null || text.rights.endsAt === null) return text
  const endsAt = parseInstant(text.rights.endsAt)
  if (endsAt === undefined) throw invalidField('/rights/endsAt', 'must be an instant such as 2026-12-24T18:00:00Z')
  requireTick('/rights/endsAt', endsAt, tickSeconds)
  return { ...text, rights: { ...text.rights, endsAt } }
}

/** How inputs name what they refer to. */
export function createInputReader(catalogue: Catalogue, tickSeconds: number) {
  async function resolve(
    queries: Queries,
    resource: ResourceName,
    named: Named,
    pointer: string,
    actor: Actor,
  ): Promise<string> {
    if (typeof named === 'string') {
      const found = await catalogue.store.find(queries, resource, named)
      if (found) return found.id
      throw invalidField(pointer, `must be the id or slug of a ${resource} that exists`)
    }
    const known =
      named.slug == null
        ? await catalogue.store.findPrinted(queries, resource, named.name)
        : await catalogue.store.find(queries, resource, named.slug)
    if (known) return known.id
    if (actor.role === 'contributor')
      throw invalidField(pointer, `must be a ${resource} that exists; contributors do not create any`)
    return (await catalogue.create(queries, resource, { ...named, listed: false }, actor)).id
  }

  async function resolveTags(queries: Queries, tags: string[], actor: Actor): Promise<string[]> {
    const ids: string[] = []
    for (const [index, tag] of tags.entries()) ids.push(await resolve(queries, 'tag', tag, `/tags/${index}`, actor))
    return [...new Set(ids)]
  }

  /** Reads a valid input. Raises invalid-body for names of what does not exist. */
  async function read(
    queries: Queries,
    input: ArticleInput,
    articleId: string,
    published: Block[],
    actor: Actor,
  ): Promise<WorkingCopy> {
    return {
      slug: input.slug ?? null,
      text: readText(input, tickSeconds),
      sourceId: await resolve(queries, 'source', input.source, '/source', actor),
      editorId: input.editor == null ? null : await resolve(queries, 'editor', input.editor, '/editor', actor),
      tagIds: await resolveTags(queries, input.tags ?? [], actor),
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
    embargoUntil: row.embargoUntil,
    translationOf: row.translationOfId,
  })
}
