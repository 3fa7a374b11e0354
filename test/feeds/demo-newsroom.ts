/** A newsroom with the whole demo, with articles that are hostile to formats, and with some that readers have no longer. */
import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Test } from 'tap'
import { readPages } from '../../src/cli/pages.ts'
import type { ImportItem } from '../../src/imports/index.ts'
import { lifeOf } from '../support/life.ts'
import { actor, openNewsroom, type TestNewsroom } from '../support/newsroom.ts'

const demo = resolve(import.meta.dirname, '../../demo')

/** Loads the demo as `masthead demo` does, and moves the clock behind it. Answers the ids of its articles. */
async function loadDemo({ imports, clock }: TestNewsroom): Promise<string[]> {
  const items: ImportItem[] = []
  const lines = createInterface({ input: createReadStream(resolve(demo, 'newsroom.ndjson')) })
  await imports.importLines(lines, { file: null, draft: false, actor, mayChangeSite: true }, () => {})
  await imports.importPages(readPages([resolve(demo, 'pages')], { draft: false, actor }), (item) => items.push(item))
  clock.forward(3600)
  return items.flatMap(({ articleId }) => articleId ?? [])
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** An article with this text wherever an article has text. */
const filledWith = (text: string): Record<string, unknown> => ({
  title: text,
  subtitle: text,
  summary: text,
  originalTitle: text,
  dateline: { place: text, date: '2026-10-31' },
  authors: [text],
  coEditors: [text],
  images: [{ url: 'https://images.example/a.png?a=1&b=2', alt: text, caption: text, credit: text }],
  originalUrl: 'https://elsewhere.example/?a=1&b=2',
  rights: { copyrightNotice: text, usageTerms: text },
  body: {
    blocks: [
      { type: 'paragraph', html: escaped(text) },
      { type: 'quote', html: escaped(text), citation: text },
      { type: 'list', ordered: false, items: [escaped(text), '<strong>a</strong><br>b'] },
      { type: 'table', caption: text, header: [escaped(text), 'b'], rows: [['1', escaped(text)]] },
    ],
  },
})

/** A megabyte of prose, and of what must be escaped. */
const large = `<p>${'Ships &amp; ports ]]&gt; &lt;docked&gt; on Thursday. '.repeat(40)}</p>`.repeat(485)

/** What is hostile to which format: C0 controls, ends of CDATA and scripts, references, directions, planes, sizes. */
export const hostile: Record<string, Record<string, unknown>> = {
  'an end of CDATA': filledWith('a ]]> b <![CDATA[c]]> d'),
  'an end of a script': filledWith('a </script><script>alert(1)</script> <!-- b --> c'),
  'control characters': filledWith('a\u0001b\u0008c\u000bd\u000ce\u001ff\u007fg\u0085h\ufffei\uffffj'),
  'a direction': { ...filledWith('שלום עולם \u202eמרחבא\u202c مرحبا \u2067بالعالم\u2069'), language: 'ar' },
  'ten authors': { authors: Array.from({ length: 10 }, (_, index) => `Author ${index}, Jr. & "Sons"`) },
  'no image': { images: [], summary: null },
  'astral characters': { ...filledWith('👩🏽‍🚀 𠮷野家 𝒳 🇵🇹 \u2028 line'), language: 'zh-Hans' },
  'a reference twice': filledWith('&amp;lt; &lt;b&gt; &#x0; &nbsp; &unknown; AT&T % %s'),
  'a megabyte': { body: { html: large } },
}

/** What is told of the articles that were corrected, and of the one that was withdrawn. */
export const notice = 'It was ]]> two &amp;lt; </script> years,\nnot three.'
export const withdrawalReason = 'Forged: a ]]> & <b>.'

/** Loads and makes it all. */
export async function openDemo(t: Test) {
  const newsroom = await openNewsroom(t)
  const { clock, article, carryOutDue } = newsroom
  const life = lifeOf(newsroom)
  const demoIds = await loadDemo(newsroom)
  const named = new Map<string, string>()
  for (const [name, input] of Object.entries(hostile)) {
    clock.forward(60)
    const { body } = await article({ title: `Story with ${name}`, ...input }, { publish: true })
    named.set(name, body.id)
  }
  clock.forward(60)
  const gone = { withdrawn: '', unpublished: '', expired: '', erased: '' }
  for (const name of Object.keys(gone) as Array<keyof typeof gone>)
    gone[name] = (await article({ ...filledWith('gone ]]> & <'), title: `Gone: ${name}` }, { publish: true })).body.id
  const draft = (await article({ title: 'Never published' })).body.id
  clock.forward(60)
  const corrected = [demoIds[0], demoIds[40], named.get('an end of CDATA'), named.get('a direction')] as string[]
  const answers = [
    ...(await Promise.all(corrected.map((id) => life.correct(id, { kind: 'correction', notice })))),
    await life.withdraw(gone.withdrawn, { reason: withdrawalReason, replacement: demoIds[1] }),
    await life.unpublish(gone.unpublished),
    await life.publish(gone.expired, { expiresAt: new Date(clock.at.getTime() + 60_000).toISOString() }),
    await life.erase(gone.erased, { reason: 'A court & its order.' }),
  ]
  for (const { status, text } of answers) if (status >= 300) throw new Error(text)
  clock.forward(60)
  if ((await carryOutDue()) !== 1) throw new Error('nothing has expired')
  return { newsroom, live: [...demoIds, ...named.values()], hostile: named, corrected, gone, draft }
}
