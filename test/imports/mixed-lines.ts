/** A file with everything that an import may meet, most of it new articles: what bulk and single import are compared by. */

type Line = Record<string, unknown>

const idOf = (number: number): string => `01907c3e-5a80-7d2e-9f5b-${number.toString(16).padStart(12, '0')}`

const words = 'harbour ferry council budget storm bridge school market train harvest museum election'.split(' ')
const runs = ['新港口开通', '渡轮停航', '市议会通过预算', '风暴过后大桥重开', '学校食堂', '农贸市场']

function paragraphs(number: number, language: string): string {
  const sentence = (place: number): string =>
    language === 'en'
      ? `The ${words[(number + place) % 12]} of <em>${words[(number * 5 + place) % 12]}</em> opened in Haiyan with ${number + place} guests.`
      : `${runs[(number + place) % 6]}，${number}人在海晏县参加${runs[(number * 5 + place) % 6]}。`
  return Array.from({ length: 4 }, (_, place) => `<p>${sentence(place)}</p>`).join('')
}

function article(number: number, more: Line = {}): Line {
  const language = number % 5 === 0 ? 'zh-Hans' : 'en'
  const title =
    language === 'en'
      ? `Plain report ${number} on the ${words[number % 12]} and the ${words[(number * 7) % 12]}`
      : `${runs[number % 6]}：第${number}号报道`
  return {
    ...{ type: 'article', id: idOf(number), externalId: `plain-${number}`, title, language },
    ...{
      source: number % 3 === 0 ? 'desk' : 'wire',
      editor: 'lin-yue',
      tags: ['port', ...(number % 2 ? ['city'] : [])],
    },
    authors: [`Author ${number % 7}`],
    publishedAt: `2024-0${1 + (number % 9)}-11T08:${String(number % 60).padStart(2, '0')}:00Z`,
    body: { html: paragraphs(number, language) },
    ...more,
  }
}

const catalogue: Line[] = [
  { type: 'source', slug: 'desk', name: 'Desk', kind: 'own' },
  { type: 'source', slug: 'wire', name: 'Wire', rights: { syndication: 'open' } },
  { type: 'source', slug: 'quiet', name: 'Quiet', listed: false },
  { type: 'editor', slug: 'lin-yue', name: 'Lin Yue' },
  { type: 'tag', slug: 'port', kind: 'topic', labels: { en: 'Port' } },
  { type: 'tag', slug: 'city', kind: 'section', labels: { en: 'City' } },
  { type: 'tag', slug: 'shore', kind: 'topic', labels: { en: 'Shore' }, listed: false },
  { type: 'tag', slug: 'quay', kind: 'topic', labels: { en: 'Quay' }, parent: 'shore', listed: false },
]

const link = (number: number): Line => ({ article: idOf(number) })
const published = '2024-03-03T03:03:03Z'

