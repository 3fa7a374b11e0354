import { Type } from 'typebox'
import { closed, named, ref } from '../lib/schema.ts'
import { articleExample } from './examples.ts'
import { Article } from './schema.ts'
import { SparseArticle } from './sparse-schema.ts'

const articleOrNull = (description: string) =>
  Type.Unsafe<Article | SparseArticle | null>({
    description,
    anyOf: [ref(Article), ref(SparseArticle), { type: 'null' }],
  })

/** The articles beside one in a list. */
export const Neighbours = named(
  'Neighbours',
  closed(
    {
      previous: articleOrNull('The one just before it in the order of the list, or null.'),
      next: articleOrNull('The one just after it, or null.'),
    },
    {
      description: 'The articles beside one in a list; with `fields` only the members that it names.',
      examples: [{ previous: null, next: articleExample }],
    },
  ),
)
