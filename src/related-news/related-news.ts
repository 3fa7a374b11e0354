/** What happens to related news: a list is put, printed titles find their articles. */
import type { Db, Queries } from '../db/db.ts'
import type { PageRequest } from '../http/page.ts'
import { invalidField } from '../http/problems.ts'
import type { Viewer } from '../lib/viewer.ts'
import { createAutomatic } from './automatic.ts'
import { keepKinds, type Link, linkOf, refuseRepeats } from './model.ts'
import { createReaderList, readerView, type UrlOf } from './reader-list.ts'
import type { LinkInput, LinkKind, NewsroomRelatedNewsItem, RelatedNewsItem } from './schema.ts'
import { createRelatedNewsStore, type LinkFilter, type NewsroomLink, type ReaderLink } from './store.ts'

const stateOf = (link: NewsroomLink): NewsroomRelatedNewsItem['state'] => {
  if (link.target) return 'article'
  return link.url === null ? 'unresolved' : 'outside'
}

/** The operations on related news. */
export function createRelatedNews({ db }: { db: Db }) {
  const store = createRelatedNewsStore(db)
  const automatic = createAutomatic({ db })

  /** Gives a printed title its target when exactly one live article, not the page itself, begins so and is not linked yet. */
  async function resolveAtOnce(
    queries: Queries,
    article: { id: string; language: string },
    links: Link[],
  ): Promise<Link[]> {
    const linked = new Set(links.map((link) => link.targetId))
    const resolved: Link[] = []
    for (const link of links) {
      const begins =
        link.unresolvedKey === null ? [] : await store.beginningWith(queries, article.language, link.unresolvedKey)
      const targets = begins.filter((id) => id !== article.id)
      const [targetId] = targets
      const fits = targets.length === 1 && targetId !== undefined && !linked.has(targetId)
      if (fits) linked.add(targetId)
      resolved.push(fits ? { ...link, targetId, unresolvedKey: null } : link)
    }
    return resolved
  }

  /** Replaces the whole list of an article. Raises invalid-body for what is not there, the article itself, or repeats. */
  async function put(
    queries: Queries,
    article: { id: string; language: string },
    inputs: LinkInput[],
    kind: LinkKind,
    ownerId?: string,
  ): Promise<void> {
    const before = await store.find(queries, article.id)
    const links = keepKinds(
      inputs.map((input, index) => linkOf(input, kind, `/data/${index}`)),
      before,
    )
    const ids = links.flatMap((link) => link.targetId ?? [])
    const existing = await store.existing(queries, [...new Set(ids)], ownerId)
    for (const [index, link] of links.entries()) {
      if (link.targetId !== null && !existing.has(link.targetId))
        throw invalidField(`/data/${index}/article`, 'must be the id of an article that exists')
    }
    refuseRepeats(links, article.id)
    await store.replace(queries, article, await resolveAtOnce(queries, article, links))
  }

  /**
   * Puts the lists of articles that have none, of links to articles only. Raises invalid-body for a link to the article
   * itself, and for repeats.
   */
  async function putFirst(
    queries: Queries,
    lists: Array<{ article: { id: string; language: string }; targets: string[] }>,
  ): Promise<void> {
    for (const { article, targets } of lists)
      refuseRepeats(
        targets.map((target, index) => linkOf({ article: target }, 'editorial', `/data/${index}`)),
        article.id,
      )
    await store.addLinks(
      queries,
      lists.flatMap(({ article, targets }) => ({
        article,
        links: targets.map((target) => linkOf({ article: target }, 'editorial', '')),
      })),
    )
  }

  /** Of each of these articles whether printed titles may mean it. */
  async function areAwaited(
    queries: Queries,
    articles: ReadonlyArray<{ language: string; titleKey: string }>,
  ): Promise<boolean[]> {
    const languages = new Map<string, boolean>()
    const answers: boolean[] = []
    for (const article of articles) {
      const isWaiting = languages.get(article.language) ?? (await store.isWaiting(queries, article.language))
      languages.set(article.language, isWaiting)
      answers.push(isWaiting && (await store.waitingKeys(queries, article)).length > 0)
    }
    return answers
  }

  /** When an article goes live: the printed titles that mean it, and it alone, become links to it. Answers whose. */
  async function resolveTo(
    queries: Queries,
    article: { id: string; language: string; titleKey: string },
  ): Promise<string[]> {
    const waiting = await store.waitingFor(queries, article)
    if (waiting.length === 0) return []
    const linking = await store.linkingTo(queries, article.id)
    const byKey = Map.groupBy(waiting, (link) => link.unresolvedKey as string)
    for (const [key, links] of byKey) {
      const begins = await store.beginningWith(queries, article.language, key)
      for (const link of links) {
        const others = begins.filter((id) => id !== link.articleId)
        if (others.length !== 1 || linking.has(link.articleId)) continue
        await store.resolve(queries, link, article.id)
        linking.add(link.articleId)
      }
    }
    return waiting.map((link) => link.articleId).filter((id) => linking.has(id))
  }

  /** The related news of live articles as readers see it; an article without any has an empty list. */
  async function forReaders(
    queries: Queries,
    articleIds: string[],
    urlOf: UrlOf,
    viewer: Viewer,
  ): Promise<Map<string, RelatedNewsItem[]>> {
    const links =
      articleIds.length === 0
        ? new Map<string, ReaderLink[]>()
        : await store.listForReaders(queries, articleIds, viewer)
    return new Map(
      articleIds.map((id) => [id, (links.get(id) ?? []).map((link, index) => readerView(link, index + 1, urlOf))]),
    )
  }

  /** Links as the newsroom sees them, those without target with the articles that they may mean. */
  async function forNewsroom(queries: Queries, filter: LinkFilter, page: PageRequest) {
    const slice = await store.list(queries, filter, page)
    const candidates = await store.candidates(queries, slice.rows)
    const rows = slice.rows.map(
      (link): NewsroomRelatedNewsItem => ({
        articleId: link.articleId,
        articleTitle: link.articleTitle,
        kind: link.kind,
        position: link.position,
        state: stateOf(link),
        title: link.title,
        article: link.target,
        url: link.url,
        candidates: candidates.get(link) ?? [],
      }),
    )
    return { ...slice, rows }
  }

  /** The links of an article as inputs that would make them. */
  async function linksOf(queries: Queries, articleId: string): Promise<Array<LinkInput & { kind: LinkKind }>> {
    const links = await store.find(queries, articleId)
    return links.map(({ kind, targetId, title, url }) => {
      if (targetId !== null) return { kind, article: targetId }
      return { kind, title: title as string, ...(url !== null && { url }) }
    })
  }

  return {
    put,
    putFirst,
    existing: store.existing,
    areAwaited,
    resolveTo,
    linksOf,
    forReaders,
    ...createReaderList(store, automatic),
    projection: automatic.projection,
    forNewsroom,
    forget: store.forget,
    changeLanguage: store.changeLanguage,
    linkingTo: store.linkingTo,
  }
}

export type RelatedNewsService = ReturnType<typeof createRelatedNews>
