import { Type } from 'typebox'
import { closed, named } from '../lib/schema.ts'

/** How many articles each year, month or day has. */
export const ArchivePeriods = named(
  'ArchivePeriods',
  closed(
    {
      data: Type.Array(
        closed({
          period: Type.String({
            pattern: '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$',
            description: 'The year, month or day (ISO 8601), by the clock of the site.',
            examples: ['2024-06'],
          }),
          articles: Type.Integer({
            minimum: 1,
            description: 'How many live articles were published in it.',
            examples: [118],
          }),
        }),
        { description: 'The periods that have articles, the newest first.' },
      ),
    },
    {
      description: 'How many articles were published when.',
      examples: [{ data: [{ period: '2024-06', articles: 118 }] }],
    },
  ),
)
