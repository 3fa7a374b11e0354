/** Checks who imports whom (.dependency-cruiser.cjs) and says how many modules were read: none would prove nothing. */
import { spawnSync } from 'node:child_process'

interface Cruise {
  modules: { source: string }[]
  summary: { violations: { from: string; to: string; cycle?: { name: string }[]; rule: { name: string } }[] }
}

const program = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'
const { stdout, stderr } = spawnSync(process.execPath, [program, '--output-type', 'json', 'src', 'bin'], {
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
})
const { modules, summary } = parse(stdout)
const own = modules.filter((module) => /^(src|bin)\//.test(module.source)).length

for (const { rule, from, to, cycle } of summary.violations) {
  const path = cycle ? cycle.map((step) => step.name).join(' → ') : to
  console.log(rule.name === 'no-orphans' ? `${rule.name}: ${to} is not reached` : `${rule.name}: ${from} → ${path}`)
}
console.log(`${own} modules read, ${summary.violations.length} forbidden imports`)
if (own === 0 || summary.violations.length > 0) process.exitCode = 1

function parse(json: string): Cruise {
  try {
    return JSON.parse(json)
  } catch {
    throw new Error(`dependency-cruiser gave no result: ${stderr || json}`)
  }
}
