/** A chart of the ratios to bare Fastify, as an SVG that is readable on light and on dark pages. */
import type { Results, Row } from './results.ts'
import { rowReaches, saidLimit } from './results.ts'
import { sizesOf } from './table.ts'

const width = 860
const labels = 360
const barWidth = width - labels - 90
const barHeight = 16
const step = 26
const top = 54

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 15px }
  .quiet { fill: #59636e; font-size: 12px }
  .track { fill: #eaeef2 }
  .bar { fill: #2c7be5 }
  .missed { fill: #cf222e }
  .goal { stroke: #1f2328; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .track { fill: #2a313c }
    .bar { fill: #58a6ff }
    .missed { fill: #ff7b72 }
    .goal { stroke: #e6edf3 }
  }`

interface Bar {
  label: string
  value: number
  goal: number | undefined
  isMissed: boolean
  said: string
}

const barOf = (row: Row, of: 'requests' | 'cpu'): Bar => ({
  label: `${row.section}: ${row.name}`,
  value: row.ratios[of],
  goal: row.goal?.of === of ? (row.goal.atLeast ?? row.goal.atMost) : undefined,
  isMissed: rowReaches(row) === false,
  said: `${row.ratios[of].toFixed(2)}${row.goal?.of === of ? ` (${saidLimit(row.goal)})` : ''}`,
})

/** Bars under a title, from this height on. */
function group(title: string, bars: Bar[], from: number): string {
  const most = Math.max(1, ...bars.flatMap(({ value, goal }) => [value, goal ?? 0]))
  const lengthOf = (value: number) => Math.round((value / most) * barWidth * 10) / 10
  const lines = bars.map(({ label, value, goal, isMissed, said }, index) => {
    const y = from + 16 + index * step
    const at = labels + lengthOf(goal ?? 0)
    return [
      `  <text x="${labels - 10}" y="${y + 13}" text-anchor="end">${escaped(label)}</text>`,
      `  <rect class="track" x="${labels}" y="${y}" width="${barWidth}" height="${barHeight}" rx="2"/>`,
      `  <rect class="${isMissed ? 'missed' : 'bar'}" x="${labels}" y="${y}" width="${lengthOf(value)}" height="${barHeight}" rx="2"/>`,
      ...(goal === undefined
        ? []
        : [`  <line class="goal" x1="${at}" y1="${y - 3}" x2="${at}" y2="${y + barHeight + 3}"/>`]),
      `  <text class="quiet" x="${labels + barWidth + 8}" y="${y + 13}">${escaped(said)}</text>`,
    ].join('\n')
  })
  return [`  <text class="title" x="0" y="${from}">${escaped(title)}</text>`, ...lines].join('\n')
}

const heightOf = (bars: Bar[]): number => (bars.length === 0 ? 0 : 50 + bars.length * step)

/** Draws the rows of one size, by default the largest one that was measured. Raises an error when there are none. */
export function chartOf(results: Results, articles = sizesOf(results).at(-1)): string {
  const rows = results.rows.filter((row) => row.articles === articles)
  if (articles === undefined || rows.length === 0) throw new Error('there is nothing to draw')
  const served = rows.filter(({ section }) => section !== 'uncached').map((row) => barOf(row, 'requests'))
  const worked = rows.filter(({ section }) => section === 'uncached').map((row) => barOf(row, 'cpu'))
  const height = top + heightOf(served) + heightOf(worked)
  const title = `Masthead against bare Fastify sending the same bytes, ${articles.toLocaleString('en')} articles on ${results.database}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `  <title>${escaped(title)}</title>`,
    `  <style>${style}\n  </style>`,
    `  <text class="quiet" x="0" y="16">${escaped(title)}</text>`,
    ...(served.length > 0 ? [group('Requests per second ÷ bare Fastify (longer is better)', served, top)] : []),
    ...(worked.length > 0
      ? [group('CPU per request ÷ bare Fastify, without a cache (shorter is better)', worked, top + heightOf(served))]
      : []),
    '</svg>',
    '',
  ].join('\n')
}
