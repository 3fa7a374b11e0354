/** A reader over HTTP that compares every answer with what was acknowledged when it asked. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import {
  type Answered,
  type Expectation,
  expectationOf,
  faultOfDetail,
  faultOfList,
  faultOfUnchanged,
  type Shown,
  type Watched,
} from './acknowledged.ts'
import { deskSource } from './desk.ts'

/** So many faults are told; all are counted. */
const told = 5

export interface Checked {
  /** Answers that were compared. */
  checked: number
  /** Answers that were older than what was acknowledged. */
  stale: number
  faults: string[]
}

interface Reply {
  status: number
  tag: string | undefined
  text: string
}

const isWatched = (each: Expectation): boolean => each.state !== 'leaving'

export function createReader(url: string, articles: readonly Watched[]) {
  const result: Checked = { checked: 0, stale: 0, faults: [] }
  /** Entity tags of details, and what was shown with them. */
  const seen = new Map<string, Shown & { tag: string }>()
  let asked = 0

  async function get(pool: Pool, path: string, tag?: string): Promise<Reply> {
    const headers = tag === undefined ? {} : { 'if-none-match': tag }
    const { statusCode: status, headers: sent, body } = await pool.request({ method: 'GET', path, headers })
    const text = await body.text()
    return { status, tag: typeof sent.etag === 'string' ? sent.etag : undefined, text }
  }

  function count(fault: string | undefined): void {
    result.checked++
    if (fault === undefined) return
    result.stale++
    if (result.faults.length < told) result.faults.push(fault)
  }

  /** The state of the article may change while the request is under way: then both the old and the new one are right. */
  const still = (expected: Expectation, article: Watched): Expectation =>
    expected.state === 'live' && article.state !== 'live' ? { ...expected, state: 'leaving' } : expected

  async function readDetail(pool: Pool, article: Watched, bySlug: boolean): Promise<void> {
    const { id, language, slug } = article
    const path = bySlug ? `/v1/articles/by-slug/${language}/${slug}` : `/v1/articles/${id}`
    const known = asked % 2 === 0 ? seen.get(path) : undefined
    const expected = expectationOf(article)
    const { status, tag, text } = await get(pool, path, known?.tag)
    if (status === 304 && known) return count(faultOfUnchanged(known, still(expected, article)))
    const answered = status === 200 ? (JSON.parse(text) as Answered) : undefined
    if (answered && tag !== undefined)
      seen.set(path, { tag, version: answered.version, corrections: answered.corrections.length })
    count(faultOfDetail(status, answered, still(expected, article)))
  }

  async function readList(pool: Pool, path: string): Promise<void> {
    const before = articles.map((article) => ({ article, expected: expectationOf(article) }))
    const { status, text } = await get(pool, path)
    if (status !== 200) return count(`${path} was answered ${status}`)
    const page = (JSON.parse(text) as { data: Answered[] }).data
    const expected = before.map(({ article, expected: each }) => still(each, article)).filter(isWatched)
    count(faultOfList(page, expected))
  }

  /** Of ten requests four are for an article by its id, four by its slug, and two for lists. */
  async function read(pool: Pool): Promise<void> {
    const number = asked++
    const article = articles[Math.floor(number / 10 + number) % articles.length] as Watched
    if (number % 10 === 3) return readList(pool, '/v1/articles')
    if (number % 10 === 7) return readList(pool, `/v1/articles?source=${deskSource}`)
    return readDetail(pool, article, number % 2 === 0)
  }

  /**
   * Asks on so many connections until `isOver`; `pause` is what each waits between requests, in milliseconds.
   * Raises an error when a connection breaks.
   */
  async function readSteadily(connections: number, pause: number, isOver: () => boolean): Promise<void> {
    const connection = async () => {
      const pool = new Pool(url, { connections: 1, pipelining: 1 })
      while (!isOver()) {
        await read(pool)
        if (pause > 0) await sleep(pause)
      }
      await pool.close()
    }
    await Promise.all(Array.from({ length: connections }, connection))
  }

  return { readSteadily, result }
}
