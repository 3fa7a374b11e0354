/** Webhooks as their holders see them, and what they send. */
import { type Static, Type } from 'typebox'
import { articleChanges, changedResources, otherChanges } from '../changes/index.ts'
import { pageOf } from '../lib/page-schema.ts'
import { Id, Instant, NullableId, NullableInstant, WebAddress } from '../lib/scalars.ts'
import { choice, closed, mergePatchOf, named, nullable, ref } from '../lib/schema.ts'

/** What a webhook may ask for: a type of change whatever it is of, one of a resource, or all of a resource. */
export const typePatterns: readonly string[] = [
  ...new Set([...articleChanges, ...otherChanges]),
  ...changedResources.map((resource) => `${resource}.*`),
  ...articleChanges.map((type) => `article.${type}`),
  ...changedResources
    .filter((resource) => resource !== 'article')
    .flatMap((resource) => otherChanges.map((type) => `${resource}.${type}`)),
]

const webhookStates = ['active', 'disabled'] as const
const url = 'https://portal.example/hooks/masthead'
const lag = { changes: 0, seconds: 0, pending: 0, dead: 0, deliveredAt: '2026-06-21T08:53:00Z', idle: false }
const example = {
  id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b40',
  url,
  types: ['published', 'withdrawn'],
  state: 'active',
  stateReason: null,
  formerSecretUntil: null,
  createdAt: '2026-06-01T08:00:00Z',
  lag,
  revision: 1,
}
const secret = 'whsec_JUNxAQSprINi29Veq5G3qAqPz7dCvH99EewIZQy1Eo4='

const whole = (description: string, example: number) => Type.Integer({ minimum: 0, description, examples: [example] })

export const WebhookId = closed({ id: Id('Id of the webhook.') })

const Types = nullable(
  Type.Array(choice(typePatterns), {
    minItems: 1,
    maxItems: 40,
    uniqueItems: true,
    description:
      'What is sent: types of changes whatever they are of (`published`), of one resource (`article.published`), or all of one resource (`article.*`); null for all.',
    examples: [['published', 'withdrawn']],
  }),
)
const Url = WebAddress(
  'Where events are sent: https, on port 443 or 8443, at a public address, unless the operator allows another.',
  url,
)

export const WebhookLag = named(
  'WebhookLag',
  closed(
    {
      changes: whole('How many rows of the log were not looked at yet.', 0),
      seconds: whole('How long the oldest change waits that has not arrived; 0 when none does.', 0),
      pending: whole('How many events are queued.', 0),
      dead: whole('How many events were given up and can be tried again.', 0),
      deliveredAt: NullableInstant('When an event arrived last.'),
      idle: Type.Boolean({
        description: 'Alert: it is active and behind, and nothing has arrived for an hour.',
        examples: [false],
      }),
    },
    { description: 'How a webhook stands behind what has happened.', examples: [lag] },
  ),
)

export const Webhook = named(
  'Webhook',
  closed(
    {
      id: Id('Its id.'),
      url: Url,
      types: Types,
      state: choice(webhookStates, {
        description: 'Whether events are sent. A disabled one keeps its place and goes on from there.',
        examples: ['active'],
      }),
      stateReason: nullable(
        Type.String({ description: 'Why it is disabled.', examples: ['its receiver answered 410'] }),
      ),
      formerSecretUntil: NullableInstant('Until when the secret before the last rotation signs beside the new one.'),
      createdAt: Instant('When it was made.'),
      lag: ref(WebhookLag),
      revision: Type.Integer({ minimum: 1, description: 'Grows with every change.', examples: [1] }),
    },
    { description: 'A subscription of changes that are sent to an address.', examples: [example] },
  ),
)
export const WebhookPage = pageOf('WebhookPage', Webhook, example)

export const NewWebhook = named(
  'NewWebhook',
  closed(
    {
      ...Webhook.properties,
      secret: nullable(
        Type.String({
          description: 'What events are signed with, shown this once; null when the answer is a replay.',
          examples: [secret],
        }),
      ),
    },
    { description: 'A webhook with its secret.', examples: [{ ...example, secret }] },
  ),
)

