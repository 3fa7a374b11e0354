/**
 * Writes openapi/openapi.json as the schemas say it. With --check it writes nothing, and fails when the committed
 * document is not the server's own.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = 'openapi'
const file = `${folder}/openapi.json`
const current = execFileSync(process.execPath, ['bin/masthead.js', 'openapi'], {
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
  stdio: ['ignore', 'pipe', 'inherit'],
})

if (!process.argv.includes('--check')) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, current)
} else {
  const committed = readFileSync(file, 'utf8')
  if (current !== committed) {
    console.error(`${file} is not what the schemas say: run "npm run openapi" and commit it`)
    console.error(firstDifference(committed.split('\n'), current.split('\n')))
    process.exit(1)
  }
}
const { paths, components } = JSON.parse(current)
console.log(`${file}: ${Object.keys(paths).length} paths, ${Object.keys(components.schemas).length} schemas`)

function firstDifference(committed: string[], now: string[]): string {
  const at = now.findIndex((text, index) => text !== committed[index])
  const line = at === -1 ? now.length : at
  return `line ${line + 1}\n- ${committed[line] ?? '(end)'}\n+ ${now[line] ?? '(end)'}`
}
