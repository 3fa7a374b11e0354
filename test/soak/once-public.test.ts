/** What was public once leaves its documented trace and nothing else: compared with a newsroom that never had it. */
import t from 'tap'
import type { TestNewsroom } from '../support/newsroom.ts'
import { addressesOf, compare, type Difference, told, withoutSeq } from '../support/operations.ts'
import { catalogue, named, openTwins, type Step, shared, type Teller } from '../support/twins.ts'

const soak = process.env.MASTHEAD_SOAK === '1'
const seed = Number(process.env.MASTHEAD_SEED ?? Date.now() % 1_000_000)
const much = soak
  ? { combinations: 200, step: 1, bareStep: 1, everyReader: 1 }
  : { combinations: 3, step: 15, bareStep: 1, everyReader: 6 }

/** Words that stand in nothing but what readers must not see any more. */
const words = ['quillfeather', 'zephyranthes', 'ombrosia', 'pellucid', 'nocturama', 'brindlewick', 'hollowmere']
const [title, summary, text, notice, internal, image, author] = words.map((word) => word.toUpperCase())

const hiddenText = (name: string) => ({
  ...named,
  title: `${title} ${name}`,
  slug: `quillfeather-${name}`,
  originalTitle: `${title} before`,
  summary: `${summary} in bloom`,
  authors: [`${author} Press`],
  images: [{ url: 'https://images.example/brindlewick.jpg', alt: image, caption: image }],
  body: { html: `<p>Down in ${text}.</p><h2>${text} again</h2>` },
})

/** The two kinds that answer 410; the others are as if they had never been. */
const recalled = ['withdrawn', 'replaced', 'expired and withdrawn', 'erased', 'withdrawn and erased']
const vanished = ['unpublished', 'expired', 'archived', 'unarchived']
const reason = 'The newsroom was deceived.'
const slugOf = (name: string) => name.replaceAll(' ', '-')

async function expire({ publish, newsroom }: Teller, name: string): Promise<void> {
  const tick = new Date(Math.ceil((newsroom.clock.at.getTime() + 1000) / 60_000) * 60_000)
  await publish(name, { expiresAt: tick.toISOString() })
  newsroom.clock.set(tick.toISOString())
  await newsroom.carryOutDue()
}

const endings: Record<string, (teller: Teller, name: string) => Promise<unknown>> = {
  withdrawn: ({ withdraw }, name) => withdraw(name, { reason, internalReason: `${internal} said so` }),
  replaced: ({ withdraw, idOf }, name) => withdraw(name, { reason, replacement: idOf('port') }),
  'expired and withdrawn': async (teller, name) => {
    await expire(teller, name)
    await teller.withdraw(name, { reason })
  },
  erased: ({ erase }, name) => erase(name, reason),
  'withdrawn and erased': async ({ withdraw, erase }, name) => {
    await withdraw(name, { reason: `${internal}: the old reason` })
    await erase(name, reason)
  },
  unpublished: ({ unpublish }, name) => unpublish(name),
  expired: expire,
  archived: async (teller, name) => {
    await expire(teller, name)
    await teller.archive(name)
  },
  unarchived: async (teller, name) => {
    await expire(teller, name)
    await teller.archive(name)
    await teller.unarchive(name)
    await teller.patch(name, { summary: `${summary} once more` })
  },
}

const oncePublic: Step[] = [
  catalogue,
  ...shared,
  {
    name: 'published',
    hidden: true,
    async run({ live, patch, correct, idOf }) {
      for (const name of [...recalled, ...vanished]) {
        await live(name, hiddenText(slugOf(name)))
        await patch(name, { slug: `quillfeather-new-${slugOf(name)}`, body: { html: `<p>${text} corrected.</p>` } })
        await correct(name, { kind: 'correction', notice: `${notice} mistakes` })
        await patch(name, { subtitle: `${title} not published` })
      }
      await live('translation', { ...hiddenText('de'), language: 'de', translationOf: idOf('report') })
    },
  },
  {
    name: 'links',
    run: ({ link, idOf, hides }) =>
      link('port', [
        ...(hides ? [...recalled, ...vanished].map((name) => ({ article: idOf(name) })) : []),
        { article: idOf('report') },
      ]),
  },
  {
    name: 'links of what goes',
    hidden: true,
    run: ({ link, idOf }) => link('withdrawn', [{ article: idOf('port') }, { article: idOf('expired') }]),
  },
  ...Object.entries(endings).map(([name, end]) => ({
    name: `end of ${name}`,
    hidden: true,
    run: (teller: Teller) => end(teller, name),
  })),
  { name: 'end of the translation', hidden: true, run: ({ unpublish }) => unpublish('translation') },
]

const members = ['detail', 'erased', 'instance', 'reason', 'replacement', 'status', 'title', 'type', 'withdrawnAt']

