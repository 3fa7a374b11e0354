import { Type } from 'typebox'
import { WebAddress } from '../lib/scalars.ts'
import { closed } from '../lib/schema.ts'

/** The document of W3C TDMRep. */
export const TextMiningRules = Type.Array(
  closed(
    {
      location: Type.String({ description: 'The path that the rule is about, with all below it.', examples: ['/'] }),
      'tdm-reservation': Type.Integer({
        minimum: 0,
        maximum: 1,
        description: '1 when the rights are reserved.',
        examples: [1],
      }),
      'tdm-policy': Type.Optional(WebAddress('Where the terms are told.')),
    },
    { description: 'A rule.' },
  ),
  { description: 'The rules.', examples: [[{ location: '/', 'tdm-reservation': 1 }]] },
)

const address = 'https://api.qinghenews.example'

const targets = (description: string, href: string) =>
  Type.Optional(
    Type.Array(
      closed({
        href: WebAddress('Where it is.', address + href),
        type: Type.Optional(Type.String({ description: 'Its media type.', examples: ['application/json'] })),
        title: Type.Optional(Type.String({ description: 'Its name.', examples: ['Masthead'] })),
      }),
      { description },
    ),
  )

/** An API catalogue (RFC 9727) as a linkset (RFC 9264). */
export const ApiCatalog = closed(
  {
    linkset: Type.Array(
      closed({
        anchor: WebAddress('What the links are about.', `${address}/v1`),
        item: targets('The APIs of the catalogue.', '/v1'),
        'service-desc': targets('What describes it to machines.', '/openapi.json'),
        'service-doc': targets('What describes it to people.', '/docs'),
        status: targets('Whether it is well.', '/health/ready'),
      }),
      { description: 'The links, by what they are about.' },
    ),
  },
  {
    description: 'An API catalogue.',
    examples: [
      {
        linkset: [
          { anchor: `${address}/.well-known/api-catalog`, item: [{ href: `${address}/v1`, title: 'Masthead' }] },
          {
            anchor: `${address}/v1`,
            'service-desc': [{ href: `${address}/openapi.json`, type: 'application/json' }],
            'service-doc': [{ href: `${address}/docs`, type: 'text/html' }],
            status: [{ href: `${address}/health/ready`, type: 'application/json' }],
          },
        ],
      },
    ],
  },
)
