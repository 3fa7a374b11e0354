/** Holds the documents to the code: settings, problems, npm scripts and links. Prints what is wrong, all of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { ConfigSchema } from '../src/config.ts'
import { problemTypes } from '../src/http/problems.ts'

const wrong: string[] = []
const documents = markdownFiles('.')

const settings = checkSettings()
const problems = checkProblems()
const scripts = checkScripts()
const links = documents.reduce((count, file) => count + checkLinks(file), 0)

for (const text of wrong) console.log(text)
console.log(
  `${settings} settings, ${problems} problems, ${scripts} mentions of npm scripts, ${links} links in ${documents.length} documents checked, ${wrong.length} wrong`,
)
if (wrong.length > 0) process.exitCode = 1

/** `.env.example` names every setting of the configuration and no other, set or commented out. */
function checkSettings(): number {
  const names = [...readFileSync('.env.example', 'utf8').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(
    (match) => match[1] ?? '',
  )
  const known = Object.keys(ConfigSchema.properties)
  compare('.env.example', names, 'the configuration (src/config.ts)', known)
  return known.length
}

/** docs/problems.md has a heading for every problem and no other, each with the status and the title that are sent. */
function checkProblems(): number {
  const file = 'docs/problems.md'
  const sections = readFileSync(file, 'utf8').split(/^## /m).slice(1)
  const types = Object.entries(problemTypes)
  const text = new Map(sections.map((section) => [section.split('\n')[0]?.replaceAll('`', '').trim() ?? '', section]))
  compare(
    file,
    [...text.keys()],
    'the problem table (src/http/problems.ts)',
    types.map(([name]) => name),
  )
  for (const [name, { status, title }] of types) {
    const section = text.get(name)
    if (section && !new RegExp(`\\b${status}\\b`).test(section))
      wrong.push(`${file}: ${name} does not say its status ${status}`)
    if (section && !section.includes(title)) wrong.push(`${file}: ${name} does not say its title "${title}"`)
  }
  return types.length
}

/** Every `npm run NAME` (and `npm test`, `npm start`) in a document is a script of package.json. */
function checkScripts(): number {
  const known = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts)
  let count = 0
  for (const file of documents) {
    for (const match of readFileSync(file, 'utf8').matchAll(
      /\bnpm (?:run (?:-s |--silent )?([a-z][\w:-]*)|(test|start)\b)/g,
    )) {
      const name = match[1] ?? match[2] ?? ''
      if (!known.includes(name)) wrong.push(`${file}: there is no npm script ${name}`)
      count++
    }
  }
  return count
}

/** Every relative link leads to a file, and its fragment to a heading there. */
function checkLinks(file: string): number {
  const text = withoutCode(readFileSync(file, 'utf8'))
  const targets = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|^\[[^\]]+\]:\s*(\S+)/gm)].map(
    (match) => match[1] ?? match[2] ?? '',
  )
  let count = 0
  for (const target of targets) {
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) continue
    count++
    const [path = '', fragment] = decodeURIComponent(target).split('#')
    const to = path === '' ? file : normalize(path.startsWith('/') ? `.${path}` : join(dirname(file), path))
    if (!existsSync(to)) wrong.push(`${file}: ${target} leads nowhere`)
    else if (fragment && to.endsWith('.md') && !anchors(to).has(fragment))
      wrong.push(`${file}: ${to} has no heading #${fragment}`)
  }
  return count
}

/** The fragments under which a document's headings are reached, as GitHub makes them. */
function anchors(file: string): Set<string> {
  const found = new Set<string>()
  for (const [, title = ''] of withoutCode(readFileSync(file, 'utf8'), false).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const plain = title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[`*]/g, '')
      .toLowerCase()
    const slug = plain.replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replaceAll(' ', '-')
    let name = slug
    for (let n = 1; found.has(name); n++) name = `${slug}-${n}`
    found.add(name)
  }
  return found
}

function withoutCode(text: string, inline = true): string {
  const outside = text.replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[^\n]*$/gm, '')
  return inline ? outside.replace(/`[^`\n]*`/g, '') : outside
}

function compare(here: string, mine: string[], there: string, theirs: string[]): void {
  for (const name of mine.filter((other) => !theirs.includes(other))) wrong.push(`${here}: ${name} is not in ${there}`)
  for (const name of theirs.filter((other) => !mine.includes(other)))
    wrong.push(`${here}: ${name} of ${there} is missing`)
  for (const name of new Set(mine.filter((other, index) => mine.indexOf(other) !== index)))
    wrong.push(`${here}: ${name} stands there twice`)
}

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return /^(node_modules|coverage|dist|data|\..*)$/.test(entry.name) ? [] : markdownFiles(path)
    return entry.name.endsWith('.md') ? [path] : []
  })
}