/** Lines of which the single ones, the faulty ones and the new ones stand between one another. */
const odd: Line[] = [
  article(300, { title: 'The same title as another', externalId: 'o-300' }),
  article(301, { title: 'The same title as another' }),
  article(302, { title: 'The same title as another', slug: 'a-slug-of-its-own' }),
  article(303, { slug: 'a-slug-of-its-own' }),
  article(304, { externalId: 'plain-301', id: undefined, title: 'The article 301 in other words' }),
  article(305, { tags: ['port', 'not-there-yet'] }),
  article(306, { source: { name: 'A Printed Name' } }),
  article(307, { source: { name: 'Wire' }, editor: { name: 'Lin Yue' }, tags: ['quay'] }),
  article(308, { source: 'quiet' }),
  article(309, { editor: null, tags: undefined, authors: [] }),
  article(310, { state: 'draft' }),
  article(311, { state: 'scheduled', publishAt: '2026-12-24T18:00:00Z' }),
  article(312, { state: 'withdrawn', version: 2, withdrawal: { reason: 'wrong', at: published } }),
  article(313, { embargoUntil: '2024-01-01T00:00:00Z', expiresAt: '2027-01-01T00:00:00Z' }),
  article(314, { embargoUntil: '2027-01-01T00:00:00Z' }),
  article(315, { publishedAt: '2027-01-01T00:00:00Z' }),
  article(316, { publishedAt: undefined, version: 7 }),
  article(317, { title: '' }),
  article(318, { language: 'no language' }),
  article(319, { rights: { syndication: 'none', endsAt: '2027-01-01T00:00:00Z' } }),
  article(320, { rights: { syndication: 'none', endsAt: '2027-01-01T00:00:01Z' } }),
  article(321, {
    ...{ version: 2, updatedAt: '2024-05-05T05:05:05Z', publishedAt: published },
    corrections: [
      { id: idOf(901), version: 2, kind: 'correction', notice: 'A number was wrong.', blocks: [], at: published },
      { id: idOf(902), version: 2, kind: 'clarification', notice: 'Said better.', blocks: [], at: published },
    ],
  }),
  article(322, { publishedAt: published }),
  article(323, { publishedAt: published }),
  article(324, { id: idOf(323), externalId: 'another' }),
  article(325, { language: 'fr', translationOf: idOf(323) }),
  article(326, { language: 'de', translationOf: idOf(325) }),
  article(327, { language: 'es', translationOf: idOf(340) }),
  article(328, { language: 'it', translationOf: idOf(327) }),
  article(329, { language: 'en', translationOf: idOf(323) }),
  article(331, { relatedNews: [link(322), link(345), { title: 'Plain report 344 on the' }] }),
  article(332, { relatedNews: [link(322), link(321)] }),
  article(333, { relatedNews: [link(346), link(999)] }),
  article(334, { relatedNews: [link(334)] }),
  article(336, { relatedNews: [link(322), link(322)] }),
  article(337, { relatedNews: [{ ...link(322), kind: 'imported' }, link(321)] }),
  article(338, { relatedNews: [], images: [{ url: 'https://media.example/1.jpg', alt: 'A quay' }] }),
  article(339, { body: { markdown: '# A heading\n\n- one\n- two\n\n> Said *somebody*.' } }),
  ...[340, 341, 342, 343, 344, 345, 346, 347].map((number) => article(number)),
  article(348, { title: 'Awaited by a printed title: the whole of it' }),
  article(349, { title: 'Awaited by two printed titles, the first' }),
  article(350, { title: 'Awaited by two printed titles, the second' }),
  ...[351, 352, 353, 354].map((number) => article(number)),
  article(355, { id: undefined, externalId: 'plain-354', source: 'desk', title: 'The article 354 again' }),
  article(356, {
    body: {
      blocks: [
        { type: 'paragraph', id: 'same', html: 'a' },
        { type: 'paragraph', id: 'same', html: 'b' },
      ],
    },
  }),
]

/** Lines that are there before, and those that are compared. */
export function mixedLines(): { before: string[]; lines: string[] } {
  const before = [
    ...catalogue,
    article(1, { relatedNews: [{ title: 'Awaited by a printed...' }, { title: 'Awaited by two printed...' }] }),
    article(2),
  ]
  const plain = Array.from({ length: 90 }, (_, index) => article(10 + index))
  const more = Array.from({ length: 30 }, (_, index) => article(400 + index))
  const broken = ['{"type":', '[]', JSON.stringify(article(500)).replace('Plain', 'A\\u0000B'), '{"type":"poem"}']
  const again = [article(12), article(2), article(13, { title: 'The article 13 in other words' })]
  const lines = [...catalogue, ...plain, ...odd, ...again, ...more].map((line) => JSON.stringify(line))
  return {
    before: before.map((line) => JSON.stringify(line)),
    lines: [...lines.slice(0, 60), ...broken, ...lines.slice(60)],
  }
}

/** A file of nothing but new articles and what they name. */
export const plainLines = (count: number): string[] =>
  [...catalogue, ...Array.from({ length: count }, (_, index) => article(10 + index))].map((line) =>
    JSON.stringify(line),
  )
