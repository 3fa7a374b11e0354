/** Recalls as partners and the newsroom see them. */
import { type Static, Type } from 'typebox'
import { pageOf } from '../lib/page-schema.ts'
import { Id, Instant, NullableInstant, Text } from '../lib/scalars.ts'
import { choice, closed, named, nullable } from '../lib/schema.ts'

const id = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b40'

const kinds = ['withdrawn', 'erased'] as const
const deliveryWays = ['change', 'webhook', 'read', 'acknowledgement'] as const

const recallFields = {
  id: Id('Its id.'),
  articleId: Id('The article that is recalled.'),
  kind: choice(kinds, {
    description: 'Whether the article was withdrawn, or erased as a legal duty demanded.',
    examples: ['withdrawn'],
  }),
  reason: nullable(Text('Why, as readers are told.', 'The report was based on a forged document.', 2000)),
  seq: Type.Integer({ description: 'The change that tells of it.', examples: [4711] }),
  withdrawnAt: Instant('When the article was taken away.'),
  dueAt: Instant('When a partner that has not acknowledged it is overdue.'),
}

const receiptFields = {
  deliveredAt: NullableInstant(
    'When the partner was told of it first, as far as the server knows; null when it was not yet.',
  ),
  deliveredBy: nullable(
    choice(deliveryWays, {
      description:
        'By what: the change feed (poll, long poll or stream), a webhook, an answer of 410 for the article, or by the acknowledgement itself.',
      examples: ['change'],
    }),
  ),
  acknowledgedAt: NullableInstant('When the partner acknowledged it.'),
  note: nullable(Text('What the partner said to that.', 'Removed from all pages and the app.', 2000)),
}

const recall = {
  id,
  articleId: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
  kind: 'withdrawn',
  reason: 'The report was based on a forged document.',
  seq: 4711,
  withdrawnAt: '2026-06-01T08:00:00Z',
  dueAt: '2026-06-02T08:00:00Z',
}
const receipt = {
  deliveredAt: '2026-06-01T08:00:01Z',
  deliveredBy: 'change',
  acknowledgedAt: '2026-06-01T08:04:00Z',
  note: 'Removed from all pages and the app.',
}

const example = { ...recall, replacement: null, ...receipt, state: 'acknowledged' }

export const Recall = named(
  'Recall',
  closed(
    {
      ...recallFields,
      replacement: nullable(Id('The article to show instead, while you can read it.')),
      ...receiptFields,
      state: choice(['open', 'acknowledged'], {
        description: 'Whether you have still to acknowledge it.',
        examples: ['acknowledged'],
      }),
    },
    { description: 'The recall of an article that you had.', examples: [example] },
  ),
)
export type Recall = Static<typeof Recall>
export const RecallPage = pageOf('RecallPage', Recall, example)

export const AcknowledgementInput = named(
  'AcknowledgementInput',
  closed(
    {
      note: Type.Optional(
        nullable(Text('What the newsroom should know.', 'Removed from all pages and the app.', 2000)),
      ),
    },
    {
      description: 'That you have removed the article.',
      examples: [{ note: 'Removed from all pages and the app.' }, {}],
    },
  ),
)

const partner = {
  keyId: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b21',
  name: 'Qinghe Portal',
  had: 'change',
  ...receipt,
  state: 'acknowledged',
}

const RecalledPartner = closed(
  {
    keyId: Id('Its key.'),
    name: Type.String({ description: 'The name of its key.', examples: ['Qinghe Portal'] }),
    had: choice(['change', 'snapshot', 'webhook', 'read'], {
      description:
        'How it had the article: its cursor of the change feed had passed it, it took a snapshot that had it, a webhook about it was delivered, or it read it by id, list, search or feed. The first of these where there are several.',
      examples: ['change'],
    }),
    ...receiptFields,
    state: choice(['pending', 'delivered', 'acknowledged', 'overdue'], {
      description:
        'Whether it was told, has acknowledged, or is overdue: has not acknowledged by `dueAt`, whether it was told or not.',
      examples: ['acknowledged'],
    }),
  },
  { description: 'A partner that had the article.' },
)

const newsroomExample = { ...recall, state: 'acknowledged', partners: [partner] }

export const NewsroomRecall = named(
  'NewsroomRecall',
  closed(
    {
      ...recallFields,
      state: choice(['open', 'overdue', 'acknowledged'], {
        description:
          '`acknowledged` when every partner that had the article has acknowledged, also when none had it; else `open`, and `overdue` from `dueAt` on.',
        examples: ['acknowledged'],
      }),
      partners: Type.Array(RecalledPartner, {
        description: 'The partners that had the article, by their names.',
        examples: [[partner]],
      }),
    },
    { description: 'The recall of an article, with what became of it at each partner.', examples: [newsroomExample] },
  ),
)
export type NewsroomRecall = Static<typeof NewsroomRecall>
export const NewsroomRecallPage = pageOf('NewsroomRecallPage', NewsroomRecall, newsroomExample)

/** The parameters by which a partner finds its recalls. */
export const ownFilters = {
  state: Type.Optional(
    choice(['open', 'acknowledged'], {
      description: 'Those that you have still to acknowledge, or those that you have acknowledged; all when absent.',
      examples: ['open'],
    }),
  ),
}

/** The parameters by which the newsroom finds recalls. */
export const newsroomFilters = {
  article: Type.Optional(Id('The recalls of this article.')),
  state: Type.Optional(
    choice(['open', 'overdue', 'acknowledged'], {
      description: 'Those that stand so now; all when absent.',
      examples: ['overdue'],
    }),
  ),
}
