/** Prepares lines of new articles: all that can be done without a database, and so by any thread. */
import {
  canonicalLanguage,
  embargoOf,
  type NewArticle,
  readBlocks,
  readText,
  renderedBlocks,
} from '../articles/index.ts'
import { measure } from '../body/index.ts'
import { Problem } from '../http/problems.ts'
import type { Instant } from '../lib/instant.ts'
import { titleKey } from '../lib/title-key.ts'
import { analysedText } from '../related-news/index.ts'
import { searchedText } from '../search/index.ts'
import { checkLine, contentHashOf, inputOf, objectOf } from './article-line.ts'
import { formerOf, instantOf, timesOf } from './line-state.ts'
import type { ArticleLine } from './lines.ts'

/** How lines are prepared. */
export interface Preparation {
  tickSeconds: number
  now: () => Instant
  newId: () => string
}

/** A line of an article that goes live if it is new, with what it names still as it names it. */
export interface PreparedLine {
  article: Omit<NewArticle, 'sourceId' | 'editorId' | 'tagIds' | 'translationOfId' | 'externalScope'>
  named: Required<Pick<ArticleLine, 'source' | 'tags'>> & { editor: Exclude<ArticleLine['editor'], undefined> }
  /** Whether the line gave the article's id. */
  hasId: boolean
  isPage: boolean
  translationOf: string | null
  links: ArticleLine['relatedNews'] | undefined
  contentHash: string
}

/** The times of an article that is published now, if its line does not say when it was. */
const publishedNow = (at: Instant) => ({ firstPublishedAt: at, publishedAt: at, updatedAt: at, version: 1 })

function preparedArticle(line: ArticleLine, id: string, { tickSeconds, now }: Preparation): PreparedLine['article'] {
  const input = inputOf(line)
  const language = canonicalLanguage(input.language)
  const [text, blocks] = [readText(input, tickSeconds), readBlocks(input, id, [])]
  const former = formerOf(line, timesOf(line, now()))
  const texts = { language, title: text.title, subtitle: text.subtitle, summary: text.summary }
  return {
    ...{ id, language, slug: input.slug ?? null, text, titleKey: titleKey(text.title) },
    externalId: line.externalId ?? null,
    blocks: JSON.stringify(blocks),
    renderedBlocks: renderedBlocks(blocks),
    measure: measure(blocks, language),
    analyses: { search: searchedText(texts, blocks), relatedNews: analysedText(texts, blocks) },
    times: former ?? publishedNow(now()),
    expiresAt: line.expiresAt === undefined ? null : instantOf(line.expiresAt, 'expiresAt'),
    embargoUntil: embargoOf(input, tickSeconds),
    corrections: former ? (line.corrections ?? []).map((each) => ({ ...each, articleId: id, by: null })) : [],
  }
}

/** Prepares a line; undefined for one that is no faultless line of a live article: such lines are imported by themselves. */
export function prepareLine(text: string, preparation: Preparation): PreparedLine | undefined {
  try {
    const { type, ...rest } = objectOf(text)
    const line = rest as unknown as ArticleLine
    if (type !== 'article' || (line.state ?? 'live') !== 'live') return undefined
    checkLine(line)
    const article = preparedArticle(line, line.id ?? preparation.newId(), preparation)
    if (article.embargoUntil !== null && article.embargoUntil > preparation.now()) return undefined
    return {
      ...{ article, hasId: line.id !== undefined, isPage: line.externalScope === 'page' },
      named: { source: line.source, editor: line.editor ?? null, tags: line.tags ?? [] },
      ...{ translationOf: line.translationOf ?? null, links: line.relatedNews, contentHash: contentHashOf(line) },
    }
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
