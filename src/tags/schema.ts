import { type Static, Type } from 'typebox'
import { catalogueSchemas } from '../catalogue/index.ts'
import { Translated } from '../lib/scalars.ts'
import { choice, closed, nullable } from '../lib/schema.ts'

export const tagKinds = ['section', 'topic', 'place', 'organisation', 'person', 'series'] as const

const mediaTopicPattern = 'medtop:[0-9]{8}'

/** A tag's own fields, every one present, null when absent. */
export const TagDocument = closed({
  kind: choice(tagKinds, { default: 'topic', description: 'What kind of term it is.', examples: ['topic'] }),
  labels: Translated('Its label in each language; at least one.', { en: 'New energy', 'zh-Hans': '新能源' }, 100),
  mediaTopic: nullable(
    Type.String({
      pattern: `^${mediaTopicPattern}$`,
      description: 'The IPTC Media Topic that it corresponds to.',
      examples: ['medtop:20000271'],
    }),
  ),
  parent: nullable(
    Type.String({
      minLength: 1,
      maxLength: 120,
      description: 'Id of the tag above it; an input may name it by its slug.',
      examples: ['01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b11'],
    }),
  ),
})
export type TagDocument = Static<typeof TagDocument>

export const tagSchemas = catalogueSchemas({
  title: 'Tag',
  document: TagDocument,
  newsroomOnly: [],
  example: {
    slug: 'new-energy',
    kind: 'topic',
    labels: { en: 'New energy', 'zh-Hans': '新能源' },
    mediaTopic: 'medtop:20000271',
    parent: null,
  },
  exampleChanges: { labels: { en: 'Clean energy' }, parent: null },
})

const kinds = `(${tagKinds.join('|')})`

/** The parameters by which tags are found. */
export const tagFilters = {
  kind: Type.Optional(
    Type.String({
      pattern: `^${kinds}(,${kinds})*$`,
      description: `Any of these kinds, with commas between: ${tagKinds.join(', ')}.`,
      examples: ['section,topic'],
    }),
  ),
  mediaTopic: Type.Optional(
    Type.String({
      pattern: `^${mediaTopicPattern}(,${mediaTopicPattern})*$`,
      maxLength: 1000,
      description: 'Any of these IPTC Media Topics, with commas between.',
      examples: ['medtop:20000271'],
    }),
  ),
  parent: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f-]{36}(,[0-9a-f-]{36})*$',
      maxLength: 1000,
      description: 'Directly below any of these tags (ids), with commas between.',
      examples: ['01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b11'],
    }),
  ),
}
