/** What an article's body consists of: seven kinds of blocks, as clients send them and as they get them back. */
import { type Static, type TProperties, Type } from 'typebox'
import { closed, type Named, named, nullable } from '../lib/schema.ts'

/** How many blocks one body may have. */
export const MAX_BLOCKS = 2000
/** How many items one list may have; longer lists of HTML and Markdown bodies are cut into several. */
export const MAX_ITEMS = 500
/** How many rows one table may have, its header not counted. */
export const MAX_ROWS = 1000
/** How many cells one table row may have. */
export const MAX_CELLS = 50

const MAX_SOURCE = 1_048_576

/** How many characters of HTML one text may have: as many as a request can bring. */
const MAX_TEXT = 2_000_000

const Html = (description: string) =>
  Type.String({ maxLength: MAX_TEXT, description: `${description} Inline HTML: a, em, strong, s, sub, sup, code, br.` })

const Plain = (description: string) => Type.String({ maxLength: 2000, description: `${description} Plain text.` })

const Url = (description: string) =>
  Type.String({ format: 'uri', pattern: '^https?://', maxLength: 4000, description: `${description} http or https.` })

const Pixels = (description: string) => Type.Integer({ minimum: 1, maximum: 100_000, description })

const kind = <T extends string>(type: T) => Type.Literal(type, { type: 'string', description: 'The kind of block.' })

const cells = (description: string) =>
  Type.Array(Html('The text of one cell.'), { minItems: 1, maxItems: MAX_CELLS, description })

const paragraph = { type: kind('paragraph'), html: Html('The text of the paragraph.') }
const heading = {
  type: kind('heading'),
  level: Type.Integer({ minimum: 2, maximum: 4, description: 'The rank of the heading; 1 is the headline itself.' }),
  html: Html('The text of the heading.'),
}
const quote = { type: kind('quote'), html: Html('The quoted text.') }
const list = {
  type: kind('list'),
  ordered: Type.Boolean({ description: 'Whether the items are numbered.' }),
  items: Type.Array(Html('The text of one item.'), { minItems: 1, maxItems: MAX_ITEMS, description: 'The items.' }),
}
const image = { type: kind('image'), url: Url('Where the picture is.') }
const table = {
  type: kind('table'),
  rows: Type.Array(cells('One row.'), { maxItems: MAX_ROWS, description: 'The rows below the header, equally long.' }),
}
const embed = { type: kind('embed'), url: Url('The page or player of the embedded work.') }

const citation = { citation: nullable(Plain('Who is quoted, or from where.')) }
const picture = {
  alt: nullable(Plain('What the picture shows, for those who cannot see it.')),
  caption: nullable(Plain('The line below the picture.')),
  credit: nullable(Plain('Who made the picture.')),
  width: nullable(Pixels('The width of the picture in pixels.')),
  height: nullable(Pixels('The height of the picture in pixels.')),
}
const grid = {
  header: nullable(cells('The header row; null when the table has none.')),
  caption: nullable(Plain('The title of the table.')),
}
const work = {
  title: nullable(Plain('The title of the embedded work.')),
  provider: nullable(Plain('The name of the site that the work comes from.')),
}

const ID_PATTERN = '^[A-Za-z0-9_-]{1,40}$'
const id = Type.String({
  pattern: ID_PATTERN,
  description: 'Names the block within its article. It stays the same when the block is edited or moved.',
})
const inputId = Type.Optional(
  Type.String({
    pattern: ID_PATTERN,
    description: 'Names the block within its article. Left out: taken over from the previous body, or derived from it.',
  }),
)

/** `ListBlock` is "A list, as it is returned.", `ListBlockInput` "A list, as it is sent.". */
const describe = (name: string): string => {
  const what = name.replace(/Block(Input)?$/, '').toLowerCase()
  return `${/^[aeiou]/.test(what) ? 'An' : 'A'} ${what} of a body, as it is ${name.endsWith('Input') ? 'sent' : 'returned'}.`
}

/** A block as it is returned: every field present. */
const output = <P extends TProperties>(name: string, fields: P, example: object) =>
  named(name, closed({ id, ...fields }, { description: describe(name), examples: [{ id: 'ezf5ga6fmq', ...example }] }))

/** A block as it is sent: without id if need be. */
const input = <P extends TProperties>(name: string, fields: P, example: object) =>
  named(name, closed({ id: inputId, ...fields }, { description: describe(name), examples: [example] }))

const examples = {
  paragraph: { type: 'paragraph', html: 'The river rose by <strong>two metres</strong> overnight.' },
  heading: { type: 'heading', level: 2, html: 'What happens next' },
  quote: { type: 'quote', html: 'We saw it coming.', citation: 'Ana Lima, mayor' },
  list: { type: 'list', ordered: false, items: ['Bring water', 'Stay off the bridge'] },
  image: {
    ...{ type: 'image', url: 'https://media.example.org/flood.jpg', alt: 'A flooded street' },
    ...{ caption: 'Main Street on Monday', credit: 'J. Doe', width: 1200, height: 800 },
  },
  table: { type: 'table', header: ['Day', 'Level'], rows: [['Monday', '2.1 m']], caption: 'Water levels' },
  embed: {
    type: 'embed',
    url: 'https://www.youtube.com/watch?v=abc',
    title: 'The flood in pictures',
    provider: 'YouTube',
  },
}

const optional = <P extends TProperties>(fields: P) =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, Type.Optional(schema)])) as {
    [K in keyof P]: ReturnType<typeof Type.Optional<P[K]>>
  }

