import fc from 'fast-check'
import { marked } from 'marked'
import t from 'tap'
import type { FeedItem } from '../../src/feeds/item.ts'
import { markdownArticle, textArticle } from '../../src/feeds/text/index.ts'
import { cleanText, htmlToText } from '../../src/lib/html.ts'
import { page } from '../imports/read-page.ts'
import { bare, nameless, publication, whole } from './sample-article.ts'

const chinese: FeedItem = {
  ...whole,
  language: 'zh-Hans',
  title: '海雁港新码头启用',
  summary: '首艘船于周四靠港。',
  text: '首艘船于周四靠港。\n\n更多船将到来。',
  authors: ['周敏'],
  editor: { id: 'e', slug: 'zheng-chen', name: '郑晨' },
  coEditors: ['李娜'],
  source: { ...whole.source, name: '安徽新闻' },
  relatedNews: [{ id: null, title: '港口规划', url: null }],
  corrections: [],
}

/** The text of the first element of this name, as a reader of the Markdown sees it. */
const shown = (markdown: string, name: string): string | undefined => {
  const html = marked.parse(markdown, { async: false })
  const [, inner] = new RegExp(`<${name}>([^]*?)</${name}>`).exec(html) ?? []
  return inner === undefined ? undefined : htmlToText(inner)
}

t.test('Markdown: every part of an article, in its order', async (t) => {
  t.equal(
    markdownArticle(whole, publication),
    `# New port terminal opens in Haiyan

*First ship on Thursday*

> **Correction** (2024-06-23T01:02:03Z)  
> It was the second ship.

> **Update** (2024-06-22T01:02:03Z)  
> A quote was added.

- Author: Zhou Min, Ana Lima
- Source: [Anhui News](<https://english.anhuinews.example/2024/06/21/port.html>)
- Pub Date: 2024-06-21T08:53:00Z
- Updated: 2024-06-23T01:02:03Z
- Editor: Zheng Chen, Li Na
- Dateline: HAIYAN, 2024-06-20
- Original Title: 海雁港新码头启用

**The first ship docked on Thursday.**

The first ship docked on **Thursday**.

More will come.

Tags: Business, Ports

## Translations

- [海雁港新码头启用](<https://www.qinghenews.example/zh-Hans/hai-yan-gang>) (zh-Hans)

## Related News

- [Port planned for 2024](<https://www.qinghenews.example/en/port-planned>)
- [Ships of the world](<https://ships.example/world>)
- The ultra-high growth rate of Huoqiu foie ...

---

© 2024 Anhui News  
Terms of use: Free to republish with credit.  
Licence: <https://creativecommons.org/licenses/by-nd/4.0/>  
[Qinghe News](<https://www.qinghenews.example/>), <desk@qinghenews.example>, 0551-65179860-203
`,
  )
})

t.test('Markdown: what an article lacks leaves no heading and no label behind', async (t) => {
  t.equal(
    markdownArticle(bare, nameless),
    `# New port terminal opens in Haiyan

- Source: Anhui News
- Pub Date: 2024-06-21T08:53:00Z

The first ship docked on **Thursday**.

More will come.

---

Qinghe News
`,
  )
  const summaryOnly = markdownArticle({ ...whole, html: null, text: null, markdown: null }, publication)
  t.notMatch(summaryOnly, 'More will come')
  t.match(summaryOnly, '**The first ship docked on Thursday.**')
})

t.test('Markdown: labels of a Chinese article are Chinese', async (t) => {
  const markdown = markdownArticle(chinese, publication)
  for (const label of ['作者：周敏', '来源：', '发布时间：', '责任编辑：郑晨、李娜', '标签：', '## 相关新闻'])
    t.match(markdown, label)
  t.match(markdownArticle({ ...chinese, language: 'zh' }, publication), '责任编辑：')
  t.match(markdownArticle({ ...chinese, language: 'zha' }, publication), 'Editor: ', 'Zhuang is not Chinese')
})

t.test('Markdown: one-line fields are shown letter for letter', async (t) => {
  const titles = [
    '# Not a heading #',
    '1. Not a list',
    '- nor this',
    '*no* _emphasis_ `no code` ~~no strike~~',
    '[no link](https://evil.example) ![no image](x) <script>alert(1)</script>',
    '&lt;b&gt; &amp;lt; &copy; AT&T',
    'a \\ b \\* c',
    '> no quote',
    '港 \u202e🧨 𠀋',
    '2024 RCEP (Huangshan) Forum - Hefei!',
  ]
  for (const title of titles) {
    const markdown = markdownArticle({ ...whole, title, authors: [title] }, publication)
    t.equal(shown(markdown, 'h1'), title, title)
    t.equal(shown(markdown, 'li'), `Author: ${title}`, `${title} as an author`)
  }
  const split = markdownArticle({ ...whole, title: 'two\nlines\u0000 \ud800' }, publication)
  t.equal(split.split('\n', 1)[0], '# two lines', 'no line breaks, control characters or halves of pairs')
})

