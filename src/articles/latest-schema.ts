import { Type } from 'typebox'
import { Id, Line, Slug } from '../lib/scalars.ts'
import { closed, named, nullable } from '../lib/schema.ts'
import { TagDocument } from '../tags/index.ts'
import { articleExample } from './examples.ts'
import { ArticleAnswer } from './sparse-schema.ts'

const ListTag = closed(
  {
    id: Id('Its id.'),
    slug: Slug('Its slug.', 'economy'),
    kind: TagDocument.properties.kind,
    label: Line('Its label in the first language asked for, else in the main one of the site.', 'Economy', 100),
  },
  { description: 'The tag of the list; null for the list of all articles.' },
)

/** Several lists, each article in one of them. */
export const FrontPage = named(
  'FrontPage',
  closed(
    {
      data: Type.Array(
        closed({
          name: Type.String({ description: 'The list as it was asked for.', examples: ['economy'] }),
          tag: nullable(ListTag),
          articles: Type.Array(ArticleAnswer, { description: 'Its articles, the newest first.' }),
        }),
        { description: 'The lists, in the order asked for.' },
      ),
    },
    {
      description: 'A front page.',
      examples: [{ data: [{ name: 'top', tag: null, articles: [articleExample] }] }],
    },
  ),
)
