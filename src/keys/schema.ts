/** Keys as admins see them. The secret is in one answer only. */
import { type Static, Type } from 'typebox'
import { pageOf } from '../lib/page-schema.ts'
import { Id, Instant, InstantInput, Line, NullableId, NullableInstant } from '../lib/scalars.ts'
import { choice, closed, named, nullable, nullableRef } from '../lib/schema.ts'
import { ProfileInput } from '../profiles/schema.ts'

/** The roles that a key may have. */
export const roles = ['admin', 'editor', 'contributor', 'partner', 'reader'] as const
export type Role = (typeof roles)[number]

const example = {
  id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b21',
  name: 'Night desk',
  role: 'editor',
  editorId: null,
  createdAt: '2026-06-01T08:00:00Z',
  expiresAt: null,
  revokedAt: null,
  formerValidUntil: null,
  revision: 1,
}

export const Key = named(
  'Key',
  closed(
    {
      id: Id('Its id.'),
      name: Line('Who or what it is for.', 'Night desk', 200),
      role: choice(roles, { description: 'What it may do.', examples: ['editor'] }),
      editorId: NullableId('The editor that it is tied to: whose drafts are its own, and whom the audit names.'),
      createdAt: Instant('When it was made.'),
      expiresAt: NullableInstant('When it ends by itself.'),
      revokedAt: NullableInstant('When it was revoked.'),
      formerValidUntil: NullableInstant('Until when the secret before the last rotation is good too.'),
      revision: Type.Integer({ minimum: 1, description: 'Grows with every change.', examples: [1] }),
    },
    { description: 'A key, without its secret.', examples: [example] },
  ),
)
export const KeyPage = pageOf('KeyPage', Key, example)

export const NewKey = named(
  'NewKey',
  closed(
    {
      ...Key.properties,
      key: nullable(
        Type.String({
          description: 'The key, shown this once; null when the answer is a replay.',
          examples: ['mh_JU-NxAQSprINi29Veq5G3-qAqPz7dCvH99EewIZQy1E'],
        }),
      ),
    },
    {
      description: 'A key with its secret.',
      examples: [{ ...example, key: 'mh_JU-NxAQSprINi29Veq5G3-qAqPz7dCvH99EewIZQy1E' }],
    },
  ),
)

export const KeyInput = named(
  'KeyInput',
  closed(
    {
      name: Line('Who or what it is for.', 'Night desk', 200),
      role: choice(roles, { description: 'What it may do.', examples: ['editor'] }),
      editor: Type.Optional(
        nullable(
          Type.String({
            minLength: 1,
            maxLength: 120,
            description: 'Id or slug of the editor that it is tied to.',
            examples: ['lin-yue'],
          }),
        ),
      ),
      expiresAt: Type.Optional(nullable(InstantInput('When it ends by itself; never when absent.'))),
      profile: Type.Optional(
        nullableRef(ProfileInput, { description: 'What its holder may see; everything when absent.' }),
      ),
    },
    { description: 'A key as it is made.', examples: [{ name: 'Night desk', role: 'editor' }] },
  ),
)
export type KeyInput = Static<typeof KeyInput>

export const RotationInput = named(
  'RotationInput',
  closed(
    {
      overlapSeconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 2_592_000,
          default: 86_400,
          description: 'How long the old secret stays good, in seconds: at most 30 days.',
          examples: [3600],
        }),
      ),
    },
    { description: 'The change of a key’s secret.', examples: [{ overlapSeconds: 3600 }] },
  ),
)