t.test('Markdown: any title, author and correction reads back', async () => {
  const unit = fc.constantFrom(...'ab1.)-+*_`~[]()<>#!&;:|\\"\' \n=港🧨', '&amp;', 'www.', 'http://')
  fc.assert(
    fc.property(fc.string({ unit, minLength: 1 }), (text) => {
      const clean = cleanText(`x${text}y`)
      const title = `${cleanText(text)}z`
      const markdown = markdownArticle(
        { ...whole, title, corrections: [{ id: 'c', version: 2, kind: 'update', notice: `${text}z`, at: 'then' }] },
        publication,
      )
      const author = markdownArticle({ ...whole, authors: [clean] }, publication)
      const quoted = shown(markdown, 'blockquote') ?? ''
      return (
        shown(markdown, 'h1') === title &&
        shown(author, 'li') === `Author: ${clean}` &&
        cleanText(quoted) === cleanText(`Update (then) ${text}z`)
      )
    }),
    { numRuns: 300 },
  )
})

t.test('plain text: every part of an article in the layout of a news page', async (t) => {
  t.equal(
    textArticle(whole, publication),
    `New port terminal opens in Haiyan

Pub Date:2024-06-21 16:53 Source:Anhui News

Author:Zhou Min, Ana Lima

Original Title:海雁港新码头启用

Summary:The first ship docked on Thursday.

Tags:Business, Ports

Dateline:HAIYAN, 2024-06-20

URL:https://www.qinghenews.example/en/new-port

Correction (2024-06-23 09:02) It was the second ship.

Update (2024-06-22 09:02) A quote was added.

The first ship docked on Thursday.

More will come.

Editor:Zheng Chen, Li Na

Related News
Port planned for 2024
Ships of the world
The ultra-high growth rate of Huoqiu foie ...

Contact Us
E-mail desk@qinghenews.example Phone 0551-65179860-203

© 2024 Anhui News

Terms of use:Free to republish with credit.
Licence:https://creativecommons.org/licenses/by-nd/4.0/
`,
  )
  t.equal(
    textArticle(bare, nameless),
    `New port terminal opens in Haiyan

Pub Date:2024-06-21 16:53 Source:Anhui News

URL:https://www.qinghenews.example/en/new-port

The first ship docked on Thursday.

More will come.
`,
  )
})

t.test('plain text: the summary stands for a body that the reader has not', async (t) => {
  const text = textArticle({ ...whole, html: null, text: null, markdown: null }, publication)
  t.notMatch(text, /More will come|Summary:/)
  t.match(text, '\n\nThe first ship docked on Thursday.\n\nEditor:')
})

t.test('plain text: a page that is imported reads the same article back', async (t) => {
  for (const item of [{ ...whole, corrections: [] }, chinese]) {
    t.match(page(textArticle(item, publication)), {
      title: item.title,
      language: item.language,
      publishedAt: { value: item.firstPublishedAt },
      source: item.source.name,
      authors: item.authors,
      editors: [item.editor?.name, ...item.coEditors],
      originalTitle: item.originalTitle,
      summary: item.summary,
      tags: item.tags.map(({ label }) => label),
      dateline: item.dateline,
      url: item.url,
      paragraphs: item.text?.split('\n\n'),
      relatedNews: item.relatedNews.map(({ title }) => ({ title })),
      contact: publication.contact,
      copyright: item.usage.copyrightNotice,
    })
  }
})

t.test('plain text: fields stay on their lines, and nothing is in it that no text can hold', async (t) => {
  const text = textArticle(
    {
      ...whole,
      title: 'A\nB\u0000',
      authors: Array.from({ length: 10 }, (_, index) => `Author\n${index}`),
      text: 'one\r\n\r\ntwo\ud800\u0007 🧨 </p> &amp;lt;',
    },
    publication,
  )
  t.equal(text.split('\n', 1)[0], 'A B')
  t.match(text, `Author:${Array.from({ length: 10 }, (_, index) => `Author ${index}`).join(', ')}\n`)
  t.match(text, '\n\none\n\ntwo 🧨 </p> &amp;lt;\n\n', 'text is not HTML')
})
