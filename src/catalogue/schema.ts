/** From the document of a source, editor or tag follow its six public schemas. */
import { type TObject, type TProperties, type TSchema, Type } from 'typebox'
import { pageOf } from '../lib/page-schema.ts'
import { Id, Instant, Slug } from '../lib/scalars.ts'
import { closed, inputOf, mergePatchOf, named } from '../lib/schema.ts'

const stamps = { createdAt: Instant('When it was created.'), updatedAt: Instant('When it was last changed.') }
const Articles = (name: string) =>
  Type.Integer({
    minimum: 0,
    description: `How many live articles name this ${name} itself${name === 'tag' ? ', not a tag below it' : ''}.`,
    examples: [12],
  })
const id = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'
const instant = '2026-06-01T08:00:00Z'

interface Parts<P extends TProperties> {
  /** `Source`, `Editor`, `Tag`. */
  title: string
  /** What it holds, every field present, null when absent. */
  document: TObject<P>
  newsroomOnly: readonly string[]
  /** An input, with its slug. */
  example: Record<string, unknown> & { slug: string }
  exampleChanges: Record<string, unknown>
}

const without = (properties: TProperties, names: readonly string[]): TProperties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)))

/** Names and derives: input, changes (merge patch), reading and newsroom views, and their pages. */
export function catalogueSchemas<P extends TProperties>({
  title,
  document,
  newsroomOnly,
  example,
  exampleChanges,
}: Parts<P>) {
  const name = title.toLowerCase()
  const { properties } = inputOf(document) as unknown as { properties: TProperties; required?: string[] }
  const required = (inputOf(document) as unknown as { required?: string[] }).required ?? []
  const optional = (schema: TSchema, each: string): TSchema =>
    required.includes(each) ? schema : Type.Optional(schema)
  const input = named(
    `${title}Input`,
    closed(
      {
        slug: Type.Optional(Slug('Its slug; made from its name when absent.', example.slug)),
        ...Object.fromEntries(Object.entries(properties).map(([each, schema]) => [each, optional(schema, each)])),
        listed: Type.Optional(
          Type.Boolean({
            default: true,
            description: 'Whether readers see it before a live article shows it.',
            examples: [true],
          }),
        ),
      },
      { description: `A ${name} as it is created.`, examples: [example] },
    ),
  )
  const changes = named(
    `${title}Changes`,
    mergePatchOf(input, { description: `A merge patch of a ${name}.`, examples: [exampleChanges] }),
  )
  const shownExample = {
    id,
    ...without(example as never, newsroomOnly),
    articles: 12,
    createdAt: instant,
    updatedAt: instant,
  }
  const fullExample = { id, ...example, createdAt: instant, updatedAt: instant, listed: true, revision: 1 }
  const reading = named(
    title,
    closed(
      {
        id: Id('Its id.'),
        slug: Slug('Its slug.', example.slug),
        ...without(document.properties, newsroomOnly),
        articles: Articles(name),
        ...stamps,
      },
      { description: `A ${name} as readers see it.`, examples: [shownExample] },
    ),
  )
  const newsroom = named(
    `Newsroom${title}`,
    closed(
      {
        id: Id('Its id.'),
        slug: Slug('Its slug.', example.slug),
        ...document.properties,
        ...stamps,
        listed: Type.Boolean({ description: 'Whether readers see it.', examples: [true] }),
        revision: Type.Integer({ description: 'Grows with every change.', examples: [1] }),
      },
      { description: `A ${name} as the newsroom sees it.`, examples: [fullExample] },
    ),
  )
  return {
    input,
    changes,
    reading,
    newsroom,
    readingPage: pageOf(`${title}Page`, reading, shownExample),
    newsroomPage: pageOf(`Newsroom${title}Page`, newsroom, fullExample),
  }
}
