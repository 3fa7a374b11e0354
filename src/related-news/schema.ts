/** Related news: the ordered links of an article. */
import { type Static, Type } from 'typebox'
import { pageOf } from '../lib/page-schema.ts'
import { Id, Instant, Language, Line, Slug, WebAddress } from '../lib/scalars.ts'
import { choice, closed, named, nullable, ref } from '../lib/schema.ts'

export const linkKinds = ['editorial', 'imported'] as const
export type LinkKind = (typeof linkKinds)[number]

const example = {
  id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b16',
  slug: 'second-berth-planned',
  title: 'Second berth planned',
  publishedAt: '2024-06-20T02:00:00Z',
}

export const LinkedArticle = closed(
  {
    id: Id('Its id.'),
    slug: Slug('Its slug.', 'second-berth-planned'),
    title: Line('Its title.', 'Second berth planned', 500),
    publishedAt: Instant('When it was published.'),
  },
  { description: 'A live article of this newsroom.' },
)

export const RelatedNewsItem = named(
  'RelatedNewsItem',
  closed(
    {
      kind: choice(linkKinds, {
        description: 'Picked by an editor, or found on the page that was imported.',
        examples: ['editorial'],
      }),
      position: Type.Integer({ minimum: 1, description: 'Its place in the list, from 1.', examples: [1] }),
      title: Line('The title to show: the article’s own, or the one given with a URL.', 'Second berth planned', 500),
      article: nullable(LinkedArticle),
      url: nullable(
        WebAddress(
          'Where it leads: the article’s page, or the outside address; null for a printed title whose article is not here.',
          'https://www.qinghenews.example/en/second-berth-planned',
        ),
      ),
    },
    {
      description:
        'One link to something else worth reading. A title printed on a legacy page whose article is not here has neither `article` nor `url`.',
      examples: [
        {
          kind: 'editorial',
          position: 1,
          title: 'Second berth planned',
          article: example,
          url: 'https://www.qinghenews.example/en/second-berth-planned',
        },
      ],
    },
  ),
)
export type RelatedNewsItem = Static<typeof RelatedNewsItem>

export const RelatedNews = named(
  'RelatedNews',
  closed(
    { data: Type.Array(ref(RelatedNewsItem), { description: 'The links, in their order.' }) },
    {
      description: 'The related news of an article.',
      examples: [
        {
          data: [
            {
              kind: 'editorial',
              position: 1,
              title: 'Second berth planned',
              article: example,
              url: 'https://www.qinghenews.example/en/second-berth-planned',
            },
          ],
        },
      ],
    },
  ),
)

const linkInput = closed(
  {
    article: Type.Optional(
      Type.String({ format: 'uuid', description: 'Id of an article of this newsroom.', examples: [example.id] }),
    ),
    title: Type.Optional(
      Line(
        'Title: with `url` the one to show; alone the title as it is printed, maybe cut by `...`, that will find its article by itself.',
        'Second berth pla...',
        500,
      ),
    ),
    url: Type.Optional(WebAddress('Outside address.', 'https://news.example/berth')),
  },
  { description: 'Either `article`, or `title` and `url`, or `title` alone.' },
)
export type LinkInput = Static<typeof linkInput>

export const RelatedNewsInput = named(
  'RelatedNewsInput',
  closed(
    { data: Type.Array(linkInput, { maxItems: 50, description: 'The links, in their order.' }) },
    {
      description: 'The whole list of an article’s related news.',
      examples: [
        {
          data: [
            { article: example.id },
            { title: 'Harbour plans', url: 'https://news.example/berth' },
            { title: 'Ferry line to be re...' },
          ],
        },
      ],
    },
  ),
)

export const resolutionStates = ['unresolved', 'article', 'outside'] as const

const candidate = closed({ ...LinkedArticle.properties, language: Language('Its language.') })

const newsroomExample = {
  articleId: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
  articleTitle: 'New port terminal opens in Haiyan',
  kind: 'imported',
  position: 2,
  state: 'unresolved',
  title: 'Ferry line to be re...',
  article: null,
  url: null,
  candidates: [],
}

export const NewsroomRelatedNewsItem = named(
  'NewsroomRelatedNewsItem',
  closed(
    {
      articleId: Id('The article that has the link.'),
      articleTitle: Line('That article’s title.', 'New port terminal opens in Haiyan', 500),
      kind: choice(linkKinds, {
        description: 'Picked by an editor, or found on the page that was imported.',
        examples: ['imported'],
      }),
      position: Type.Integer({ minimum: 1, description: 'Its place in the list, from 1.', examples: [2] }),
      state: choice(resolutionStates, {
        description: 'Leads to an article here, to an outside address, or nowhere yet.',
        examples: ['unresolved'],
      }),
      title: nullable(Line('The title as it was printed or given.', 'Ferry line to be re...', 500)),
      article: nullable(
        closed({
          id: Id('Its id.'),
          slug: Slug('Its slug.'),
          title: Line('Its title.', 'Second berth planned', 500),
          publishedAt: nullable(Instant('When it was published.')),
        }),
      ),
      url: nullable(WebAddress('The outside address.')),
      candidates: Type.Array(candidate, {
        description: 'Live articles whose titles begin so, when several do: choose one with a PUT of the list.',
      }),
    },
    { description: 'A link as the newsroom sees it.', examples: [newsroomExample] },
  ),
)
export type NewsroomRelatedNewsItem = Static<typeof NewsroomRelatedNewsItem>
export const NewsroomRelatedNewsPage = pageOf('NewsroomRelatedNewsPage', NewsroomRelatedNewsItem, newsroomExample)
export const NewsroomRelatedNews = named(
  'NewsroomRelatedNews',
  closed(
    { data: Type.Array(ref(NewsroomRelatedNewsItem), { description: 'The links, in their order.' }) },
    { description: 'The links of one article.', examples: [{ data: [newsroomExample] }] },
  ),
)
