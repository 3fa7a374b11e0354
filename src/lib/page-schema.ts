/** The shapes of lists: what a page says about itself, and the parameters that choose it. */
import { type TSchema, Type } from 'typebox'
import { closed, type Named, named, nullable, ref } from './schema.ts'

const Cursor = Type.String({
  maxLength: 1000,
  pattern: '^[A-Za-z0-9_-]+$',
  description: 'Where to go on: `page.next` or `page.previous` of an earlier answer to the same query.',
})

export const PageInfo = named(
  'PageInfo',
  closed(
    {
      limit: Type.Integer({ description: 'How many items the page may have.', examples: [20] }),
      next: nullable(Cursor, { description: 'Cursor of the next page, null on the last one.' }),
      previous: nullable(Cursor, { description: 'Cursor of the previous page, null on the first one.' }),
      total: Type.Optional(
        Type.Integer({ minimum: 0, description: 'How many items match; only with `count=true`.', examples: [132] }),
      ),
      atLeast: Type.Optional(
        Type.Boolean({
          description: 'True when counting stopped before its end: there are `total` items or more.',
          examples: [true],
        }),
      ),
    },
    {
      description: 'Where the page stands in its list.',
      examples: [{ limit: 20, next: null, previous: null }],
    },
  ),
)

/** The parameters of every list. */
export const pageParameters = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 200,
      default: 20,
      description: 'How many items a page may have.',
      examples: [20],
    }),
  ),
  cursor: Type.Optional(Cursor),
  count: Type.Optional(
    Type.Boolean({ default: false, description: 'Whether `page.total` says how many items match.', examples: [false] }),
  ),
}

/** The schema of a page of some named item. */
export const pageOf = <T extends TSchema>(id: string, item: Named<T>, example: unknown) =>
  named(
    id,
    closed(
      { data: Type.Array(ref(item), { description: 'The items, in the order asked for.' }), page: ref(PageInfo) },
      {
        description: 'A page of a list.',
        examples: [{ data: [example], page: { limit: 20, next: null, previous: null } }],
      },
    ),
  )
