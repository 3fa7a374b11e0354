/** The tables in docs/architecture.md are those of the code, both ways. Settings, problems and links: npm run docs:check. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { allowedIn, transitions } from '../src/articles/model.ts'
import { states } from '../src/articles/schema.ts'
import { scopes } from '../src/http/auth.ts'
import { scopesOf } from '../src/keys/model.ts'
import { roles } from '../src/keys/schema.ts'

const text = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8')

/** The rows of the table whose header begins with these cells, the header first; code marks taken off. */
function tableOf(...header: string[]): string[][] {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${header.join(' | ')} |`))
  if (start === -1) throw new Error(`docs/architecture.md has no table ${header.join(' | ')}`)
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines
    .slice(start, end)
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')))
    .filter((cells) => !/^-+$/.test(cells[0] ?? ''))
}

t.test('the table of transitions is the one of the code', async (t) => {
  const [, ...rows] = tableOf('Transition', 'From')
  const documented = rows.map(([name, from]) => [name, from?.split(', ')])
  t.same(documented, Object.entries(transitions), 'the same rows in the same order, no more and no fewer')
})

t.test('the table of states has every state, and each says what it leads to', async (t) => {
  const [, ...rows] = tableOf('State', 'What it is')
  t.same(rows.map(([name]) => name).sort(), [...states].sort())
  for (const [name, from = '', to = ''] of tableOf('Transition', 'From').slice(1)) {
    const named = states.filter((state) => new RegExp(`\\b${state}\\b`).test(to))
    t.ok(named.length > 0 || name === 'update' || name === 'delete', `${name} leads from ${from} to a state`)
  }
  t.same(allowedIn('withdrawn'), [], 'withdrawn is final')
})

t.test('the table of roles and scopes is the one of the code', async (t) => {
  const [header = [], ...rows] = tableOf('Scope', 'admin')
  t.same(header.slice(1, -1), roles, 'a column for each role')
  t.same(rows.map(([scope]) => scope).sort(), [...scopes].sort(), 'a row for each scope')
  for (const [index, role] of roles.entries()) {
    const documented = rows.filter((cells) => cells[index + 1] !== '').map(([scope]) => scope)
    t.same(documented.sort(), [...scopesOf[role]].sort(), `what the ${role} may do`)
  }
})
