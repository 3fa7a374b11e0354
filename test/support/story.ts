/** A newsroom that is commanded through the API and compared with the model after every command. */
import assert from 'node:assert/strict'
import {
  type Article,
  apply,
  type Command,
  carryOut,
  isLive,
  newArticle,
  nextTick,
  shownAt,
  textOf,
  titleOf,
  wishOf,
} from './model.ts'
import type { Answer, TestNewsroom } from './newsroom.ts'
import { allowedIn, refused } from './refusals.ts'

/** The articles of one story; commands to create more do nothing. */
export const mostArticles = 8

const instant = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
const instantOrNull = (seconds: number | null): string | null => (seconds === null ? null : instant(seconds))
const path = (id: string, rest = '') => `/v1/newsroom/articles/${id}${rest}`
const nobody = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'

/** One story: a newsroom, and the model of the articles that this story has made in it. */
export function createStory(newsroom: TestNewsroom) {
  const { get, call, clock } = newsroom
  const articles: Article[] = []
  /** The newsroom's ETag and answer of each article, the present one last. */
  const known = new Map<string, Answer[]>()
  /** What readers got, by article and second; the last look in a second counts. */
  const looks = new Map<string, Map<number, Answer>>()
  /** The audit as it was at the last look, newest first. */
  const audits = new Map<string, string[]>()
  const now = () => Math.floor(clock.at.getTime() / 1000)

  const requestOf = (given: Command, id: string, other: string | undefined): [string, string, unknown?] => {
    const wish = wishOf(given, now())
    const wanted = given.other === null ? undefined : (other ?? nobody)
    const requests: Record<string, [string, string, unknown?]> = {
      patch: ['PATCH', '', { title: titleOf(given) }],
      embargo: ['PATCH', '', { embargoUntil: instantOrNull(wishOf({ ...given, offTick: false }, now()).publishAt) }],
      publish: [
        'PUT',
        '/publication',
        {
          ...(wish.publishAt !== null && { publishAt: instant(wish.publishAt) }),
          ...(wish.expiresAt !== null && { expiresAt: instant(wish.expiresAt) }),
        },
      ],
      unpublish: ['DELETE', `/publication?pending=${given.pending}`],
      correct: ['POST', '/corrections', { kind: 'correction', notice: `Notice ${given.number}` }],
      withdraw: ['PUT', '/withdrawal', { reason: 'A reason', ...(wanted !== undefined && { replacement: wanted }) }],
      archive: ['PUT', '/archival'],
      unarchive: ['DELETE', '/archival'],
      restore: ['PUT', '/working-copy', { revision: (given.number % 6) + 1 }],
      link: ['PUT', '/related-news', { data: wanted === undefined ? [] : [{ article: wanted }] }],
      delete: ['DELETE', ''],
      erase: ['PUT', '/erasure', { reason: 'A legal duty' }],
    }
    const [method, rest, body] = requests[given.kind] as [string, string, unknown?]
    return [method, path(id, rest), body]
  }

  /** The newsroom has what the model has, to the field. */
  async function lookInside(article: Article): Promise<void> {
    const answer = await get(path(article.id), { as: 'admin' })
    if (article.state === 'deleted' || article.state === 'erased') return assert.equal(answer.status, 404)
    const { title, state, revision, version, embargoUntil, publishAt, dueAt, expiresAt, ...rest } = answer.body
    const { firstPublishedAt, publishedAt, updatedAt } = rest
    assert.deepEqual(
      {
        title,
        state,
        revision,
        version,
        embargoUntil,
        publishAt,
        dueAt,
        expiresAt,
        firstPublishedAt,
        publishedAt,
        updatedAt,
      },
      {
        title: textOf(article),
        state: article.state,
        revision: article.texts.length,
        version: article.editions.length,
        embargoUntil: instantOrNull(article.embargoUntil),
        publishAt: instantOrNull(article.publishAt),
        dueAt: instantOrNull(article.dueAt),
        expiresAt: instantOrNull(article.expiresAt),
        firstPublishedAt: instantOrNull(article.firstPublishedAt),
        publishedAt: instantOrNull(article.publishedAt),
        updatedAt: instantOrNull(article.updatedAt),
      },
    )
    const former = known.get(article.id) ?? []
    if (former.at(-1)?.etag !== answer.etag) known.set(article.id, [...former, answer])
  }

  /** Readers get the last edition of what is live, 410 for what was recalled, 404 for all else. */
  async function lookOutside(article: Article): Promise<void> {
    const answer = await get(`/v1/articles/${article.id}`)
    const recalled = article.state === 'withdrawn' || article.state === 'erased'
    assert.equal(answer.status, isLive(article) ? 200 : recalled ? 410 : 404)
    const seconds = looks.get(article.id) ?? new Map<number, Answer>()
    looks.set(article.id, seconds.set(now(), answer))
    if (!isLive(article)) return
    const { title, version, corrections, firstPublishedAt, publishedAt, updatedAt } = answer.body
    assert.deepEqual(
      { title, version, notices: corrections.length, firstPublishedAt, publishedAt, updatedAt },
      {
        title: article.editions.at(-1)?.title,
        version: article.editions.length,
        notices: article.notices,
        firstPublishedAt: instantOrNull(article.firstPublishedAt),
        publishedAt: instantOrNull(article.publishedAt),
        updatedAt: instantOrNull(article.updatedAt),
      },
    )
  }

  /** A live article is, as of any moment, what a reader got then; what is not live has no past for readers. */
  async function lookBack(article: Article, choice: number): Promise<void> {
    const past = [...(looks.get(article.id) ?? [])].filter(([at]) => at < now())
    const [at, then] = past[choice % past.length] ?? []
    if (at === undefined || then === undefined) return
    const answer = await get(`/v1/articles/${article.id}?asOf=${instant(at)}`)
    const recalled = article.state === 'withdrawn' || article.state === 'erased'
    if (!isLive(article)) return assert.equal(answer.status, recalled ? 410 : 404)
    assert.equal(answer.status, shownAt(article, at) ? 200 : 404)
    assert.equal(answer.status, then.status)
    // What may be done with an article is told as of now, whatever edition is shown.
    const { usage } = answer.body
    if (answer.status === 200) assert.deepEqual(answer.body, { ...then.body, usage })
    const first = article.firstPublishedAt as number
    assert.equal((await get(`/v1/articles/${article.id}?asOf=${instant(first - 1)}`)).status, 404)
  }

  /** Each write of an article has one entry; what was in the audit stays in it. */
  async function lookIntoAudit(article: Article): Promise<void> {
    const { body } = await get(`/v1/newsroom/audit?resourceId=${article.id}&limit=200`, { as: 'admin' })
    const entries = body.data.map((entry: object) => JSON.stringify(entry)) as string[]
    const before = audits.get(article.id) ?? []
    assert.deepEqual(entries.slice(entries.length - before.length), before)
    audits.set(article.id, entries)
    assert.deepEqual(body.data.map(({ action }: { action: string }) => action).reverse(), article.acts)
  }

  async function lookAtAll(): Promise<void> {
    if (articles.length === 0) return
    const ids = articles.map(({ id }) => id).join(',')
    const { body } = await get(`/v1/articles?ids=${ids}&limit=200&count=true`)
    const live = articles.filter(isLive)
    assert.equal(body.page.total, live.length)
    assert.deepEqual(body.data.map(({ id }: { id: string }) => id).sort(), live.map(({ id }) => id).sort())
    for (const article of articles) {
      await lookInside(article)
      await lookOutside(article)
      await lookIntoAudit(article)
      if (!isLive(article)) continue
      const related = (await get(`/v1/articles/${article.id}/related-news?kind=editorial,imported&limit=50`)).body.data
      const shown = article.links.filter((id) => live.some((each) => each.id === id))
      assert.deepEqual(
        related.map((item: { article: { id: string } }) => item.article.id),
        shown,
      )
    }
  }

  async function pass(seconds: number): Promise<void> {
    // Often to the very tick; now and then past several, as after downtime.
    clock.forward(seconds % 3 === 0 ? nextTick(now()) - now() : seconds % 3 === 1 ? seconds : seconds * 3)
    const moved = carryOut(articles, now())
    await newsroom.carryOutDue()
    for (const article of moved) {
      await lookInside(article)
      await lookOutside(article)
    }
  }

  async function create(given: Command): Promise<void> {
    if (articles.length >= mostArticles) return
    const expected = refused(given, undefined, undefined, articles, now())
    const { publishAt } = wishOf({ ...given, offTick: false }, now())
    const body = {
      ...{ title: titleOf(given), language: 'en', source: 'desk', body: { html: '<p>One.</p><p>Two.</p>' } },
      ...(given.offTick && publishAt !== null && { embargoUntil: instant(publishAt) }),
    }
    const answer = await call('POST', '/v1/newsroom/articles', { ...(given.as && { as: given.as }), body })
    assert.deepEqual(answer.status, expected[0] ?? 201)
    if (answer.status !== 201) return
    const article = newArticle(answer.body.id, given.as as 'editor', given, now())
    articles.push(article)
    await lookInside(article)
    await lookOutside(article)
  }

  /** A conflict names the state, and what it allows. */
  function checkConflict({ status, body }: Answer, article: Article): void {
    if (status !== 409 || body.allowed === undefined || body.allowed[0] === 'archive') return
    assert.equal(body.state, article.state)
    if (body.allowed[0] !== 'delete') assert.deepEqual([...body.allowed].sort(), [...allowedIn[article.state]].sort())
  }

  async function act(given: Command): Promise<void> {
    if (articles.length === 0) return
    const article = articles[given.article % articles.length] as Article
    const other = given.other === null ? undefined : articles[given.other % articles.length]
    const expected = refused(given, article, other, articles, now())
    const tags = (known.get(article.id) ?? []).map(({ etag }) => etag)
    const ifMatch = { present: tags.at(-1), old: '"r0.0"', absent: undefined }[given.ifMatch]
    const [method, url, body] = requestOf(given, article.id, other?.id)
    const answer = await call(method, url, {
      ...(given.as && { as: given.as }),
      ...(body !== undefined && { body }),
      ...(ifMatch !== undefined && {
        ifMatch: given.ifMatch === 'old' && tags.length > 1 ? (tags[0] as string) : ifMatch,
      }),
    })
    const succeeded = answer.status === 200 || answer.status === 204
    assert.ok(
      succeeded ? expected.length === 0 : expected.includes(answer.status),
      `expected ${expected}: ${answer.text}`,
    )
    const acts = articles.map((each) => each.acts.length)
    if (succeeded) apply(given, article, other, articles, now())
    else checkConflict(answer, article)
    if (!succeeded && answer.status !== 401 && known.has(article.id)) {
      const before = known.get(article.id)?.at(-1)?.etag
      await lookInside(article)
      assert.equal(known.get(article.id)?.at(-1)?.etag, before, 'what is refused changes nothing')
    }
    // An erasure is a write of the articles that linked, too.
    for (const [index, each] of articles.entries())
      if (each === article || each.acts.length > (acts[index] as number)) await lookInside(each)
    await lookOutside(article)
    await lookBack(article, given.number)
  }

  async function perform(given: Command): Promise<void> {
    if (given.kind === 'tick') return pass(given.number)
    if (given.kind === 'create') return create(given)
    return act(given)
  }

  return { perform, lookAtAll, articles }
}