export const NewsroomWebhook = named(
  'NewsroomWebhook',
  closed(
    { ...Webhook.properties, keyId: NullableId('The key whose webhook it is.') },
    {
      description: 'A webhook as admins see it.',
      examples: [{ ...example, keyId: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b21' }],
    },
  ),
)
export const NewsroomWebhookPage = pageOf('NewsroomWebhookPage', NewsroomWebhook, {
  ...example,
  keyId: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b21',
})

export const WebhookInput = named(
  'WebhookInput',
  closed(
    { url: Url, types: Type.Optional(Types) },
    { description: 'A webhook as it is made.', examples: [{ url, types: ['published', 'withdrawn'] }] },
  ),
)
export type WebhookInput = Static<typeof WebhookInput>

const changeable = closed({
  url: Url,
  types: Types,
  state: choice(webhookStates, {
    description: 'Active, to send events again from where it stopped, or disabled.',
    examples: ['active'],
  }),
})
export const WebhookChanges = named(
  'WebhookChanges',
  mergePatchOf(changeable, {
    description: 'A merge patch of a webhook; `types: null` asks for all.',
    examples: [{ state: 'active' }],
  }),
)

export const WebhookSecretInput = named(
  'WebhookSecretInput',
  closed(
    {
      overlapSeconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 2_592_000,
          default: 86_400,
          description: 'How long the old secret signs beside the new one, in seconds: at most 30 days.',
          examples: [3600],
        }),
      ),
    },
    { description: 'The change of a webhook’s secret.', examples: [{ overlapSeconds: 3600 }] },
  ),
)

export const ReplayInput = named(
  'ReplayInput',
  closed(
    { after: whole('The change behind which everything is sent again; 0 from the start.', 1024) },
    { description: 'From where events are sent again.', examples: [{ after: 1024 }] },
  ),
)

const event = {
  type: 'article.published',
  timestamp: '2026-06-21T08:53:00Z',
  data: {
    seq: 1025,
    prevSeq: 1021,
    resource: 'article',
    id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
    version: 1,
    url: 'https://news.example/v1/articles/01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
  },
}

/** The body of what is sent (Standard Webhooks 1.0). */
export const WebhookEvent = named(
  'WebhookEvent',
  closed(
    {
      type: Type.String({
        description: 'The resource and what happened to it, or `test`.',
        examples: ['article.published'],
      }),
      timestamp: Instant('When it happened.'),
      data: closed(
        {
          seq: whole('Number of the change in the newsroom’s log; 0 of a test.', 1025),
          prevSeq: whole(
            'Number of the change that was queued for this webhook before; 0 for the first. Equal to `seq` where one row of the log tells of several resources.',
            1021,
          ),
          resource: Type.String({ description: 'What the change is of.', examples: ['article'] }),
          id: Type.String({
            description: 'Id of what the change is of; `site` for the publication.',
            examples: [event.data.id],
          }),
          version: nullable(whole('The edition, of articles.', 1)),
          url: WebAddress('Where it is on this server, as JSON.', event.data.url),
        },
        { description: 'The change.' },
      ),
    },
    { description: 'An event as a webhook sends it.', examples: [event] },
  ),
)

const attempt = { at: '2026-06-21T08:53:01Z', status: 503, excerpt: 'Service Unavailable', milliseconds: 41 }
const delivery = {
  id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b50',
  eventId: 'evt_8f14e45fceea167a5a36dedd4bea2543',
  event,
  state: 'pending',
  attempts: [attempt],
  nextAttemptAt: '2026-06-21T08:53:06Z',
  createdAt: '2026-06-21T08:53:01Z',
  endedAt: null,
}

export const WebhookDelivery = named(
  'WebhookDelivery',
  closed(
    {
      id: Id('Its id.'),
      eventId: Type.String({ description: 'The `webhook-id` of the event.', examples: [delivery.eventId] }),
      event: ref(WebhookEvent),
      state: choice(['pending', 'delivered', 'dead'], {
        description: 'Whether it waits, has arrived, or was given up.',
        examples: ['pending'],
      }),
      attempts: Type.Array(
        closed({
          at: Instant('When the answer came, or was waited for no longer.'),
          status: nullable(
            Type.Integer({ description: 'Status of the answer; null when there was none.', examples: [503] }),
          ),
          excerpt: Type.String({
            description: 'The beginning of the answer, up to 500 characters, or what went wrong.',
            examples: [attempt.excerpt],
          }),
          milliseconds: whole('How long it took.', 41),
        }),
        { description: 'The attempts, the first one first.', examples: [[attempt]] },
      ),
      nextAttemptAt: NullableInstant(
        'When it is tried next; null when it has ended, or waits for an earlier event of the same resource.',
      ),
      createdAt: Instant('When it was queued.'),
      endedAt: NullableInstant('When it arrived or was given up.'),
    },
    { description: 'An event on its way to a webhook.', examples: [delivery] },
  ),
)
export const WebhookDeliveryPage = pageOf('WebhookDeliveryPage', WebhookDelivery, delivery)
