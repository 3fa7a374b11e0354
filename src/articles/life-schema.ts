/** What is sent to move an article through its life, and what a rehearsal of its publication answers. */
import { type Static, Type } from 'typebox'
import { InstantInput, Text } from '../lib/scalars.ts'
import { closed, named, nullable } from '../lib/schema.ts'
import { Correction } from './parts-schema.ts'

export const PublicationInput = named(
  'PublicationInput',
  closed(
    {
      publishAt: Type.Optional(
        nullable(
          InstantInput(
            'When to publish, on a tick (a whole minute unless the operator says otherwise); now when absent.',
          ),
        ),
      ),
      expiresAt: Type.Optional(nullable(InstantInput('When it leaves readers, on a tick; never when absent.'))),
    },
    {
      description: 'The whole wish to publish an article.',
      examples: [{}, { publishAt: '2026-12-24T18:00:00Z', expiresAt: '2027-01-07T00:00:00Z' }],
    },
  ),
)

export const WithdrawalInput = named(
  'WithdrawalInput',
  closed(
    {
      reason: Text('What readers are told.', 'The report was based on a forged document.', 2000),
      internalReason: Type.Optional(
        nullable(Text('What only the newsroom is told.', 'See the memo of the legal desk.', 4000)),
      ),
      replacement: Type.Optional(
        nullable(
          Type.String({
            format: 'uuid',
            description: 'Id of the article to read instead.',
            examples: ['01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b12'],
          }),
        ),
      ),
    },
    { description: 'The recall of an article.', examples: [{ reason: 'The report was based on a forged document.' }] },
  ),
)
export type WithdrawalInput = Static<typeof WithdrawalInput>

export const ErasureInput = named(
  'ErasureInput',
  closed(
    { reason: Text('What readers are told.', 'Erased by order of a court.', 2000) },
    { description: 'The erasure of an article.', examples: [{ reason: 'Erased by order of a court.' }] },
  ),
)

export const CorrectionInput = named(
  'CorrectionInput',
  closed(
    {
      kind: Correction.properties.kind,
      notice: Correction.properties.notice,
      blocks: Type.Optional(
        Type.Array(
          Type.String({ minLength: 1, maxLength: 40, description: 'Id of a block.', examples: ['k3v9x0q2ma'] }),
          { maxItems: 200, uniqueItems: true, description: 'The blocks that it concerns, of the old text or the new.' },
        ),
      ),
    },
    {
      description: 'A notice for readers; it publishes the working copy.',
      examples: [
        {
          kind: 'correction',
          notice: 'An earlier version gave the wrong capacity of the terminal.',
          blocks: ['k3v9x0q2ma'],
        },
      ],
    },
  ),
)
export type CorrectionInput = Static<typeof CorrectionInput>

const Finding = closed({
  code: Type.String({ description: 'What was found.', examples: ['image-without-alt'] }),
  pointer: Type.String({ description: 'JSON Pointer to the field.', examples: ['/images/0/alt'] }),
  detail: Type.String({
    description: 'What is wrong and what would be right.',
    examples: ['say what the image shows'],
  }),
})

export const PublicationChecks = named(
  'PublicationChecks',
  closed(
    {
      publishable: Type.Boolean({ description: 'Whether it could be published now.', examples: [true] }),
      blocking: Type.Array(Finding, { description: 'What would have its publication refused.' }),
      advice: Type.Array(Finding, { description: 'What would make it better.' }),
    },
    {
      description: 'A rehearsal of the publication.',
      examples: [
        {
          publishable: true,
          blocking: [],
          advice: [{ code: 'image-without-alt', pointer: '/images/0/alt', detail: 'say what the image shows' }],
        },
      ],
    },
  ),
)
export type Finding = Static<typeof Finding>
