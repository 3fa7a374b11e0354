/**
 * Runs the tests with tap and says what came of it: nothing but `N passed, N failed[, N skipped]` when all is well,
 * else every failure with its place, and what the tests wrote to stderr. Ends with tap's own exit code.
 *
 * node scripts/tap-summary.ts NAME [TAP ARGUMENTS]   on SQLite; scripts/test-postgres.ts does the same on PostgreSQL
 *
 * The whole TAP output stays in .tap/NAME.tap. What V8 saw of src/ in all processes goes to coverage/sqlite.json, when
 * the whole suite was asked for on SQLite; scripts/coverage.ts reads it.
 */
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { collect, save } from './coverage-data.ts'

/** How long a run may take: fifteen minutes, and three hours for soaking. */
const patience = (process.env.MASTHEAD_SOAK ? 180 : 15) * 60_000

/** Compiled sources are kept from process to process: a third of the time that each of some two hundred takes to start. */
const cached = { NODE_COMPILE_CACHE: join(tmpdir(), 'masthead-compile-cache') }

/** Runs tap and prints the outcome. Returns tap's exit code, or 1 when it passed without having tested anything. */
export async function runTap(name: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  await mkdir('.tap', { recursive: true })
  // What is measured once is not measured again on the other database: it costs a quarter of the time.
  const whole = name === 'sqlite' && args.every((arg) => arg.startsWith('--exclude='))
  const raw = whole ? await mkdtemp(join(tmpdir(), 'masthead-v8-')) : undefined
  const tapFile = `.tap/${name}.tap`
  const stderrFile = `.tap/${name}.stderr`
  try {
    const child = spawn(process.execPath, ['node_modules/tap/dist/esm/run.mjs', '--reporter=tap', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...cached, ...env, ...(raw && { NODE_V8_COVERAGE: raw }) },
      timeout: patience,
    })
    const stop = (signal: NodeJS.Signals) => child.kill(signal)
    process.once('SIGINT', stop).once('SIGTERM', stop)
    const ended = new Promise<number>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => resolve(code ?? 1))
    })
    await Promise.all([
      pipeline(child.stdout, createWriteStream(tapFile)),
      pipeline(child.stderr, createWriteStream(stderrFile)),
      ended,
    ])
    process.off('SIGINT', stop).off('SIGTERM', stop)
    const code = await ended
    const tap = await readFile(tapFile, 'utf8')
    const count = summary(tap)
    const green = code === 0 && count.passed > 0 && count.failed === 0
    if (!green)
      console.log(`${failures(tap)}\n${tail(await readFile(stderrFile, 'utf8'))}(all of it: ${tapFile}, ${stderrFile})`)
    if (raw) await save(`coverage/${name}.json`, await collect(raw, 'src'))
    console.log(`${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ''}`)
    return green ? 0 : code || 1
  } finally {
    if (raw) await rm(raw, { recursive: true, force: true })
  }
}

/** tap's own count from its last line; without one the run broke off, which is a failure. */
export function summary(tap: string): { passed: number; failed: number; skipped: number } {
  const line = /^# \{ total: \d+.*\}$/gm
  const last = tap.match(line)?.at(-1)
  const number = (key: string) => Number(last?.match(new RegExp(`\\b${key}: (\\d+)`))?.[1] ?? 0)
  return { passed: number('pass'), failed: last ? number('fail') : 1, skipped: number('skip') + number('todo') }
}

/** What failed, each with the names of the file and the tests around it, and with what tap knows of it. */
function failures(tap: string): string {
  const found: string[] = []
  const lines = tap.split('\n')
  let open: { depth: number; name: string; failed: boolean }[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (line.startsWith('Bail out!')) found.push(line)
    const [, indent = '', kind, rest = ''] = line.match(/^( *)(# Subtest|ok|not ok)\b:? (.*)$/) ?? []
    if (!kind) continue
    const depth = indent.length
    const parents = open.filter((test) => test.depth < depth)
    if (kind === '# Subtest') {
      open = [...parents, { depth, name: rest, failed: false }]
      continue
    }
    const own = open.find((test) => test.depth === depth)
    open = parents
    if (kind === 'ok' || / # (SKIP|TODO)\b/i.test(rest)) continue
    for (const parent of parents) parent.failed = true
    const details: string[] = []
    if (lines[i + 1]?.trim() === '---') {
      for (i += 2; i < lines.length && lines[i] !== `${indent}  ...`; i++) details.push((lines[i] ?? '').slice(depth))
    }
    if (own?.failed) continue // The test inside it that failed says more.
    const title = rest.replace(/^\d+(?: - )?/, '').replace(/ # time=\S+$/, '')
    found.push(`✗ ${[...parents.map((test) => test.name), title].join(' › ')}`, ...details)
  }
  return found.join('\n')
}

/** The end of what the tests wrote to stderr: a file that broke while loading tells why only there. */
function tail(stderr: string): string {
  const lines = stderr.trimEnd().split('\n')
  return stderr.trim() ? `--- stderr of the tests\n${lines.slice(-120).join('\n')}\n` : ''
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [name, ...args] = process.argv.slice(2)
  if (!name) throw new Error('usage: node scripts/tap-summary.ts NAME [TAP ARGUMENTS]')
  process.exitCode = await runTap(name, args, { TEST_DATABASE_URL: undefined })
}
