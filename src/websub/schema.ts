/** Requests to the hub (W3C WebSub §5.1), and its answer. */
import { type Static, Type } from 'typebox'
import { choice, closed, named } from '../lib/schema.ts'

const modes = ['subscribe', 'unsubscribe'] as const
const example = {
  'hub.mode': 'subscribe',
  'hub.topic': 'https://news.example/feeds/atom',
  'hub.callback': 'https://reader.example/callbacks/17',
}

const Address = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 2000, description, examples: [example] })

export const HubRequest = named(
  'HubRequest',
  Type.Object(
    {
      'hub.mode': choice(modes, { description: 'What is asked for.', examples: ['subscribe'] }),
      'hub.topic': Address('The feed: its own address, as its `rel="self"` says it.', example['hub.topic']),
      'hub.callback': Address('Where the feed is sent to. It must be public.', example['hub.callback']),
      'hub.lease_seconds': Type.Optional(
        Type.String({
          pattern: '^[0-9]{1,10}$',
          description: 'How long the subscription is to last: an hour to 30 days; 10 days when absent.',
          examples: ['864000'],
        }),
      ),
      'hub.secret': Type.Optional(
        Type.String({
          maxLength: 199,
          description: 'What content is signed with (`X-Hub-Signature`), shorter than 200 bytes.',
          examples: ['4f1c8a2e6b'],
        }),
      ),
    },
    {
      additionalProperties: true,
      description: 'A request to the hub. Other parameters are ignored.',
      examples: [example],
    },
  ),
)
export type HubRequest = Static<typeof HubRequest>

export const HubAnswer = named(
  'HubAnswer',
  closed(
    {
      mode: choice(modes, { description: 'What was asked for.', examples: ['subscribe'] }),
      topic: Address('The feed.', example['hub.topic']),
      callback: Address('Whom the hub asks whether it is meant.', example['hub.callback']),
    },
    {
      description: 'What will be verified.',
      examples: [{ mode: 'subscribe', topic: example['hub.topic'], callback: example['hub.callback'] }],
    },
  ),
)
