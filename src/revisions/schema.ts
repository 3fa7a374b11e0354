/** The history of an article: what the newsroom saved, and what readers saw. */
import { Type } from 'typebox'
import { NewsroomArticle } from '../articles/index.ts'
import { Block, Body } from '../body/index.ts'
import { pageOf } from '../lib/page-schema.ts'
import { Instant, Line, NullableInstant } from '../lib/scalars.ts'
import { choice, closed, named, nullable, nullableRef, ref } from '../lib/schema.ts'

const number = (description: string, example: number) =>
  Type.Integer({ minimum: 1, maximum: 1_000_000, description, examples: [example] })

const revisionExample = {
  revision: 3,
  title: 'New port terminal opens in Haiyan',
  savedAt: '2024-06-21T08:50:00Z',
  savedBy: 'Night desk',
}

export const RevisionSummary = named(
  'RevisionSummary',
  closed(
    {
      revision: number('Its number.', 3),
      title: Line('The title in it.', 'New port terminal opens in Haiyan', 500),
      savedAt: Instant('When it was saved.'),
      savedBy: nullable(Line('Name of the key that saved it.', 'Night desk', 200)),
    },
    { description: 'A saved text of an article, without the text.', examples: [revisionExample] },
  ),
)
export const RevisionPage = pageOf('RevisionPage', RevisionSummary, revisionExample)

const blocksExample = {
  blocks: [{ type: 'paragraph', id: 'k3v9x0q2ma', html: 'The first ship docked on Thursday morning.' }],
}
/** The fields of an article that a revision holds. */
const textFields = [
  ...['title', 'originalTitle', 'subtitle', 'summary', 'dateline', 'authors', 'coEditors', 'images', 'originalUrl'],
  ...['originalSource', 'source', 'editor', 'tags', 'rights', 'wordCount', 'characterCount', 'readingMinutes'],
]
const newsroomArticle = NewsroomArticle as unknown as { properties: Record<string, never>; examples: object[] }
const only = <V>(from: Record<string, V>): Record<string, V> =>
  Object.fromEntries(textFields.map((name) => [name, from[name] as V]))
const texts = only(newsroomArticle.properties)
const textsExample = only(newsroomArticle.examples[0] as Record<string, unknown>)

export const Revision = named(
  'Revision',
  closed(
    { ...RevisionSummary.properties, ...texts, body: nullableRef(Body, { description: 'The body, as blocks.' }) },
    {
      description: 'A saved text of an article.',
      examples: [
        {
          ...textsExample,
          ...revisionExample,
          body: blocksExample,
        },
      ],
    },
  ),
)

const editionExample = {
  version: 2,
  title: 'New port terminal opens in Haiyan',
  shownFrom: '2024-06-22T01:00:00Z',
  shownUntil: null,
}

export const EditionSummary = named(
  'EditionSummary',
  closed(
    {
      version: number('Its number.', 2),
      title: Line('The title in it.', 'New port terminal opens in Haiyan', 500),
      shownFrom: Instant('Since when readers saw it.'),
      shownUntil: NullableInstant('Until when they saw it; null while they do.'),
    },
    { description: 'An edition of an article, without its text.', examples: [editionExample] },
  ),
)
export const EditionList = named(
  'EditionList',
  closed(
    { data: Type.Array(ref(EditionSummary), { description: 'The editions, newest first.' }) },
    { description: 'The public history of an article.', examples: [{ data: [editionExample] }] },
  ),
)

const place = (where: string) =>
  nullable(Type.Integer({ minimum: 1, description: `Its place in the ${where} body, from 1.`, examples: [1] }))
const anything = (when: string) =>
  Type.Unsafe<unknown>({ description: `Its value ${when}.`, examples: ['New terminal opens'] })

const diffExample = {
  from: 1,
  to: 2,
  fields: [{ field: 'title', before: 'New terminal opens', after: 'New port terminal opens in Haiyan' }],
  blocks: [{ op: 'added', id: 'k3v9x0q2ma', before: null, after: blocksExample.blocks[0], from: null, to: 1 }],
}

export const Diff = named(
  'Diff',
  closed(
    {
      from: number('The older one.', 1),
      to: number('The newer one.', 2),
      fields: Type.Array(
        closed({
          field: Type.String({ description: 'Name of the field.', examples: ['title'] }),
          before: anything('in the older one'),
          after: anything('in the newer one'),
        }),
        {
          description: 'The fields that differ.',
        },
      ),
      blocks: Type.Array(
        closed({
          op: choice(['added', 'removed', 'changed', 'moved'], {
            description: 'What happened to the block.',
            examples: ['changed'],
          }),
          id: Type.String({ description: 'Id of the block.', examples: ['k3v9x0q2ma'] }),
          before: nullableRef(Block, { description: 'The block in the older one.' }),
          after: nullableRef(Block, { description: 'The block in the newer one.' }),
          from: place('older'),
          to: place('newer'),
        }),
        { description: 'The blocks that differ; one that moved and changed is listed twice.' },
      ),
    },
    { description: 'The differences between two texts of an article.', examples: [diffExample] },
  ),
)

/** Which two to compare. */
export const diffParameters = (what: string) => ({
  from: Type.Integer({ minimum: 1, maximum: 1_000_000, description: `Number of the older ${what}.`, examples: [1] }),
  to: Type.Integer({ minimum: 1, maximum: 1_000_000, description: `Number of the newer ${what}.`, examples: [2] }),
})

export const WorkingCopyInput = named(
  'WorkingCopyInput',
  closed(
    { revision: number('The revision to go back to.', 2) },
    { description: 'Which revision becomes the working copy again.', examples: [{ revision: 2 }] },
  ),
)
