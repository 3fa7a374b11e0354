/** The change feed, the snapshot and the digest as readers see them. */
import { type Static, Type } from 'typebox'
import { Article } from '../articles/schema.ts'
import { articleChanges, changedResources, otherChanges } from '../changes/index.ts'
import { editorSchemas } from '../editors/schema.ts'
import { Instant } from '../lib/scalars.ts'
import { choice, closed, named, nullable, ref } from '../lib/schema.ts'
import { Site } from '../site/schema.ts'
import { sourceSchemas } from '../sources/schema.ts'
import { tagSchemas } from '../tags/schema.ts'

export const changeTypes = [...new Set([...articleChanges, ...otherChanges])]

const example = {
  seq: 4711,
  resource: 'article',
  type: 'published',
  id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
  version: 1,
  at: '2024-06-21T08:53:00Z',
}
const Seq = (description: string) => Type.Integer({ minimum: 0, description, examples: [example.seq] })

export const Change = named(
  'Change',
  closed(
    {
      seq: Seq('Its number in the newsroom’s log. Numbers grow; those that do not concern you are left out.'),
      resource: choice(changedResources, { description: 'What changed.', examples: ['article'] }),
      type: choice(changeTypes, {
        description:
          'What happened. Of articles: `published`, `updated`, `corrected`, and `entitlementGained` mean that it is there; `withdrawn`, `unpublished`, `expired`, `erased` and `entitlementLost` that it is not any more. Of the others: `created`, `updated`, `removed`.',
        examples: ['published'],
      }),
      id: Type.String({
        description: 'Id of what changed; `site` for the publication itself.',
        examples: [example.id],
      }),
      version: nullable(
        Type.Integer({ minimum: 1, description: 'The edition, of articles; null of others.', examples: [1] }),
      ),
      at: Instant('When it happened.'),
      article: Type.Optional(ref(Article)),
      source: Type.Optional(ref(sourceSchemas.reading)),
      editor: Type.Optional(ref(editorSchemas.reading)),
      tag: Type.Optional(ref(tagSchemas.reading)),
      site: Type.Optional(ref(Site)),
    },
    {
      description:
        'One change. With `include=resource` it has what changed under the name of the resource, as it is now, unless that is not there any more.',
      examples: [example],
    },
  ),
)
export type Change = Static<typeof Change>

export const ChangePage = named(
  'ChangePage',
  closed(
    {
      data: Type.Array(ref(Change), { description: 'The changes, the oldest first.' }),
      page: closed(
        {
          next: Type.String({
            description: 'The cursor to go on with as `after`. It is always there, and never expires.',
            examples: ['c1.NDcxMQ'],
          }),
        },
        { description: 'Where to go on.' },
      ),
      head: Seq('Number of the newest change in the newsroom’s log: how far there is to go.'),
    },
    {
      description: 'A page of changes.',
      examples: [{ data: [example], page: { next: 'c1.NDcxMQ' }, head: 4711 }],
    },
  ),
)

export const ChangeHead = named(
  'ChangeHead',
  closed(
    { seq: Seq('Number of the newest change in the newsroom’s log; 0 when there is none.') },
    { description: 'The end of the log.', examples: [{ seq: 4711 }] },
  ),
)

export const ChangeDigest = named(
  'ChangeDigest',
  closed(
    {
      seq: Seq('After which change.'),
      digest: Type.String({
        pattern: '^[0-9a-f]{32}$',
        description:
          'The sum, modulo 2¹²⁸, of the first 16 bytes (big-endian) of SHA-256 over `resource:id:seq` of each resource that you see, with the number of its last change: 32 hexadecimal digits.',
        examples: ['0f3c6d1a9b2e4857c0ffee0012345678'],
      }),
      count: Type.Integer({ minimum: 0, description: 'How many resources that are.', examples: [4180] }),
    },
    {
      description: 'What you see, in one number.',
      examples: [{ seq: 4711, digest: '0f3c6d1a9b2e4857c0ffee0012345678', count: 4180 }],
    },
  ),
)