/** Whether a difference is the documented trace: 410 with its reason instead of 404, at an address of a recalled article. */
function isTrace({ url, left, right }: Difference, addresses: RegExp): boolean {
  // The log and the feeds tell that it was there and is gone: documented traces. What they must not say are its words.
  if (/^\/(v1\/changes|feeds\/)/.test(url)) return true
  if (left.status !== 410 || right.status !== 404 || !addresses.test(url)) return false
  const { 'content-length': _, date: __, 'x-request-id': ___, ...headers } = left.headers
  if (Object.entries(headers).some(([name, value]) => right.headers[name] !== value)) return false
  // An answer to HEAD has no body to look into.
  if (left.body === undefined) return left.text === ''
  return JSON.stringify(Object.keys(left.body).sort()) === JSON.stringify(members) && left.body.reason === reason
}

const wordsIn = (shown: string): string[] => words.filter((word) => shown.toLowerCase().includes(word))

t.setTimeout(20 * 60_000)

t.test('what was public once', async (t) => {
  t.comment(`seed ${seed}`)
  const { hiding, newsrooms, pool } = await openTwins(t, oncePublic, ['quillfeather', 'harbour'])
  const [newsroom] = newsrooms
  for (const name of recalled) pool.slugs.push(`quillfeather-${slugOf(name)}`)
  const addresses = addressesOf(newsroom, pool, { ...much, seed })
  const ids = recalled.map((name) => hiding.idOf(name)).join('|')
  const slugs = recalled.map((name) => `quillfeather-(new-)?${slugOf(name)}`).join('|')
  const ofRecalled = new RegExp(`^/v1/articles/(${ids})(/[a-z-]+)?(\\?|$)|^/v1/articles/by-slug/en/(${slugs})(\\?|$)`)

  async function look(urls: string[], enough?: number) {
    const leaks = new Set<string>()
    const differences = await compare(newsrooms, urls, {
      see(url, { status, text, headers }) {
        if (wordsIn(url).length > 0 && status !== 410) return
        for (const word of wordsIn(`${text} ${JSON.stringify(headers)}`)) leaks.add(`${word} at ${url}`)
      },
      part: withoutSeq,
      enough,
      everyReader: much.everyReader,
    })
    return { differences, leaks: [...leaks] }
  }

  t.test('410 and the reason for what was recalled; else the same as if it had never been', async (t) => {
    const { differences, leaks } = await look(addresses)
    t.same(leaks, [])
    const strange = differences.filter((difference) => !isTrace(difference, ofRecalled))
    t.same(strange.slice(0, 5).map(told), [])
    const seen = new Set(differences.map(({ url }) => url.split('?')[0]))
    for (const name of recalled)
      for (const rest of ['', '/related-news', '/revisions', '/diff'])
        t.ok(
          seen.has(`/v1/articles/${hiding.idOf(name)}${rest}`),
          `${name} leaves its trace at ${rest || 'its address'}`,
        )
    for (const name of recalled)
      for (const slug of [slugOf(name), `new-${slugOf(name)}`])
        t.ok(seen.has(`/v1/articles/by-slug/en/quillfeather-${slug}`), `${name} leaves its trace at its slug ${slug}`)
  })

  t.test('410 with the replacement, and no internal reason', async (t) => {
    const { body } = await newsroom.get(`/v1/articles/${hiding.idOf('replaced')}`)
    t.match(body, { reason, erased: false, replacement: { id: hiding.idOf('port') } })
    t.match((await newsroom.get(`/v1/articles/${hiding.idOf('erased')}`)).body, { erased: true, replacement: null })
  })

  const faults: Record<string, (newsroom: TestNewsroom) => void> = {
    'the internal reason for the public one': ({ lifecycle: { history } }) => {
      const { listWithdrawals } = history
      history.listWithdrawals = async (queries, ids) =>
        (await listWithdrawals(queries, ids)).map((each) => ({ ...each, reason: each.internalReason ?? each.reason }))
    },
    '410 for what was only unpublished': ({ lifecycle: { history } }) => {
      const { listWithdrawals } = history
      history.listWithdrawals = async (queries, ids) => {
        const [known] = await listWithdrawals(queries, [hiding.idOf('withdrawn')])
        return known && ids.includes(hiding.idOf('unpublished')) ? [known] : listWithdrawals(queries, ids)
      }
    },
  }
  for (const [name, put] of Object.entries(faults))
    t.test(`410 that is found out when a fault is put in: ${name}`, async (t) => {
      const sound = { ...newsroom.lifecycle.history }
      put(newsroom)
      t.teardown(() => Object.assign(newsroom.lifecycle.history, sound))
      const { differences, leaks } = await look(addressesOf(newsroom, pool, { combinations: 1, step: 100, seed }))
      const strange = differences.filter((difference) => !isTrace(difference, ofRecalled))
      t.ok(strange.length > 0 || leaks.length > 0)
    })
})
