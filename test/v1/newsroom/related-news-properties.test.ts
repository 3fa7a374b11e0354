/** Related news against a model of its rules, for random titles, cut titles, and orders of what happens to them. */
import fc from 'fast-check'
import t from 'tap'
import { openNewsroom } from '../../support/newsroom.ts'

const path = (id: string) => `/v1/newsroom/articles/${id}`

/** The rules once more, as plainly as possible, for the characters that the titles here are made of. */
const keyOf = (title: string): string =>
  title
    .replaceAll(/["“”]|\.{3}$/g, '')
    .toLowerCase()
    .split(/ +/)
    .join(' ')
    .trim()
const isLongEnough = (key: string): boolean =>
  /[a-z]/.test(key) ? key.replaceAll(' ', '').length >= 12 : key.length >= 6

interface ModelLink {
  key: string
  printed: string
  target: number | null
}

interface ModelArticle {
  title: string
  /** The title that readers see, while live. */
  live: string | null
  changed: boolean
  links: ModelLink[]
}

type Step =
  | { what: 'put'; article: number; cuts: Cut[] }
  | { what: 'publish' | 'unpublish'; article: number }
  | { what: 'rename'; article: number; title: number }
type Cut = { title: number; length: number; loud: boolean }

const words = ['harbour', 'port', 'terminal', 'opens', 'again']
const latin = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map((each) => each.join(' '))
const chinese = fc
  .array(fc.constantFrom('港', '新', '码头'), { minLength: 2, maxLength: 6 })
  .map((each) => each.join(''))
const titles = fc.array(fc.oneof({ weight: 3, arbitrary: latin }, chinese), { minLength: 3, maxLength: 4 })
const articles = 4
const article = fc.nat({ max: articles - 1 })
const title = fc.nat({ max: 3 })
const cut: fc.Arbitrary<Cut> = fc.record({ title, length: fc.integer({ min: 4, max: 24 }), loud: fc.boolean() })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('put' as const),
      article,
      cuts: fc.array(cut, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('publish' as const), article }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('unpublish' as const), article }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('rename' as const), article, title }) },
)

/** The cut titles of a list: none begins another, so that no two of a page can mean one article. */
function printedOf(cuts: Cut[], all: string[]): string[] {
  const printed: string[] = []
  for (const { title, length, loud } of cuts) {
    const text = (all[title % all.length] as string).slice(0, length)
    const key = keyOf(text)
    const clashes = printed.map(keyOf).some((other) => other.startsWith(key) || key.startsWith(other))
    if (!clashes) printed.push(`${loud ? `“${text.toUpperCase().replaceAll(' ', '  ')}”` : text}...`)
  }
  return printed
}

/** The one live article, other than the owner, whose title begins with the key; null when there is none or more. */
function onlyTarget(model: ModelArticle[], owner: number, key: string): number | null {
  if (!isLongEnough(key)) return null
  const fitting = [...model.keys()].filter(
    (index) => index !== owner && keyOf(model[index]?.live ?? '').startsWith(key),
  )
  return fitting.length === 1 ? (fitting[0] as number) : null
}

function resolve(model: ModelArticle[], owner: number, mayBe: (target: number) => boolean): void {
  const { links } = model[owner] as ModelArticle
  for (const link of links) {
    if (link.target !== null) continue
    const target = onlyTarget(model, owner, link.key)
    if (target !== null && mayBe(target) && !links.some((other) => other.target === target)) link.target = target
  }
}

t.test('a printed title is resolved exactly when one live title begins so at a moment of the rule', async (t) => {
  const { call, get, article: create } = await openNewsroom(t)
  let run = 0

  const follow = async (all: string[], steps: Step[]): Promise<void> => {
    const language = `en-run${String(++run).padStart(5, '0')}`
    const model: ModelArticle[] = []
    const ids: string[] = []
    for (let index = 0; index < articles; index++) {
      const title = all[index % all.length] as string
      ids.push((await create({ language, title })).body.id)
      model.push({ title, live: null, changed: true, links: [] })
    }
    const as = { as: 'editor', ifMatch: '*' } as const
    const perform: Record<Step['what'], (step: never, own: ModelArticle, id: string) => Promise<number>> = {
      async put({ article, cuts }: Step & { what: 'put' }, own, id) {
        const printed = printedOf(cuts, all)
        own.links = printed.map((text) => ({ key: keyOf(text), printed: text, target: null }))
        resolve(model, article, () => true)
        const data = printed.map((title) => ({ title }))
        return (await call('PUT', `${path(id)}/related-news`, { ...as, body: { data } })).status
      },
      async publish({ article }: Step & { what: 'publish' }, own, id) {
        // What readers see already is not published again, so no title goes live then.
        if (own.live === null || own.changed) {
          own.live = own.title
          own.changed = false
          for (const owner of model.keys()) resolve(model, owner, (target) => target === article)
        }
        return (await call('PUT', `${path(id)}/publication`, { ...as, body: {} })).status
      },
      async unpublish(_step, own, id) {
        const expected = own.live === null ? 409 : 200
        own.live = null
        const { status } = await call('DELETE', `${path(id)}/publication`, as)
        return status === expected ? 200 : status
      },
      async rename({ title }: Step & { what: 'rename' }, own, id) {
        own.title = all[title % all.length] as string
        own.changed = true
        return (await call('PATCH', path(id), { ...as, body: { title: own.title } })).status
      },
    }
    for (const each of steps) {
      const own = model[each.article] as ModelArticle
      const status = await perform[each.what](each as never, own, ids[each.article] as string)
      if (status !== 200) throw new Error(`${each.what} answered ${status}`)
    }
    for (const [index, { links, live }] of model.entries()) {
      const stored = (await get(`${path(ids[index] as string)}/related-news`, { as: 'editor' })).body.data
      const targets = stored.map((each: { article: { id: string } | null }) =>
        each.article ? ids.indexOf(each.article.id) : null,
      )
      same(
        targets,
        links.map((link) => link.target),
      )
      const seen = await get(`/v1/articles/${ids[index]}/related-news?kind=editorial,imported&limit=50`)
      const visible = links.filter(({ target }) => target === null || model[target]?.live != null)
      const expected = visible.map(({ target, printed }) =>
        target === null ? [null, printed] : [ids[target] as string, model[target]?.live],
      )
      const shown = seen.body.data?.map((each: { article: { id: string } | null; title: string }) => [
        each.article?.id ?? null,
        each.title,
      ])
      same([seen.status, shown], live === null ? [404, undefined] : [200, expected])
    }
  }

  await fc.assert(fc.asyncProperty(titles, fc.array(step, { minLength: 4, maxLength: 14 }), follow), {
    numRuns: 40,
    interruptAfterTimeLimit: 90_000,
    endOnFailure: false,
  })
  t.ok(run >= 10, `${run} runs`)
})

function same(found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`)
}
