/** What may be done with an article by whoever asks: one verdict, so that nobody has to combine four fields. */
import { type Static, Type } from 'typebox'
import { NullableInstant, Text, WebAddress } from './scalars.ts'
import { choice, closed, nullable } from './schema.ts'

/**
 * Why a verdict is what it is, the decisive one first: `open` (anybody may), `agreement` (a partner may),
 * `needs-agreement`, `not-syndicated`, `rights-unknown`, `rights-ended`; then why `until` is set: `expires`, `rights-end`.
 */
export const usageReasons = [
  ...(['open', 'agreement', 'needs-agreement', 'not-syndicated', 'rights-unknown', 'rights-ended'] as const),
  ...(['expires', 'rights-end'] as const),
] as const
export type UsageReason = (typeof usageReasons)[number]

const flag = (description: string, example: boolean) => Type.Boolean({ description, examples: [example] })

export const Usage = closed(
  {
    allowed: flag('Whether you may republish it.', true),
    until: NullableInstant('Until when: it leaves readers, or the rights end; null for no end.'),
    mustCredit: flag('Whether its source must be named.', true),
    mustLinkBack: flag('Whether its page must be linked.', true),
    mayEdit: flag('Whether the text may be changed or cut.', false),
    copyrightNotice: nullable(Text('The copyright line to print.', '© 2026 Qinghe News', 1000)),
    usageTerms: nullable(Text('The terms, for people.', 'Free to republish with credit.', 4000)),
    licence: nullable(WebAddress('Address of the licence.', 'https://creativecommons.org/licenses/by/4.0/')),
    reasons: Type.Array(choice(usageReasons), {
      description:
        'Why, the decisive reason first: `open`, `agreement`, `needs-agreement`, `not-syndicated`, `rights-unknown` or `rights-ended`; then what sets `until`: `expires`, `rights-end`.',
      examples: [['open']],
    }),
  },
  { description: 'What you may do with the article, in one verdict.' },
)
export type Usage = Static<typeof Usage>

/** An example that the schema accepts. */
export const usageExample: Usage = {
  allowed: true,
  until: null,
  mustCredit: true,
  mustLinkBack: true,
  mayEdit: false,
  copyrightNotice: '© 2026 Qinghe News',
  usageTerms: 'Free to republish with credit.',
  licence: 'https://creativecommons.org/licenses/by/4.0/',
  reasons: ['open'],
}
