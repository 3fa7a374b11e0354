/** The lines of a newsroom as NDJSON: what each may be. */
import { type Static, Type } from 'typebox'
import { ArticleInput, correctionKinds } from '../articles/index.ts'
import { InstantInput } from '../lib/scalars.ts'
import { choice, closed, nullable } from '../lib/schema.ts'

const optional = Type.Optional
const instant = (description: string) => optional(nullable(InstantInput(description)))

const linkLine = closed({
  kind: optional(choice(['editorial', 'imported'])),
  article: optional(Type.String({ format: 'uuid' })),
  title: optional(Type.String({ minLength: 1, maxLength: 500 })),
  url: optional(Type.String({ format: 'uri', maxLength: 2000 })),
})

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const date = Type.String({ format: 'date-time', pattern: 'Z$', maxLength: 20 })

const withdrawalLine = closed({
  reason: text(2000),
  internalReason: optional(nullable(text(4000))),
  replacement: optional(nullable(Type.String({ format: 'uuid' }))),
  at: date,
})

const correctionLine = closed({
  id: Type.String({ format: 'uuid' }),
  version: Type.Integer({ minimum: 1 }),
  kind: choice(correctionKinds),
  notice: text(4000),
  blocks: Type.Array(text(40), { maxItems: 200 }),
  at: date,
})

const { properties } = ArticleInput as unknown as { properties: Record<string, never> }
const nameOrSlug = {
  anyOf: [
    { type: 'string', minLength: 1, maxLength: 200 },
    { type: 'object', required: ['name'] },
  ],
}

/** What an article line has beyond an article's input. */
const additions = {
  id: optional(Type.String({ format: 'uuid', pattern: '^[0-9a-f-]{36}$' })),
  externalId: optional(nullable(Type.String({ minLength: 1, maxLength: 500 }))),
  externalScope: optional(
    choice(['source', 'page'], {
      description: 'Where externalId is unique: within its source, or as the address of a page.',
    }),
  ),
  state: optional(choice(['draft', 'scheduled', 'live', 'withdrawn', 'expired', 'archived'])),
  publishedAt: instant('When it was published; `live` publishes it with that time.'),
  firstPublishedAt: instant('When it was first published.'),
  updatedAt: instant('When what readers see of it last changed.'),
  publishAt: instant('When it is to be published.'),
  expiresAt: instant('When it leaves readers.'),
  version: optional(Type.Integer({ minimum: 0 })),
  originalSource: optional(nullable(Type.String({ minLength: 1, maxLength: 300 }))),
  withdrawal: optional(nullable(withdrawalLine)),
  corrections: optional(Type.Array(correctionLine, { maxItems: 200 })),
  relatedNews: optional(Type.Array(linkLine, { maxItems: 50 })),
}

/** An article line: an article's input, and where it stands. */
export const ArticleLine = closed({
  ...properties,
  ...additions,
  source: Type.Unsafe<unknown>(nameOrSlug),
  editor: optional(Type.Unsafe<unknown>({ anyOf: [...nameOrSlug.anyOf, { type: 'null' }] })),
  tags: optional(Type.Array(Type.String({ minLength: 1, maxLength: 120 }), { maxItems: 100 })),
} as unknown as Record<string, never>)
type Additions = { [K in keyof typeof additions]?: Static<(typeof additions)[K]> }
export type ArticleLine = Additions & {
  source: string | { slug?: string; name: string }
  editor?: string | { slug?: string; name: string } | null
  tags?: string[]
  language: string
  title: string
  translationOf?: string | null
  embargoUntil?: string | null
}
