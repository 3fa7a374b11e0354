/** What a publication, a source or an article says about contact, licence numbers and rights. */
import { Type } from 'typebox'
import { InstantInput, Line, Text, WebAddress } from './scalars.ts'
import { choice, closed, nullable } from './schema.ts'

export const licenceKinds = ['icp', 'public-security', 'news-service', 'publication', 'other'] as const
export const syndications = ['open', 'licensed', 'none'] as const

export const Contact = closed(
  {
    email: nullable(
      Type.String({
        format: 'email',
        maxLength: 200,
        description: 'E-mail address.',
        examples: ['desk@qinghenews.example'],
      }),
    ),
    phone: nullable(Line('Telephone number, as it is printed.', '0551-65179860', 60)),
  },
  { description: 'How to reach somebody.' },
)

export const Licences = Type.Array(
  closed({
    kind: choice(licenceKinds, {
      description:
        'Which register the number is from: ICP filing, public-security filing, news service licence, publication licence, or another.',
      examples: ['icp'],
    }),
    number: Line('The number, as it must be printed.', '清ICP备20190012号-3', 100),
  }),
  { maxItems: 20, default: [], description: 'Licence and filing numbers that must be shown.' },
)

export const Rights = closed(
  {
    copyrightNotice: nullable(Text('The copyright line.', '© 2026 Qinghe News', 1000)),
    usageTerms: nullable(Text('What may be done with the text, for people.', 'Free to republish with credit.', 4000)),
    licence: nullable(WebAddress('Address of the licence.', 'https://creativecommons.org/licenses/by/4.0/')),
    syndication: nullable(
      choice(syndications, {
        description: 'Whether others may republish it: all (open), those with an agreement (licensed), nobody (none).',
        examples: ['open'],
      }),
    ),
    mustCredit: nullable(
      Type.Boolean({
        description: 'Whether the source must be named; it must unless this is false.',
        examples: [true],
      }),
    ),
    mustLinkBack: nullable(
      Type.Boolean({
        description: 'Whether the article’s page must be linked; it need not unless true.',
        examples: [true],
      }),
    ),
    mayEdit: nullable(
      Type.Boolean({
        description: 'Whether the text may be changed or cut; it may not unless true.',
        examples: [false],
      }),
    ),
  },
  { description: 'Who holds the rights, and what may be done.' },
)

/** The rights of one article, which may end at an instant. */
export const ArticleRights = closed(
  {
    ...Rights.properties,
    endsAt: nullable(InstantInput('From this tick on nobody may republish it: its syndication is none.')),
  },
  { description: 'Who holds the rights in the article, what may be done, and until when.' },
)

/** Examples that the schemas above accept. */
export const publicationExamples = {
  contact: { email: 'desk@qinghenews.example', phone: '0551-65179860' },
  licences: [{ kind: 'icp', number: '清ICP备20190012号-3' }],
  rights: {
    copyrightNotice: '© 2026 Qinghe News',
    usageTerms: 'Free to republish with credit.',
    licence: 'https://creativecommons.org/licenses/by/4.0/',
    syndication: 'open',
    mustCredit: true,
    mustLinkBack: true,
    mayEdit: false,
  },
} as const
