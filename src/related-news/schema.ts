/** Related news: the ordered links of an article. */
import { type Static, Type } from 'typebox'
import { Image } from '../lib/image-schema.ts'
import { pageOf } from '../lib/page-schema.ts'
import { Id, Instant, Language, Line, Slug, WebAddress } from '../lib/scalars.ts'
import { choice, closed, named, nullable, ref } from '../lib/schema.ts'
import { tagKinds } from '../tags/index.ts'

export const linkKinds = ['editorial', 'imported'] as const
export type LinkKind = (typeof linkKinds)[number]

export const relatedKinds = [...linkKinds, 'automatic'] as const
export type RelatedKind = (typeof relatedKinds)[number]

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

/** What a linked article shows more of when asked; null otherwise. */
export const notIncluded = { source: null, tags: null, images: null }

const LinkedCard = closed(
  {
    ...LinkedArticle.properties,
    source: nullable(
      closed({
        id: Id('Its id.'),
        slug: Slug('Its slug.', 'qinghe-news'),
        name: Line('Its name in the language of the linked article.', 'Qinghe News', 200),
      }),
      { description: 'With `include=relatedNews.source`: who it comes from.' },
    ),
    tags: nullable(
      Type.Array(
        closed({
          id: Id('Its id.'),
          slug: Slug('Its slug.'),
          kind: choice(tagKinds, { description: 'What kind of term it is.', examples: ['topic'] }),
          label: Line('Its label in the language of the linked article.', 'New energy', 100),
        }),
      ),
      { description: 'With `include=relatedNews.tags`: its tags, the most important first.' },
    ),
    images: nullable(Type.Array(Image), {
      description: 'With `include=relatedNews.images`: its images, the main one first.',
    }),
  },
  { description: 'A live article of this newsroom.' },
)

export const RelatedNewsExplanation = named(
  'RelatedNewsExplanation',
  closed(
    {
      terms: Type.Array(
        closed({
          term: Type.String({
            description:
              'A word or a pair of words, a number, a pair of characters, or the id of a tag, folded as it is compared.',
            examples: ['haiyan'],
          }),
          weight: Type.Number({ description: 'What it contributes to the similarity.', examples: [0.1241] }),
        }),
        { maxItems: 20, description: 'The terms that both have, those first that contribute most; 20 at most.' },
      ),
      similarity: Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'The sum of what all shared terms contribute.',
        examples: [0.4312],
      }),
      daysApart: Type.Number({ minimum: 0, description: 'Days between the publications.', examples: [1.25] }),
      decay: Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'What is left of the similarity after these days.',
        examples: [0.9182],
      }),
    },
    {
      description: 'Why an article was found to be related: its score is similarity × decay.',
      examples: [{ terms: [{ term: 'haiyan', weight: 0.1241 }], similarity: 0.4312, daysApart: 1.25, decay: 0.9182 }],
    },
  ),
)
export type RelatedNewsExplanation = Static<typeof RelatedNewsExplanation>

export const RelatedNewsItem = named(
  'RelatedNewsItem',
  closed(
    {
      kind: choice(relatedKinds, {
        description: 'Picked by an editor, found on the page that was imported, or computed.',
        examples: ['editorial'],
      }),
      position: Type.Integer({ minimum: 1, description: 'Its place in the list, from 1.', examples: [1] }),
      title: Line('The title to show: the article’s own, or the one given with a URL.', 'Second berth planned', 500),
      article: nullable(LinkedCard),
      url: nullable(
        WebAddress(
          'Where it leads: the article’s page, or the outside address; null for a printed title whose article is not here.',
          'https://www.qinghenews.example/en/second-berth-planned',
        ),
      ),
      score: nullable(
        Type.Number({
          minimum: 0,
          maximum: 1,
          description: 'How closely a computed one is related; null for others.',
          examples: [0.3959],
        }),
      ),
      explanation: Type.Union([ref(RelatedNewsExplanation), Type.Null()], {
        description: 'Why a computed one was found, if `explain` asks for it; null otherwise.',
      }),
    },
    {
      description:
        'One link to something else worth reading. A title printed on a legacy page whose article is not here has neither `article` nor `url`.',
      examples: [
        {
          kind: 'editorial',
          position: 1,
          title: 'Second berth planned',
          article: { ...example, ...notIncluded },
          url: 'https://www.qinghenews.example/en/second-berth-planned',
          score: null,
          explanation: null,
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
              article: { ...example, ...notIncluded },
              url: 'https://www.qinghenews.example/en/second-berth-planned',
              score: null,
              explanation: null,
            },
          ],
        },
      ],
    },
  ),
)

export const Duplicates = named(
  'Duplicates',
  closed(
    {
      data: Type.Array(
        closed({
          article: LinkedArticle,
          url: WebAddress('Its page.', 'https://www.qinghenews.example/en/second-berth-planned'),
          shared: Type.Number({
            minimum: 0,
            maximum: 1,
            description: 'The part of the shorter text that is in the longer one, estimated.',
            examples: [0.9524],
          }),
        }),
        { description: 'Live articles with nearly the same text, the newest first.' },
      ),
    },
    {
      description: 'The near-duplicates of an article.',
      examples: [
        {
          data: [{ article: example, url: 'https://www.qinghenews.example/en/second-berth-planned', shared: 0.9524 }],
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
