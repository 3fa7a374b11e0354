/** A newsroom's desk that writes over HTTP: publishes, corrects and withdraws articles of its own, so many a second. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Watched } from './acknowledged.ts'

/** What a write answers. */
interface Written {
  id: string
  language: string
  slug: string
  version: number
  corrections: unknown[]
  publishedAt: string
}

/** Articles that it has live at a time: fewer than a list of 20 has, so that each must be on its first page. */
const liveAtOnce = 16
/** Withdrawn articles that are still asked for. */
const goneKept = 16
export const deskSource = 'bench-desk'

const paragraph = '<p>The council voted on Thursday to keep the ferry to the island running for another year.</p>'

export function createDesk(url: string, key: string) {
  const pool = new Pool(url, { connections: 8, pipelining: 1 })
  const articles: Watched[] = []
  const busy = new Set<string>()
  let writes = 0
  let made = 0
  const milliseconds: number[] = []

  async function send(method: string, path: string, body: unknown): Promise<Written> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const headers = { authorization: `Bearer ${key}`, 'content-type': type, 'if-match': '*' }
    const began = performance.now()
    const { statusCode, body: answer } = await pool.request({
      ...{ method: method as 'PUT', path: `/v1/newsroom/articles${path}`, body: JSON.stringify(body) },
      headers: method === 'POST' && path === '' ? { ...headers, 'if-match': undefined } : headers,
    })
    const text = await answer.text()
    if (statusCode > 299) throw new Error(`${method} ${path} was answered ${statusCode}: ${text}`)
    milliseconds.push(performance.now() - began)
    return JSON.parse(text) as Written
  }

  /** Takes what a write has answered for what readers must see from now on. */
  function acknowledge(article: Watched, { version, corrections, publishedAt, slug }: Written): void {
    Object.assign(article, { version, corrections: corrections.length, publishedAt, slug })
  }

  async function publish(): Promise<void> {
    const title = `Ferry to the island stays, report ${++made} of ${process.pid}`
    const source = { slug: deskSource, name: 'The desk' }
    const draft = await send('POST', '', { title, language: 'en', source, body: { html: paragraph.repeat(4) } })
    const live = await send('PUT', `/${draft.id}/publication`, {})
    const article: Watched = { ...draft, corrections: 0, state: 'live' }
    acknowledge(article, live)
    articles.push(article)
  }

  async function republish(article: Watched): Promise<void> {
    await send('PATCH', `/${article.id}`, { title: `Ferry to the island stays, told ${writes} times` })
    acknowledge(article, await send('PUT', `/${article.id}/publication`, {}))
  }

  async function correct(article: Watched): Promise<void> {
    const notice = { kind: 'correction', notice: `An earlier version had the number ${writes} wrong.` }
    acknowledge(article, await send('POST', `/${article.id}/corrections`, notice))
  }

  async function withdraw(article: Watched): Promise<void> {
    article.state = 'leaving'
    await send('PUT', `/${article.id}/withdrawal`, { reason: 'The report was wrong.' })
    article.state = 'gone'
    const gone = articles.filter(({ state }) => state === 'gone')
    if (gone.length > goneKept) articles.splice(articles.indexOf(gone[0] as Watched), 1)
  }

  const free = (): Watched[] => articles.filter(({ id, state }) => state === 'live' && !busy.has(id))

  /** One transition that readers see: of ten, one publishes, one corrects, one withdraws, and seven publish a new text. */
  async function write(): Promise<void> {
    const number = writes++
    const live = free()
    const article = live[number % live.length]
    if (!article || live.length < 4 || number % 10 === 4) return publish()
    busy.add(article.id)
    try {
      if (number % 10 === 9 && live.length >= liveAtOnce) await withdraw(article)
      else if (number % 10 === 1) await correct(article)
      else await republish(article)
    } finally {
      busy.delete(article.id)
    }
  }

  /** Writes until `isOver`, so many times a second; a write that comes late delays none after it. Raises what a write does. */
  async function writeSteadily(perSecond: number, isOver: () => boolean): Promise<void> {
    const pending = new Set<Promise<void>>()
    let fault: unknown
    let due = performance.now()
    while (!isOver() && fault === undefined) {
      const wait = due - performance.now()
      if (wait > 0) await sleep(wait)
      due = Math.max(due + 1000 / perSecond, performance.now() - 1000)
      const writing: Promise<void> = write()
        .catch((error: unknown) => {
          fault = error
        })
        .finally(() => pending.delete(writing))
      pending.add(writing)
      if (pending.size >= 8) await Promise.race(pending)
    }
    await Promise.all(pending)
    if (fault !== undefined) throw fault
  }

  return {
    /** Its articles; what is acknowledged of them changes while it writes. */
    articles,
    writeSteadily,
    written: () => writes,
    /** Milliseconds of every request. */
    milliseconds,
    async open(): Promise<void> {
      while (articles.length < liveAtOnce) await publish()
    },
    close: () => pool.close(),
  }
}
