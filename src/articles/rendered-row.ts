/**
 * The text of a live article that stands in its own row, made when it is published: everything of it that follows from
 * the row alone, serialized by the schema of the answer and cut where something comes in that is another row's.
 */
import type { Block } from '../body/index.ts'
import { memberSerializerOf, membersSerializerOf } from '../http/serialization.ts'
import type { Instant } from '../lib/instant.ts'
import type { LiveArticle } from './live-article.ts'
import { Article } from './schema.ts'

const address = membersSerializerOf(Article, ['id', 'language', 'slug'])
const texts = membersSerializerOf(Article, [
  ...(['title', 'originalTitle', 'subtitle', 'summary', 'dateline', 'authors', 'coEditors', 'images'] as const),
  ...(['originalUrl', 'originalSource'] as const),
])
const measures = membersSerializerOf(Article, [
  ...(['wordCount', 'characterCount', 'readingMinutes', 'version', 'corrections'] as const),
])
const times = membersSerializerOf(Article, ['state', 'firstPublishedAt', 'publishedAt', 'updatedAt', 'localTimes'])
const rights = memberSerializerOf(Article, 'rights')
const body = memberSerializerOf(Article, 'body')

/** No JSON text of a serializer has a line break, nor has an id, a slug, a language or an instant. */
const cut = '\n'

/** A live article's own text, in pieces; what is named here stands between them. */
export interface Pieces {
  id: string
  language: string
  slug: string
  version: number
  updatedAt: Instant
  sourceId: string
  editorId: string | null
  /** With commas between. */
  tagIds: string
  /** The JSON of its own rights; undefined where its source's hold. */
  rights: string | undefined
  /** From the brace to `url`. */
  address: string
  /** From behind `url` to `source`; `editor`, `tags` and `rights` follow that. */
  texts: string
  /** From behind `rights` to `body`; `relatedNews` and `translations` follow that. */
  measures: string
  /** From behind `translations` to `translationOf`; `usage` and the brace follow that. */
  times: string
}

/** The pieces of a live article as one text, for its row. What is set without a publication is not in it. */
export function renderedOf(article: LiveArticle): string {
  const { id, language, slug, version, updatedAt, publishedAt, sourceId, editorId, document } = article
  const { firstPublishedAt } = document
  return [
    ...[id, language, slug, version, updatedAt, sourceId, editorId ?? '', document.tagIds.join(',')],
    document.rights === null ? '' : rights(document.rights),
    `{${address({ id, language, slug })},"url":`,
    `,${texts(document)},"source":`,
    `,${measures({ ...document, version } as never)},"body":`,
    `,${times({ state: 'live', firstPublishedAt, publishedAt, updatedAt, localTimes: null })},"translationOf":`,
  ].join(cut)
}

/** The pieces of a row's text. */
export function piecesOf(rendered: string): Pieces {
  const parts = rendered.split(cut) as [string, string, string, string, Instant, string, ...string[]]
  const editorId = parts[6] as string
  const rights = parts[8] as string
  return {
    id: parts[0],
    language: parts[1],
    slug: parts[2],
    version: Number(parts[3]),
    updatedAt: parts[4],
    sourceId: parts[5],
    editorId: editorId === '' ? null : editorId,
    tagIds: parts[7] as string,
    rights: rights === '' ? undefined : rights,
    address: parts[9] as string,
    texts: parts[10] as string,
    measures: parts[11] as string,
    times: parts[12] as string,
  }
}

/** What stands above an article's body. */
export type Heading = Pick<LiveArticle['document'], 'title' | 'subtitle' | 'summary'>

/** Around the texts of a heading: members of one object. No string of JSON has these in it. */
const aroundTexts = [',"title":', ',"originalTitle":', ',"subtitle":', ',"summary":', ',"dateline":'] as const

/** A string as JSON without escapes, or null. */
const plainString = (json: string): string | null => (json === 'null' ? null : json.slice(1, -1))

/** The heading of a row's text, without taking the rest of it apart; parsed only where a string has an escape. */
export function headingOf(rendered: string): Heading {
  const [title, originalTitle, subtitle, summary, dateline] = aroundTexts
  const from = rendered.indexOf(title)
  const atSubtitle = rendered.indexOf(subtitle, from)
  const atSummary = rendered.indexOf(summary, atSubtitle)
  const to = rendered.indexOf(dateline, atSummary)
  const texts = rendered.slice(from + 1, to)
  if (texts.includes('\\')) return JSON.parse(`{${texts}}`) as Heading
  return {
    title: rendered.slice(from + title.length + 1, rendered.indexOf(originalTitle, from) - 1),
    subtitle: plainString(rendered.slice(atSubtitle + subtitle.length, atSummary)),
    summary: plainString(rendered.slice(atSummary + summary.length, to)),
  }
}

/** The ids of a list of tags as pieces have them. */
export const tagIdsIn = (tagIds: string): string[] => (tagIds === '' ? [] : tagIds.split(','))

const around = { before: '{"blocks":'.length, after: '}'.length }

/** The JSON of blocks as answers have it, which is also how they are stored. */
export const renderedBlocks = (blocks: Block[]): string => body({ blocks }).slice(around.before, -around.after)
