/** What `npm run bench` makes of what it measures: medians, ratios, goals, tables and the chart. */
import t from 'tap'
import { chartOf } from '../../bench/speed/chart.ts'
import { rowOf } from '../../bench/speed/measure.ts'
import { type Figure, median, merged, type Reading, type Results, type Row } from '../../bench/speed/results.ts'
import { tablesOf, verdictsOf, withBlock } from '../../bench/speed/table.ts'

const reading = (more: Partial<Reading> = {}): Reading => ({
  ...{ requestsPerSecond: 1000, cpu: 100, databaseCpu: 0, p50: 1, p99: 2, bytes: 500, memory: 90, failures: 0 },
  ...more,
})

const row = (more: Partial<Row> = {}): Row => ({
  ...{ articles: 1000, section: 'cached', name: 'list', at: '2026-11-22T10:00:00Z', load: 1 },
  ...{ masthead: reading(), fastify: reading(), nodeHttp: reading() },
  ratios: { requests: 0.9, cpu: 1.1, requestsOfNodeHttp: 0.7 },
  ...more,
})

const figure = (more: Partial<Figure> = {}): Figure => ({
  ...{ articles: 1000, section: 'process', name: 'start', value: 800, unit: 'ms', at: '2026-11-22T10:00:00Z', load: 1 },
  ...more,
})

const results = (rows: Row[], figures: Figure[] = []): Results => ({
  ...{ database: 'SQLite', machine: '2 × Xeon', node: 'v26.10.0', seconds: 5, rounds: 3, rows, figures },
})

t.test('the median of an even number is the mean of the two in the middle', async (t) => {
  t.equal(median([9, 1, 5]), 5)
  t.equal(median([4, 1, 2, 9]), 3)
})

t.test('a ratio is the median of the ratios of the rounds, not the ratio of medians', async (t) => {
  const round = (ours: number, theirs: number) => ({
    masthead: reading({ requestsPerSecond: ours, cpu: 1e6 / ours }),
    fastify: reading({ requestsPerSecond: theirs, cpu: 1e6 / theirs }),
    nodeHttp: reading({ requestsPerSecond: theirs * 2 }),
  })
  const { ratios } = rowOf([round(90, 100), round(40, 80), round(300, 300)])
  t.equal(ratios.requests, 0.9)
  t.equal(ratios.requestsOfNodeHttp, 0.45)
  t.ok(Math.abs(ratios.cpu - 1 / 0.9) < 1e-9, 'of CPU, the other way round')
})

t.test('failures of all rounds count, and the most memory of any', async (t) => {
  const round = (failures: number, memory: number) => ({
    ...{ masthead: reading({ failures, memory }), fastify: reading(), nodeHttp: reading() },
  })
  const { masthead } = rowOf([round(1, 80), round(0, 120), round(2, 90)])
  t.equal(masthead.failures, 3)
  t.equal(masthead.memory, 120)
})

t.test('a goal is met at its limit, missed below it, and never met with failures', async (t) => {
  const goal = { of: 'requests' as const, atLeast: 0.9 }
  const slow = { ratios: { requests: 0.89, cpu: 1, requestsOfNodeHttp: 1 } }
  const rows = [
    row({ name: 'at the limit', goal }),
    row({ name: 'below', goal, ...slow }),
    row({ name: 'failing', goal, masthead: reading({ failures: 1 }) }),
    row({ name: 'without a goal' }),
  ]
  const { met, missed } = verdictsOf(results(rows, [figure({ atMost: 1000 }), figure({ name: 'slow', atMost: 700 })]))
  t.equal(met, 2)
  t.match(missed, [/below: 0\.89, goal ≥ 0\.9/, /failing/, /slow: 800 ms, goal ≤ 700/])
  t.equal(missed.length, 3)
})

t.test('a part that is measured again takes the place of what was measured before', async (t) => {
  const old = results([row(), row({ name: 'detail' })], [figure({ articles: null, value: 1 })])
  const fresh = results([row({ load: 7 }), row({ articles: 5000 })], [figure({ articles: null, value: 2 })])
  const both = merged(old, fresh)
  t.same(
    both.rows.map(({ articles, name, load }) => [articles, name, load]),
    [
      [1000, 'list', 7],
      [1000, 'detail', 1],
      [5000, 'list', 1],
    ],
  )
  t.same(both.figures, fresh.figures)
})

t.test('the tables have each size, ratio and verdict', async (t) => {
  const rows = [row({ goal: { of: 'requests', atLeast: 0.85 } }), row({ articles: 100_000, section: 'uncached' })]
  const text = tablesOf(results(rows, [figure({ articles: null, name: 'installation', unit: 'MB', atMost: 100 })]))
  t.match(text, /### 1,000 articles on SQLite/)
  t.match(text, /\| cached: list \| 1,000 \| .*\| 0\.90 \| 1\.10 \| 0\.70 \| requests ≥ 0\.85 \| met \|/)
  t.match(text, /### 100,000 articles on SQLite/)
  t.match(text, /\| process: installation \| 800 MB \| ≤ 100 \| \*\*missed\*\* \|/)
  const widths = text.split('\n').filter((line) => line.startsWith('| ') || line.startsWith('| ---'))
  t.ok(new Set(widths.slice(0, 3).map((line) => line.split('|').length)).size === 1, 'as many cells in each line')
})

t.test('a block of a page is written anew, and nothing around it', async (t) => {
  const page = 'before\n<!-- bench: made by npm run bench:chart -->\n\nold\n\n<!-- bench: end -->\nafter\n'
  const written = withBlock(page, 'bench', 'new')
  t.equal(written, page.replace('old', 'new'))
  t.equal(withBlock(written, 'bench', 'new'), written, 'again the same')
  t.throws(() => withBlock('no block', 'bench', 'new'), /no block/)
})

t.test('the chart draws bars as long as their ratios, with their goals', async (t) => {
  const rows = [
    row({ goal: { of: 'requests', atLeast: 0.9 } }),
    row({
      name: 'a < b',
      ratios: { requests: 0.45, cpu: 1, requestsOfNodeHttp: 1 },
      goal: { of: 'requests', atLeast: 0.9 },
    }),
    row({
      section: 'uncached',
      ratios: { requests: 0.2, cpu: 8, requestsOfNodeHttp: 1 },
      goal: { of: 'cpu', atMost: 4 },
    }),
    row({ articles: 5, name: 'of another size' }),
  ]
  const svg = chartOf(results(rows))
  const lengths = [...svg.matchAll(/class="(?:bar|missed)" .*? width="([\d.]+)"/g)].map(([, width]) => Number(width))
  t.equal(lengths.length, 3, 'the rows of the largest size')
  t.ok(Math.abs((lengths[0] as number) / (lengths[1] as number) - 2) < 0.01)
  t.equal([...svg.matchAll(/class="missed" x/g)].length, 2)
  t.equal([...svg.matchAll(/class="goal"/g)].length, 3)
  t.match(svg, /a &lt; b/)
  t.match(svg, /prefers-color-scheme: dark/)
  t.throws(() => chartOf(results([])), /nothing to draw/)
})
