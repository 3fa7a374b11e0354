/** The whole demo and hostile articles in every format: valid, saying the same, and read back alike by feed readers. */
import t, { type Test } from 'tap'
import { ninjsVersions } from '../../src/feeds/ninjs/index.ts'
import { htmlToText } from '../../src/lib/html.ts'
import { underContract } from '../support/contract.ts'
import type { Answer } from '../support/newsroom.ts'
import { notice, openDemo, withdrawalReason } from './demo-newsroom.ts'
import { feedReaders, type Reading } from './feed-readers.ts'
import { formats, type Said, saidIn } from './formats.ts'
import { atomFaults, jsonFeedFaults, missing, newsMlFaults, ninjsFaults, sitemapFaults, xmlFaults } from './oracles.ts'
import { found, linked, pathOf } from './web-server.ts'

const ninjsFeeds = ninjsVersions.map((version) => `/feeds/ninjs?version=${version}`)
const feeds = ['/feeds/atom', '/feeds/rss', '/feeds/json', ...ninjsFeeds, '/feeds/newsml-g2']
const withReaders = ['/feeds/atom', '/feeds/rss', '/feeds/json']

/** What no document may hold, whatever its format: what XML 1.0 cannot, plain or as JSON escapes it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\\u00[01][0-9a-f]|\\[bf]|\\uff[ef]/i
const faultsOfText = (text: string): string[] => {
  const character = illegal.exec(text)?.[0]
  if (character !== undefined) return [`holds ${JSON.stringify(character)}`]
  return text.isWellFormed() ? [] : ['holds half of a surrogate pair']
}

/** Without what XML cannot hold and without white space: formats and readers fold and trim it each in their way. */
const words = (text: string | null | undefined): string => (text ?? '').replace(/[\s\p{Cc}\ufffe\uffff]+/gu, '')
const shown = (html: string | null | undefined): string => words(htmlToText(html ?? ''))

const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text after its references were decoded until none is left: a reader that does so once too often loses no more. */
function settled(text: string | null | undefined): string {
  for (let present = text ?? ''; ; ) {
    const decoded = present
      .replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => characters[name] as string)
      .replace(/&nbsp;|&#x0;|\ufffd/g, '')
    if (decoded === present) return words(present)
    present = decoded
  }
}

/** What is said of an article, to compare. */
const comparable = ({ text, ...said }: Said, fold = words) => ({ ...said, title: fold(said.title), text: fold(text) })

t.test('the demo and hostile articles', async (t) => {
  const { newsroom, live, corrected, gone, draft } = await openDemo(t)
  const { get, call } = underContract(newsroom)
  const urnOf = (id: string) => `urn:uuid:${id}`
  const urns = live.map(urnOf).sort()
  for (const [name, why] of Object.entries(missing)) if (why) t.comment(`${name} is not judged: ${why}`)

  /** What the API says of each article, by its identity. */
  const articles = new Map<string, Answer['body']>()
  for (const id of live) {
    const { body: html } = (await get(`/v1/articles/${id}?body=html`)).body
    articles.set(urnOf(id), { ...(await get(`/v1/articles/${id}?body=text`)).body, ...html })
  }

  /** Every document from this one on, as a relation of Link leads to the next. */
  async function chain(t: Test, from: string, rel: string): Promise<Answer[]> {
    const documents: Answer[] = []
    for (let url: string | undefined = from; url !== undefined; ) {
      const answer = await get(url)
      t.equal(answer.status, 200, url)
      documents.push(answer)
      const next = linked(answer.headers, rel)
      url = next && pathOf(next)
    }
    return documents
  }
  const pages = new Map<string, Answer[]>()
  for (const path of feeds) pages.set(path, await chain(t, `${path}${path.includes('?') ? '&' : '?'}limit=100`, 'next'))
  const pagesOf = (path: string) => pages.get(path) as Answer[]
  const textsOf = (path: string): string[] => pagesOf(path).map(({ text }) => text)
  const foundIn = (path: string, xpath: string): string[] => textsOf(path).flatMap((text) => found(text, xpath))

  await t.test('422 for NUL and for half of a surrogate pair, which no format could show', async (t) => {
    for (const title of ['a\u0000b', 'a\ud800b', 'a\udc00']) {
      const body = { title, language: 'en', source: 'desk' }
      const answer = await call('POST', '/v1/newsroom/articles', { as: 'editor', body })
      t.match(answer, { status: 422, body: { errors: [{ pointer: '/title' }] } })
    }
  })

  await t.test('200 every article is valid and the same in every format', async (t) => {
    const entries: string[] = []
    for (const article of articles.values())
      for (const format of formats) {
        const { status, text, body } = await get(`/v1/articles/${article.id}?format=${format}`)
        const of = `${article.slug} as ${format}`
        t.equal(status, 200, of)
        t.same(faultsOfText(text), [], of)
        if (format === 'atom') entries.push(text)
        if (format === 'atom') t.same(xmlFaults(text), [], of)
        if (format === 'newsml-g2') t.same(missing.newsMl ? xmlFaults(text) : newsMlFaults(text), [], of)
        const version = ninjsVersions.find((each) => format === `ninjs-${each}`)
        if (version && !missing.ninjs) t.same(ninjsFaults(body, version), [], of)
        if (format === 'jsonld') t.notOk(text.includes('<'), of)
        const said = saidIn[format]?.({ text, body })
        if (said === undefined) continue
        const { url, title, firstPublishedAt: published, updatedAt: updated } = article
        const { text: told, ...rest } = comparable(said)
        t.same(rest, { link: url, title: words(title), published, updated, authors: article.authors.map(String) }, of)
        t.ok(told.endsWith(words(article.text)) || told.endsWith(shown(article.html)), `${of}: ${told.slice(0, 200)}`)
      }
    t.same(missing.atom ? [] : atomFaults([...entries, ...textsOf('/feeds/atom')]), [])
  })
})
