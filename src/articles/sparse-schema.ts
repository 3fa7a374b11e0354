/** What reading operations on articles answer: complete articles, or those members of them that `fields` names. */
import { Type } from 'typebox'
import { PageInfo } from '../lib/page-schema.ts'
import { closed, named, ref } from '../lib/schema.ts'
import { type Sparse, sparseOf } from '../lib/sparse-schema.ts'
import { RelatedNewsItem } from '../related-news/index.ts'
import { articleExample, sparseArticleExample } from './examples.ts'
import { Article, ArticlePage } from './schema.ts'

/** The members of an article that `fields` named. A body is always whole. */
export const SparseArticle = named(
  'SparseArticle',
  Type.Unsafe<Sparse<typeof Article>>({
    ...sparseOf(Article, [RelatedNewsItem]),
    description: 'An article with `fields`: the members that it names and no others, at every depth.',
    examples: [sparseArticleExample],
  }),
)
export type SparseArticle = Sparse<typeof Article>

const page = { limit: 20, next: null, previous: null }

export const SparseArticlePage = named(
  'SparseArticlePage',
  closed(
    {
      data: Type.Array(ref(SparseArticle), { description: 'The articles, in the order asked for.' }),
      page: ref(PageInfo),
    },
    { description: 'A page of a list with `fields`.', examples: [{ data: [sparseArticleExample], page }] },
  ),
)

/** One article, as reading operations answer it. */
export const ArticleAnswer = Type.Unsafe<Article | SparseArticle>({
  description: 'The article, complete; with `fields` only the members that it names.',
  anyOf: [ref(Article), ref(SparseArticle)],
  examples: [articleExample, sparseArticleExample],
})

/** A page of articles, as reading operations answer it. */
export const ArticlePageAnswer = Type.Unsafe<unknown>({
  description: 'The page, its articles complete; with `fields` only the members that it names.',
  anyOf: [ref(ArticlePage), ref(SparseArticlePage)],
  examples: [
    { data: [articleExample], page },
    { data: [sparseArticleExample], page },
  ],
})
