/** Articles: what is stored, what is sent in, what readers and the newsroom get. */
import { type Static, Type } from 'typebox'
import { Body, BodyInput } from '../body/index.ts'
import { Image } from '../lib/image-schema.ts'
import { pageOf } from '../lib/page-schema.ts'
import { ArticleRights } from '../lib/publication-schema.ts'
import {
  Id,
  Instant,
  InstantInput,
  Language,
  Line,
  NullableId,
  NullableInstant,
  Slug,
  Text,
  WebAddress,
} from '../lib/scalars.ts'
import { choice, closed, inputOf, mergePatchOf, named, nullable, nullableRef } from '../lib/schema.ts'
import { Usage } from '../lib/usage-schema.ts'
import type { RelatedNewsItem } from '../related-news/index.ts'
import { articleExample, articleInputExample, newsroomArticleExample } from './examples.ts'
import {
  ArticleEditor,
  ArticleSource,
  ArticleTag,
  Correction,
  LocalTimes,
  NewsroomLocalTimes,
  Translation,
} from './parts-schema.ts'

export const states = ['draft', 'scheduled', 'live', 'withdrawn', 'expired', 'archived'] as const
export type ArticleState = (typeof states)[number]

const Dateline = closed(
  {
    place: nullable(Line('Where the text was written.', 'Yunzhou', 200)),
    date: nullable(
      Type.String({
        format: 'date',
        description: 'On which day, in the place’s own calendar.',
        examples: ['2024-06-20'],
      }),
    ),
  },
  { description: 'Where and when the text was written.' },
)

/** The texts of an article as an editor writes them; every field present, null when absent. */
export const ArticleText = closed({
  title: Line('Title.', 'New port terminal opens in Haiyan', 500),
  originalTitle: nullable(
    Line('Title under which the source published it, where it differs.', 'Haiyan terminal starts work', 500),
  ),
  subtitle: nullable(Line('Subtitle.', 'First ship from the lake region docks', 500)),
  summary: nullable(
    Text('What it says, in a sentence or two.', 'The terminal can handle 400,000 containers a year.', 2000),
  ),
  dateline: nullable(Dateline),
  authors: Type.Array(Line('Name of an author.', 'Zhou Min', 200), {
    maxItems: 50,
    default: [],
    description: 'Authors, in the order of the byline.',
    examples: [['Zhou Min']],
  }),
  coEditors: Type.Array(Line('Name of a further editor.', 'Zhao Min', 200), {
    maxItems: 20,
    default: [],
    description: 'Further editors that the page names, after the responsible one.',
    examples: [['Zhao Min']],
  }),
  images: Type.Array(Image, {
    maxItems: 100,
    default: [],
    description: 'Images of the article, the main one first.',
  }),
  rights: nullable(ArticleRights),
  originalUrl: nullable(
    WebAddress('Address of the page it was taken from.', 'https://www.qinghenews.example/en/2024-06/21/port.html'),
  ),
  originalSource: nullable(
    Line('A source that the page names at its end, other than its source.', 'Lakeside Daily', 300),
  ),
})
export type ArticleText = Static<typeof ArticleText>

const reference = (what: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 120, description: `Id or slug of ${what}.`, examples: [example] })
const nameOrReference = (what: string, example: string) =>
  Type.Unsafe<string | { slug?: string | null; name: string }>({
    description: `Id or slug of ${what}, or its name and slug: then it is created unless it exists.`,
    anyOf: [
      reference(what, example),
      closed({
        slug: Type.Optional(nullable(Slug('Its slug; made from the name when absent.', example))),
        name: Line('Its name.', 'Qinghe News', 200),
      }),
    ],
    examples: [example],
  })

/** Type.Optional for schemas made by another function. */
const optional = Type.Optional
const textInput = inputOf(ArticleText) as unknown as { properties: typeof ArticleText.properties }
const { title, originalSource, ...optionalTexts } = textInput.properties

export const ArticleInput = named(
  'ArticleInput',
  closed(
    {
      title,
      language: Language('The language of the text. Fixed from the first publication on.', 'en'),
      slug: optional(
        nullable(Slug('The wanted slug; made from the title when absent.', 'new-port-terminal-opens-in-haiyan')),
      ),
      ...(Object.fromEntries(Object.entries(optionalTexts).map(([name, schema]) => [name, optional(schema)])) as Record<
        string,
        never
      >),
      source: nameOrReference('the source', 'qinghe-news'),
      editor: optional(
        Type.Unsafe<string | { slug?: string | null; name: string } | null>({
          ...nameOrReference('the editor', 'lin-yue'),
          anyOf: [
            ...(nameOrReference('the editor', 'lin-yue') as unknown as { anyOf: object[] }).anyOf,
            { type: 'null' },
          ],
        }),
      ),
      tags: optional(
        Type.Array(reference('a tag', 'new-energy'), {
          maxItems: 100,
          uniqueItems: true,
          description: 'Tags, the most important first.',
          examples: [['new-energy']],
        }),
      ),
      embargoUntil: optional(
        nullable(InstantInput('Nothing of it is published before this tick, whatever else is asked.')),
      ),
      translationOf: optional(
        nullable(
          Type.String({
            format: 'uuid',
            description: 'Id of the article that this one is a translation of.',
            examples: ['01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b12'],
          }),
        ),
      ),
      body: optional(nullableRef(BodyInput)),
    },
    { description: 'An article as it is created.', examples: [articleInputExample] },
  ),
)
export type ArticleInput = Partial<ArticleText> & {
  title: string
  language: string
  slug?: string | null
  source: string | { slug?: string | null; name: string }
  editor?: string | { slug?: string | null; name: string } | null
  tags?: string[]
  embargoUntil?: string | null
  translationOf?: string | null
  body?: Static<typeof BodyInput> | null
}
export const ArticleChanges = named(
  'ArticleChanges',
  mergePatchOf(ArticleInput, {
    description: 'A merge patch of an article’s working copy.',
    examples: [{ title: 'New terminal opens in Haiyan', summary: null }],
  }),
)

