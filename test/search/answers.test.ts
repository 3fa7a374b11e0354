import fc from 'fast-check'
import t from 'tap'
import { headingOf, renderedOf } from '../../src/articles/rendered-row.ts'
import { knownQuery, parseQuery } from '../../src/search/query.ts'

/** The rendered text of a live article with this heading. */
const rowWith = (heading: {
  title: string
  originalTitle: string | null
  subtitle: string | null
  summary: string | null
}) =>
  renderedOf({
    ...{
      id: 'a',
      language: 'en',
      slug: 's',
      version: 1,
      sourceId: 'x',
      editorId: null,
      updatedAt: '',
      publishedAt: '',
    },
    document: {
      ...{ dateline: null, authors: [], coEditors: [], images: [], originalUrl: null, originalSource: null },
      ...{ wordCount: 1, characterCount: 1, readingMinutes: 1, corrections: [], rights: null, tagIds: [] },
      firstPublishedAt: '',
      ...heading,
    },
  } as never)

t.test('the heading of a rendered row is the one that the article has', async () => {
  const parts = [
    'Port',
    ' opens',
    '"',
    '","originalTitle":',
    ',"summary":',
    '\\',
    'null',
    '港',
    '\n',
    '\u0000',
    '…',
    ',"',
  ]
  const text = fc.array(fc.constantFrom(...parts), { maxLength: 5 }).map((chosen) => chosen.join(''))
  const plain = fc.constantFrom('', 'Port opens', '港口', 'null', ',')
  const any = fc.oneof(text, plain)
  const maybe = fc.option(any)
  const headings = fc.record({ title: any, originalTitle: maybe, subtitle: maybe, summary: maybe })
  fc.assert(
    fc.property(headings, (heading) => {
      const found = headingOf(rowWith(heading))
      return (['title', 'subtitle', 'summary'] as const).every((name) => found[name] === heading[name])
    }),
    { numRuns: 500 },
  )
})

t.test('a query is read once, however many are read in between', async (t) => {
  const query = knownQuery('port -"old harbour"')
  t.same(query, parseQuery('port -"old harbour"'))
  t.equal(knownQuery('port -"old harbour"'), query)
  for (let number = 0; number < 600; number++) knownQuery(`port ${number}`)
  t.not(knownQuery('port -"old harbour"'), query, 'what is not asked for again is not kept')
  t.same(knownQuery('port -"old harbour"'), query)
})
