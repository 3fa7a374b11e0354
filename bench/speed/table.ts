/** Results as tables of Markdown. */
import { type Figure, type Results, type Row, reaches, rowReaches, saidLimit } from './results.ts'

const whole = (value: number): string => Math.round(value).toLocaleString('en')
const precise = (value: number): string =>
  Number.isInteger(value) || value >= 100 ? whole(value) : value.toFixed(value >= 10 ? 1 : 2)
const verdict = (reached: boolean | undefined): string => (reached === undefined ? '' : reached ? 'met' : '**missed**')

const line = (cells: Array<string | number>): string => `| ${cells.join(' | ')} |`

/** A table with a row for each scenario of one size. */
function rowTable(rows: Row[], onPostgres: boolean): string[] {
  const database = onPostgres ? ['database CPU µs'] : []
  const header = [
    ...['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', ...database, 'MB', 'requests ÷ Fastify', 'CPU ÷ Fastify'],
    ...['requests ÷ node:http', 'goal', ''],
  ]
  const body = rows.map((row) => {
    const { masthead, ratios, goal } = row
    const said = goal ? `${goal.of === 'cpu' ? 'CPU' : 'requests'} ${saidLimit(goal)}` : ''
    const { requestsPerSecond, p50, p99, cpu, databaseCpu, memory } = masthead
    return line([
      ...[`${row.section}: ${row.name}`, whole(requestsPerSecond), precise(p50), precise(p99), precise(cpu)],
      ...(onPostgres ? [precise(databaseCpu)] : []),
      ...[whole(memory), ratios.requests.toFixed(2), ratios.cpu.toFixed(2), ratios.requestsOfNodeHttp.toFixed(2)],
      ...[said, verdict(rowReaches(row))],
    ])
  })
  return [line(header), line(header.map((_, index) => (index === 0 ? '---' : '---:'))), ...body]
}

function figureTable(figures: Figure[]): string[] {
  const body = figures.map((figure) =>
    line([
      `${figure.section}: ${figure.name}`,
      `${precise(figure.value)} ${figure.unit}`.trim(),
      ...[saidLimit(figure), verdict(reaches(figure.value, figure))],
    ]),
  )
  return [line(['', 'measured', 'goal', '']), line(['---', '---:', '---', '---']), ...body]
}

/** Sizes of the newsrooms that were measured. */
export const sizesOf = ({ rows, figures }: Results): number[] =>
  [...new Set([...rows, ...figures].flatMap(({ articles }) => articles ?? []))].sort((a, b) => a - b)

const headingOf = (articles: number, database: string): string =>
  `${articles.toLocaleString('en')} articles on ${database}`

/** Everything that was measured, as Markdown: tables for each size, each under a heading of this depth. */
export function tablesOf(results: Results, depth = 3): string {
  const { database, rows, figures } = results
  const parts = sizesOf(results).flatMap((articles) => {
    const measured = rows.filter((row) => row.articles === articles)
    const counted = figures.filter((figure) => figure.articles === articles)
    return [
      `${'#'.repeat(depth)} ${headingOf(articles, database)}`,
      ...(measured.length > 0 ? [rowTable(measured, database === 'PostgreSQL').join('\n')] : []),
      ...(counted.length > 0 ? [figureTable(counted).join('\n')] : []),
    ]
  })
  const general = figures.filter((figure) => figure.articles === null)
  if (general.length > 0)
    parts.push(`${'#'.repeat(depth)} Whatever the size, on ${database}`, figureTable(general).join('\n'))
  return parts.join('\n\n')
}

/** How many goals are met, and those that are not. */
export function verdictsOf({ rows, figures }: Results): { met: number; missed: string[] } {
  const judged = [
    ...rows.map((row) => ({
      ...row,
      reached: rowReaches(row),
      said: `${row.ratios[row.goal?.of ?? 'cpu'].toFixed(2)}`,
    })),
    ...figures.map((figure) => ({
      ...{ ...figure, reached: reaches(figure.value, figure), said: `${precise(figure.value)} ${figure.unit}` },
      goal: figure,
    })),
  ].filter(({ reached }) => reached !== undefined)
  return {
    met: judged.filter(({ reached }) => reached).length,
    missed: judged
      .filter(({ reached }) => !reached)
      .map(({ articles, section, name, said, goal }) =>
        `${articles ?? ''} ${section}: ${name}: ${said.trim()}, goal ${saidLimit(goal ?? {})}`.trim(),
      ),
  }
}

const marks = (name: string): [string, string] => [
  `<!-- ${name}: made by npm run bench:chart -->`,
  `<!-- ${name}: end -->`,
]

/** A page with a marked block written anew. Raises an error when the page has no such block. */
export function withBlock(page: string, name: string, content: string): string {
  const [begin, finish] = marks(name)
  const from = page.indexOf(begin)
  const to = page.indexOf(finish)
  if (from < 0 || to < from) throw new Error(`the page has no block between ${begin} and ${finish}`)
  return `${page.slice(0, from + begin.length)}\n\n${content}\n\n${page.slice(to)}`
}
