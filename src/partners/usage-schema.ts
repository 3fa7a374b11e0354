/** What partners were served, and how far they have come, as the newsroom sees it. */
import { Type } from 'typebox'
import { pageOf } from '../lib/page-schema.ts'
import { Id, Instant, NullableInstant } from '../lib/scalars.ts'
import { choice, closed, named } from '../lib/schema.ts'

const keyId = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b21'

const Day = (description: string, example = '2026-06-01') =>
  Type.String({ format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$', description, examples: [example] })
const Count = (description: string, example: number) => Type.Integer({ minimum: 0, description, examples: [example] })
const Name = Type.String({ description: 'The name of the key.', examples: ['Qinghe Portal'] })

const channelExample = { channel: 'change', seq: 4711, at: '2026-06-01T08:00:00Z', lag: { changes: 2, seconds: 31 } }
const partnerExample = {
  keyId,
  name: 'Qinghe Portal',
  role: 'partner',
  revokedAt: null,
  lastServedAt: '2026-06-01T08:00:00Z',
  channels: [channelExample],
}

const Channel = closed(
  {
    channel: choice(['change', 'snapshot', 'webhook'], {
      description:
        'The change feed (poll, long poll and stream), snapshots, or webhooks. Webhooks tell only of what the profile and the subscription let through, so that they trail the log by what they leave out.',
      examples: ['change'],
    }),
    seq: Count('The last change that it has come to.', 4711),
    at: Instant('When it was there last.'),
    lag: closed(
      {
        changes: Count('How many changes of the log came after it.', 2),
        seconds: Count('How long the first of these has been there.', 31),
      },
      { description: 'How far behind it is.' },
    ),
  },
  { description: 'How far a partner has come on one way of following.' },
)

export const ServedPartner = named(
  'ServedPartner',
  closed(
    {
      keyId: Id('Its key.'),
      name: Name,
      role: choice(['partner', 'reader'], { description: 'The role of the key.', examples: ['partner'] }),
      revokedAt: NullableInstant('When the key was revoked.'),
      lastServedAt: NullableInstant('When a reading request of it was answered last.'),
      channels: Type.Array(Channel, {
        description: 'How far it has come, by channel; none that it has never used.',
        examples: [[channelExample]],
      }),
    },
    { description: 'A partner or reader with a key.', examples: [partnerExample] },
  ),
)
export const ServedPartnerPage = pageOf('ServedPartnerPage', ServedPartner, partnerExample)

const rowExample = { day: '2026-06-01', keyId, name: 'Qinghe Portal', format: 'atom', requests: 96, articles: 1920 }

const UsageRow = closed(
  {
    day: Day('The day (UTC).'),
    keyId: Id('The key.'),
    name: Name,
    format: Type.String({
      description:
        '`json`, `search`, `changes`, `stream`, `snapshot`, `atom`, `rss`, `json-feed`, `ninjs`, `newsml-g2`, `json-ld`, `markdown`, `text`, `sitemap` or `other`.',
      examples: ['atom'],
    }),
    requests: Count('Successful reading requests, those answered 304 included.', 96),
    articles: Count('Articles in their answers; one that was in two answers counts twice.', 1920),
  },
  { description: 'What one key was served in one format on one day.' },
)

const reportExample = {
  from: '2026-06-01',
  to: '2026-06-30',
  total: { requests: 96, articles: 1920 },
  data: [rowExample],
}

export const UsageReport = named(
  'UsageReport',
  closed(
    {
      from: Day('The first day (UTC).'),
      to: Day('The last day (UTC), included.', '2026-06-30'),
      total: closed(
        { requests: Count('All requests.', 96), articles: Count('All articles.', 1920) },
        { description: 'The sums of the rows.' },
      ),
      data: Type.Array(UsageRow, { description: 'By day, key and format.', examples: [[rowExample]] }),
    },
    { description: 'What was served.', examples: [reportExample] },
  ),
)

export const usageColumns = ['day', 'keyId', 'name', 'format', 'requests', 'articles'] as const

export const UsageTable = Type.String({
  description:
    'RFC 4180: a header line `day,keyId,name,format,requests,articles`, then one line for each row of the report. A name that a spreadsheet would take for a formula has an apostrophe in front.',
  examples: [`day,keyId,name,format,requests,articles\r\n2026-06-01,${keyId},Qinghe Portal,atom,96,1920\r\n`],
})

/** The parameters of a usage report. */
export const usageParameters = {
  from: Type.Optional(Day('The first day (UTC); 30 days up to `to` when absent, 366 at most.')),
  to: Type.Optional(Day('The last day (UTC), included; today when absent.', '2026-06-30')),
  format: Type.Optional(
    choice(['json', 'csv'], {
      description: 'What to answer in, whatever `Accept` says; without it `Accept` decides, and JSON is the rule.',
      examples: ['csv'],
    }),
  ),
}
