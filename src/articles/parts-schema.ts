/** What articles consist of beside their texts: whom they name, their translations, corrections and local times. */
import { type TProperties, Type } from 'typebox'
import { EditorView } from '../editors/index.ts'
import { Id, Instant, Language, Line, Slug, Text, WebAddress } from '../lib/scalars.ts'
import { choice, closed, nullable } from '../lib/schema.ts'
import { SourceDocument } from '../sources/index.ts'
import { TagDocument } from '../tags/index.ts'

const named3 = {
  id: Id('Its id.'),
  slug: Slug('Its slug.', 'qinghe-news'),
  name: Line('Its name in the article’s language.', 'Qinghe News', 200),
}

/** Fields that are only there when asked for; a default would make the serializer fill them in. */
const partial = <P extends Record<string, object>>(properties: P, leave: readonly string[]) => {
  const kept = Object.entries(properties as Record<string, { default?: unknown }>).filter(
    ([name]) => !leave.includes(name),
  )
  return Object.fromEntries(
    kept.map(([name, { default: _, ...schema }]) => [name, Type.Optional(schema as never)]),
  ) as Record<string, never>
}

const withInclude = (name: string) => `Who it is; more with \`include=${name}\`.`
/** A source as articles name it; its other members only when included. */
export const ArticleSource = closed(
  { ...named3, ...partial(SourceDocument.properties, ['name']) },
  { description: withInclude('source') },
)
/** An editor as articles name them; their other members only when included. */
export const ArticleEditor = closed(
  { ...named3, ...partial(EditorView.properties, ['name']) },
  { description: withInclude('editor') },
)
/** A tag as articles name it; its other members only when included. */
export const ArticleTag = closed(
  {
    id: Id('Its id.'),
    slug: Slug('Its slug.'),
    kind: TagDocument.properties.kind,
    label: Line('Its label in the article’s language.', 'New energy', 100),
    ...partial(TagDocument.properties, ['kind']),
  },
  { description: 'A tag; more with `include=tags`.' },
)
/** A live article in the same cluster. */
export const Translation = closed(
  {
    id: Id('Its id.'),
    language: Language('Its language.', 'zh-Hans'),
    slug: Slug('Its slug.', 'hai-yan-gang'),
    title: Line('Its title.', '海雁港新码头启用', 500),
    url: WebAddress('Its page.'),
  },
  { description: 'The same story in another language.' },
)

/** A time by the clock of the site, with the offset that its zone had then. */
const localInstant = (description: string) =>
  Type.String({
    format: 'date-time',
    pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}[+-]\\d{2}:\\d{2}$',
    description,
    examples: ['2024-06-21T16:53:00+08:00'],
  })
const first = localInstant('When it was first published.')
const published = localInstant('When it was published.')
const updated = localInstant('When what readers see of it last changed.')
const localTimes = <P extends TProperties>(times: P) =>
  nullable(closed(times), {
    description:
      'With `include=localTimes`: its times by the clock of the site, each with the offset of its time zone.',
  })

/** The local times of a live article, and of a working copy, which may lack some of them. */
export const LocalTimes = localTimes({ firstPublishedAt: first, publishedAt: published, updatedAt: updated })
export const NewsroomLocalTimes = localTimes({
  firstPublishedAt: nullable(first),
  publishedAt: nullable(published),
  updatedAt: nullable(updated),
})

export const correctionKinds = ['correction', 'clarification', 'update', 'retraction'] as const
export type CorrectionKind = (typeof correctionKinds)[number]

/** A correction as readers see it. */
export const Correction = closed(
  {
    id: Id('Its id.'),
    version: Type.Integer({ minimum: 1, description: 'The edition that it published.', examples: [2] }),
    kind: choice(correctionKinds, { description: 'What kind of notice it is.', examples: ['correction'] }),
    notice: Text('What readers are told.', 'An earlier version gave the wrong capacity of the terminal.', 4000),
    blocks: Type.Array(Type.String({ description: 'Id of a block.', examples: ['k3v9x0q2ma'] }), {
      description: 'The blocks that it concerns.',
    }),
    at: Instant('When it was published.'),
  },
  { description: 'A notice for readers that something was put right.' },
)
