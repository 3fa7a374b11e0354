/** What lines name may come later in their file: when all lines are in, links and translations are put. */
import type { Lifecycle } from '../articles/index.ts'
import type { Db, Queries } from '../db/db.ts'
import { Problem } from '../http/problems.ts'
import type { Actor } from '../lib/actor.ts'
import { toInstant } from '../lib/instant.ts'
import type { RelatedNewsService } from '../related-news/index.ts'
import type { Waiting } from './bulk-import.ts'
import type { ProvenanceStore } from './provenance-store.ts'
import type { ImportItem } from './schema.ts'

/** What an article names that may come later in the file: done when all lines are in. */
export interface Unfinished extends Waiting {
  item: ImportItem
  articleId: string
  language: string
  contentHash: string
  /** Whether it is new and has no links yet. */
  isNew: boolean
  actor: Actor
}

interface Dependencies {
  db: Db
  lifecycle: Pick<Lifecycle, 'store'>
  relatedNews: Pick<RelatedNewsService, 'putFirst'>
  provenance: ProvenanceStore
  now: () => Date
  /** Finishes one article. Answers what could not be done. */
  finishOne: (queries: Queries, each: Unfinished) => Promise<string[]>
}

/** So many articles are finished with one write. */
const together = 200

/** Whether all that an article waits for are links to articles. */
const waitsForArticles = ({ isNew, translationOf, links = [] }: Unfinished): boolean =>
  isNew &&
  translationOf === undefined &&
  links.every(({ kind = 'editorial', article, title, url }) => {
    return kind === 'editorial' && article !== undefined && title === undefined && url === undefined
  })

/** Creates what finishes articles. */
export function createFinishing({ db, lifecycle, relatedNews, provenance, now, finishOne }: Dependencies) {
  async function finishEach(group: Unfinished[]): Promise<void> {
    await Promise.all(
      group.map(async (each) => {
        const faults = await db.write((queries) => finishOne(queries, each))
        if (faults.length > 0) each.item.reason = faults.join('; ')
      }),
    )
  }

  async function putLinks(queries: Queries, group: Unfinished[]): Promise<Map<Unfinished, string[]>> {
    const targetsOf = ({ links = [] }: Unfinished) => links.map(({ article }) => article as string)
    const ids = group.flatMap((each) => [each.articleId, ...targetsOf(each)])
    const there = await lifecycle.store.existing(queries, [...new Set(ids)])
    const present = group.filter(({ articleId }) => there.has(articleId))
    await relatedNews.putFirst(
      queries,
      present.map((each) => ({
        article: { id: each.articleId, language: each.language },
        targets: targetsOf(each).filter((target) => there.has(target)),
      })),
    )
    const missing = present.map((each) => [each, targetsOf(each).filter((target) => !there.has(target))] as const)
    const importedAt = toInstant(now())
    const whole = missing.filter(([, targets]) => targets.length === 0)
    await provenance.put(
      queries,
      whole.map(([{ articleId, contentHash }]) => ({ articleId, contentHash, fields: [], importedAt })),
    )
    return new Map(
      missing.map(([each, targets]) => [
        each,
        targets.map((target) => `its link to ${target} was left out: there is no such article`),
      ]),
    )
  }

  async function finishTogether(group: Unfinished[]): Promise<void> {
    try {
      const faults = await db.write((queries) => putLinks(queries, group))
      for (const [{ item }, texts] of faults) if (texts.length > 0) item.reason = texts.join('; ')
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      // One of them has a fault: by itself each tells of its own.
      await finishEach(group)
    }
  }

  /** Finishes articles: links to articles of many at once, then whatever else, originals before what translates them. */
  return async function finish(unfinished: ReadonlyMap<string, Unfinished>): Promise<void> {
    const distance = (articleId: string, passed = new Set<string>()): number => {
      const original = unfinished.get(articleId)?.translationOf
      return original === undefined || passed.has(original) ? 0 : 1 + distance(original, passed.add(original))
    }
    const { simple = [], others = [] } = Object.groupBy([...unfinished.values()], (each) =>
      waitsForArticles(each) ? 'simple' : 'others',
    )
    for (let start = 0; start < simple.length; start += together)
      await finishTogether(simple.slice(start, start + together))
    const originalsFirst = others
      .map((each) => ({ each, rank: distance(each.articleId) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ each }) => each)
    for (let start = 0; start < originalsFirst.length; start += together)
      await finishEach(originalsFirst.slice(start, start + together))
  }
}