const count = (description: string, example: number) => Type.Integer({ minimum: 0, description, examples: [example] })
const { rights: _rights, ...ownTexts } = ArticleText.properties

/** What readers and the newsroom both get. */
const shared = {
  id: Id('Its id.'),
  language: Language('Its language.', 'en'),
  slug: Slug('Its slug.', 'new-port-terminal-opens-in-haiyan'),
  url: WebAddress(
    'Its page, by the publication’s template.',
    'https://www.qinghenews.example/en/new-port-terminal-opens-in-haiyan',
  ),
  ...ownTexts,
  source: ArticleSource,
  editor: nullable(ArticleEditor),
  tags: Type.Array(ArticleTag, { description: 'Its tags, the most important first.' }),
  rights: nullable(ArticleRights, { description: 'The article’s own rights where it has any, else its source’s.' }),
  wordCount: count('Words; each Chinese character counts as one.', 412),
  characterCount: count('Characters without white space.', 2310),
  readingMinutes: count('Minutes it takes to read.', 2),
  version: count('Number of the newest edition; 0 before the first.', 1),
  corrections: Type.Array(Correction, { description: 'Its corrections, newest first.' }),
  body: nullableRef(Body, { description: 'The body as asked for with `body`; null where not asked for.' }),
  relatedNews: Type.Unsafe<Static<typeof RelatedNewsItem>[] | null>({
    type: ['array', 'null'],
    items: { $ref: 'RelatedNewsItem#' },
    description: 'With `include=relatedNews`: what else to read.',
  }),
  translations: Type.Unsafe<Static<typeof Translation>[] | null>({
    type: ['array', 'null'],
    items: Translation,
    description: 'With `include=translations`: the same story in other languages.',
  }),
}

export const Article = named(
  'Article',
  closed(
    {
      ...shared,
      state: choice(['live'], { description: 'Readers see live articles only.', examples: ['live'] }),
      firstPublishedAt: Instant('When it was first published. Never changes.'),
      publishedAt: Instant('When it was published.'),
      updatedAt: Instant('When what readers see of it last changed.'),
      localTimes: LocalTimes,
      translationOf: NullableId('The live article that it is a translation of.'),
      usage: Usage,
    },
    { description: 'An article as readers see it.', examples: [articleExample] },
  ),
)
export type Article = Static<typeof Article>
export const ArticlePage = pageOf('ArticlePage', Article, articleExample)

const Warning = closed({
  pointer: Type.String({ description: 'JSON Pointer to the field.', examples: ['/originalTitle'] }),
  detail: Type.String({
    description: 'What is missing, and why it matters.',
    examples: ['a reprint must state its original title'],
  }),
})

const Withdrawal = closed(
  {
    reason: Text('What readers are told.', 'The report was based on a forged document.', 2000),
    internalReason: nullable(Text('What the newsroom knows.', 'See the memo of the legal desk.', 4000)),
    replacement: NullableId('The article to read instead.'),
    at: Instant('When it was withdrawn.'),
    by: nullable(Line('Name of the key that withdrew it.', 'Night desk', 200)),
  },
  { description: 'Why it was withdrawn.' },
)

export const NewsroomArticle = named(
  'NewsroomArticle',
  closed(
    {
      ...shared,
      state: choice(states, { description: 'Where it is in its life.', examples: ['draft'] }),
      revision: count('Number of the working copy shown here.', 3),
      firstPublishedAt: NullableInstant('When it was first published.'),
      publishedAt: NullableInstant('When it was published.'),
      updatedAt: NullableInstant('When what readers see of it last changed.'),
      localTimes: NewsroomLocalTimes,
      publishAt: NullableInstant('When it is wished to be published.'),
      embargoUntil: NullableInstant('Nothing of it is published before.'),
      dueAt: NullableInstant('When it will be published: the later of the two.'),
      expiresAt: NullableInstant('When it will leave readers.'),
      withdrawal: nullable(Withdrawal),
      translationOf: NullableId('The article that it is a translation of.'),
      externalId: nullable(Line('Its id where it came from.', 'qh-2024-0621-7', 500)),
      warnings: Type.Array(Warning, {
        description: 'What its publication would be warned about, or refused for, by the publication’s reprint policy.',
      }),
      createdAt: Instant('When it was created.'),
      changedAt: Instant('When anything of it last changed.'),
      changedBy: nullable(Line('Name of the key that last changed it.', 'Night desk', 200)),
    },
    { description: 'An article as the newsroom sees it: its working copy.', examples: [newsroomArticleExample] },
  ),
)
export type NewsroomArticle = Static<typeof NewsroomArticle>
export const NewsroomArticlePage = pageOf('NewsroomArticlePage', NewsroomArticle, newsroomArticleExample)
