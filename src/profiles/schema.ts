/** Profiles: what the holder of a key may see (agencies call it a product). */
import { type Static, Type } from 'typebox'
import { syndications } from '../lib/publication-schema.ts'
import { InstantInput, Language, NullableInstant } from '../lib/scalars.ts'
import { choice, closed, inputOf, named, nullable } from '../lib/schema.ts'

export const rightsOfProfiles = [...syndications, 'unknown'] as const
export const contents = ['full', 'summary'] as const

const example = {
  sources: ['01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b13'],
  tags: null,
  languages: ['en'],
  publishedSince: '2024-01-01T00:00:00Z',
  rights: ['open', 'licensed'],
  content: 'full',
  images: true,
}

const anyOf = (what: string, example: string) =>
  nullable(
    Type.Array(Type.String({ minLength: 1, maxLength: 120 }), {
      minItems: 1,
      maxItems: 200,
      uniqueItems: true,
      description: `Only articles with one of these ${what} (ids or slugs); null for all.`,
      examples: [[example]],
    }),
  )

const members = {
  sources: anyOf('sources', 'qinghe-news'),
  tags: anyOf('tags', 'new-energy'),
  languages: nullable(
    Type.Array(Language('A language.', 'en'), {
      minItems: 1,
      maxItems: 40,
      uniqueItems: true,
      description: 'Only articles in one of these languages; null for all.',
      examples: [['en']],
    }),
  ),
  publishedSince: nullable(InstantInput('Only articles published at this instant or later; null for all.')),
  rights: nullable(
    Type.Array(choice(rightsOfProfiles), {
      minItems: 1,
      uniqueItems: true,
      description:
        'Only articles with one of these rights of syndication, their own or else their source’s; null for all.',
      examples: [['open', 'licensed']],
    }),
  ),
}
const content = choice(contents, {
  description: 'Whether bodies are shown, or summaries only; `full` unless said.',
  examples: ['full'],
})
const images = Type.Boolean({ description: 'Whether images are shown; they are unless said.', examples: [true] })

export const Profile = named(
  'Profile',
  closed(
    {
      ...members,
      publishedSince: NullableInstant('Only articles published at this instant or later; null for all.'),
      content,
      images,
    },
    { description: 'What the holder of a key may see; sources and tags by their ids.', examples: [example] },
  ),
)

export const ProfileInput = named(
  'ProfileInput',
  inputOf(closed({ ...members, content: nullable(content), images: nullable(images) }), {
    description: 'What the holder of a key may see. What is left out or null does not narrow it.',
    examples: [{ ...example, sources: ['qinghe-news'] }],
  }),
)
export type ProfileInput = Static<typeof ProfileInput>
