/** What an import answers. */
import { type Static, Type } from 'typebox'
import { Instant, Line, NullableId } from '../lib/scalars.ts'
import { choice, closed, named, nullable, ref } from '../lib/schema.ts'

export const importResults = ['created', 'updated', 'unchanged', 'refused'] as const

const fieldExample = {
  name: 'publishedAt',
  value: '2024-06-21T08:53:00Z',
  raw: 'Pub Date:24-06-21 16:53',
  line: 5,
  rule: 'date-two-digit-year-20yy',
  assumedZone: 'Asia/Shanghai',
}

export const ImportedField = named(
  'ImportedField',
  closed(
    {
      name: Type.String({ description: 'What was read.', examples: ['publishedAt'] }),
      value: nullable(
        Type.String({
          description: 'What it was read as; null when the text says nothing readable.',
          examples: ['2024-06-21T08:53:00Z'],
        }),
      ),
      raw: Type.String({ description: 'The text on the page.', examples: ['Pub Date:24-06-21 16:53'] }),
      line: Type.Integer({ description: 'The line of the page, from 1.', examples: [5] }),
      rule: Type.String({ description: 'The rule by which it was read.', examples: ['date-two-digit-year-20yy'] }),
      assumedZone: Type.Optional(
        nullable(
          Type.String({
            description: 'The time zone in which a local time was read; null where the text had its own offset.',
            examples: ['Asia/Shanghai'],
          }),
        ),
      ),
    },
    {
      description: 'One thing read from a page: its value, the text it came from, and the rule.',
      examples: [fieldExample],
    },
  ),
)
export type ImportedField = Static<typeof ImportedField>

const itemExample = {
  file: 'forum.txt',
  result: 'created',
  articleId: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
  externalId: 'https://www.qinghenews.example/en/2024-06/21/forum.html',
  reason: null,
  fields: [fieldExample],
}

export const ImportItem = named(
  'ImportItem',
  closed(
    {
      file: nullable(
        Type.String({ description: 'The file, or file and line, that it came from.', examples: ['forum.txt'] }),
      ),
      result: choice(importResults, { description: 'What was done.', examples: ['created'] }),
      articleId: NullableId('The article (or source, editor or tag) that it became.'),
      externalId: nullable(
        Type.String({
          description: 'By what it is known when it comes again.',
          examples: ['https://www.qinghenews.example/en/2024-06/21/forum.html'],
        }),
      ),
      reason: nullable(
        Type.String({ description: 'Why it was refused, or not published.', examples: ['there is no title'] }),
      ),
      fields: Type.Array(ref(ImportedField), { description: 'What was read from a page.' }),
    },
    { description: 'What became of one page or line.', examples: [itemExample] },
  ),
)
export type ImportItem = Static<typeof ImportItem>

const tally = (what: string) => Type.Integer({ minimum: 0, description: `How many were ${what}.`, examples: [1] })

export const ImportReport = named(
  'ImportReport',
  closed(
    {
      items: Type.Array(ref(ImportItem), { description: 'One for each page or line, in order.' }),
      summary: closed({
        created: tally('created'),
        updated: tally('updated'),
        unchanged: tally('unchanged'),
        refused: tally('refused'),
      }),
    },
    {
      description: 'What an import did.',
      examples: [{ items: [itemExample], summary: { created: 1, updated: 0, unchanged: 0, refused: 0 } }],
    },
  ),
)
export type ImportReport = Static<typeof ImportReport>

export const Provenance = named(
  'Provenance',
  closed(
    {
      importedAt: Instant('When it was last imported.'),
      fields: Type.Array(ref(ImportedField), { description: 'What was read from the page.' }),
    },
    {
      description: 'Where an imported article’s fields were read.',
      examples: [{ importedAt: '2026-06-01T08:00:00Z', fields: [fieldExample] }],
    },
  ),
)

/** How an import is to be done. */
export const importParameters = {
  draft: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Keeps new articles drafts, instead of publishing them with their own times.',
      examples: [false],
    }),
  ),
  file: Type.Optional(Line('The name under which the report lists it.', 'forum.txt', 300)),
}
