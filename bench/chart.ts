/**
 * Draws docs/bench.svg and writes the tables of docs/performance.md, both from bench/results/bench.json and
 * bench-postgres.json. Usage: npm run bench:chart
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chartOf } from './speed/chart.ts'
import type { Results } from './speed/results.ts'
import { tablesOf, withBlock } from './speed/table.ts'

const docs = join(import.meta.dirname, '../docs')

function kept(name: string): Results | undefined {
  const file = join(import.meta.dirname, 'results', name)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined
}

const conditionsOf = ({ database, machine, node, seconds, rounds, rows, figures }: Results): string => {
  const times = [...rows, ...figures].map(({ at }) => at.slice(0, 10)).sort()
  const loads = [...rows, ...figures].map(({ load }) => load)
  const days = times[0] === times.at(-1) ? times[0] : `${times[0]} to ${times.at(-1)}`
  return `${database}: ${days}, ${machine}, Node ${node}, the last run with ${rounds} rounds of ${seconds} s, load of the machine ${Math.min(...loads)} to ${Math.max(...loads)}.`
}

const all = [kept('bench.json'), kept('bench-postgres.json')].filter((each) => each !== undefined)
if (!all[0]) throw new Error('nothing was measured yet: npm run bench')
writeFileSync(join(docs, 'bench.svg'), chartOf(all[0]))
const page = join(docs, 'performance.md')
const content = all.map((results) => `${conditionsOf(results)}\n\n${tablesOf(results, 4)}`).join('\n\n')
writeFileSync(page, withBlock(readFileSync(page, 'utf8'), 'bench', content))
console.log('docs/bench.svg and docs/performance.md are written')