export const ParagraphBlock = output('ParagraphBlock', paragraph, examples.paragraph)
export const HeadingBlock = output('HeadingBlock', heading, examples.heading)
export const QuoteBlock = output('QuoteBlock', { ...quote, ...citation }, examples.quote)
export const ListBlock = output('ListBlock', list, examples.list)
export const ImageBlock = output('ImageBlock', { ...image, ...picture }, examples.image)
export const TableBlock = output('TableBlock', { ...table, ...grid }, examples.table)
export const EmbedBlock = output('EmbedBlock', { ...embed, ...work }, examples.embed)

export const ParagraphBlockInput = input('ParagraphBlockInput', paragraph, examples.paragraph)
export const HeadingBlockInput = input('HeadingBlockInput', heading, examples.heading)
export const QuoteBlockInput = input('QuoteBlockInput', { ...quote, ...optional(citation) }, examples.quote)
export const ListBlockInput = input('ListBlockInput', list, examples.list)
export const ImageBlockInput = input('ImageBlockInput', { ...image, ...optional(picture) }, examples.image)
export const TableBlockInput = input('TableBlockInput', { ...table, ...optional(grid) }, examples.table)
export const EmbedBlockInput = input('EmbedBlockInput', { ...embed, ...optional(work) }, examples.embed)

/** One of several named schemas, told apart by their `type`. */
const union = <T>(name: string, members: readonly Named<object>[], description: string) =>
  named(
    name,
    Type.Unsafe<T>({
      type: 'object',
      required: ['type'],
      oneOf: members.map((member) => ({ $ref: `${member.$id}#` })),
      discriminator: { propertyName: 'type' },
      description,
      examples: members.map((member) => (member as { examples?: unknown[] }).examples?.[0]),
    }),
  )

export type Block =
  | Static<typeof ParagraphBlock>
  | Static<typeof HeadingBlock>
  | Static<typeof QuoteBlock>
  | Static<typeof ListBlock>
  | Static<typeof ImageBlock>
  | Static<typeof TableBlock>
  | Static<typeof EmbedBlock>

export type BlockInput =
  | Static<typeof ParagraphBlockInput>
  | Static<typeof HeadingBlockInput>
  | Static<typeof QuoteBlockInput>
  | Static<typeof ListBlockInput>
  | Static<typeof ImageBlockInput>
  | Static<typeof TableBlockInput>
  | Static<typeof EmbedBlockInput>

/** A block before it has an id. */
export type BlockContent = Block extends infer B ? (B extends Block ? Omit<B, 'id'> : never) : never

export const Block = union<Block>(
  'Block',
  [ParagraphBlock, HeadingBlock, QuoteBlock, ListBlock, ImageBlock, TableBlock, EmbedBlock],
  'One piece of a body: a paragraph, heading, quote, list, image, table or embedded work.',
)

export const BlockInput = union<BlockInput>(
  'BlockInput',
  [
    ...[ParagraphBlockInput, HeadingBlockInput, QuoteBlockInput, ListBlockInput],
    ...[ImageBlockInput, TableBlockInput, EmbedBlockInput],
  ],
  'One piece of a body as it is sent. HTML is sanitized; blocks without content are left out.',
)

export type BodyInput = { blocks: BlockInput[] } | { html: string } | { markdown: string }

/** Exactly one property: written as a count, so that a wrong body gives one error and not one per alternative. */
const oneOfThese = { type: 'object', additionalProperties: false, minProperties: 1, maxProperties: 1 }

export const BodyInput = named(
  'BodyInput',
  Type.Unsafe<BodyInput>({
    ...oneOfThese,
    description: 'The body as blocks, as HTML or as Markdown: exactly one of the three.',
    properties: {
      blocks: {
        ...{ type: 'array', maxItems: MAX_BLOCKS, items: { $ref: 'BlockInput#' } },
        description: 'The body as blocks.',
      },
      html: {
        ...{ type: 'string', maxLength: MAX_SOURCE },
        description: 'The body as HTML, at most 1 MB. It is cut into blocks and sanitized.',
      },
      markdown: {
        ...{ type: 'string', maxLength: MAX_SOURCE },
        description: 'The body as GitHub Flavored Markdown, at most 1 MB. HTML in it is sanitized.',
      },
    },
    examples: [
      { blocks: [examples.heading, examples.paragraph] },
      { html: '<p>The river rose by <b>two metres</b> overnight.</p>' },
      { markdown: '## What happens next\n\nThe river rose by **two metres** overnight.' },
    ],
  }),
)

export type Body = { blocks: Block[] } | { html: string } | { text: string } | { markdown: string }

export const Body = named(
  'Body',
  Type.Unsafe<Body>({
    ...oneOfThese,
    description: 'The body in the form that was asked for: exactly one of the four.',
    properties: {
      blocks: { type: 'array', items: { $ref: 'Block#' }, description: 'The body as blocks.' },
      html: { type: 'string', description: 'The body as semantic HTML; each element names its block in `data-block`.' },
      markdown: { type: 'string', description: 'The body as GitHub Flavored Markdown.' },
      text: { type: 'string', description: 'The body as plain text, blocks separated by an empty line.' },
    },
    examples: [
      { blocks: [{ id: 'ezf5ga6fmq', ...examples.paragraph }] },
      { html: '<p data-block="ezf5ga6fmq">The river rose by <strong>two metres</strong> overnight.</p>' },
      { text: 'The river rose by two metres overnight.' },
      { markdown: 'The river rose by **two metres** overnight.' },
    ],
  }),
)
