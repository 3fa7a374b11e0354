/**
 * Lets Schemathesis try the API against its own document: a demo server on a free port, an admin key, all checks, and
 * a fixed seed. Schemathesis lives in a virtual environment under .ci/out, at the versions of scripts/schemathesis.txt;
 * schemathesis.toml says what our answers mean.
 *
 * node scripts/fuzz.ts [SCHEMATHESIS OPTIONS]
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run } from './run.ts'
import { startDemo } from './server.ts'

const requirements = 'scripts/schemathesis.txt'
const outputs = resolve('.ci/out')
const environment = join(outputs, 'venv')
const seed = '20240621'
const examples = '10'
const patience = 600
// A stream does not end by itself; its parameters are those of the feed beside it.
const endless = '/v1/changes/stream'

const schemathesis = await install()
// No limit of requests, and ticks so short that everything scheduled happens during the run.
const server = await startDemo('fuzz', { RATE_LIMIT: '0', FAILED_KEY_LIMIT: '0', TICK_SECONDS: '1' })
try {
  const options = [
    '--checks',
    'all',
    '--seed',
    seed,
    '--max-examples',
    examples,
    '--exclude-path',
    endless,
    ...process.argv.slice(2),
  ]
  const command = ['--config-file', resolve('schemathesis.toml'), 'run', `${server.url}/openapi.json`, ...options]
  await run(schemathesis, command, {
    env: { MASTHEAD_KEY: server.key, MASTHEAD_HOOKS: resolve('scripts/schemathesis_hooks.py') },
    cwd: outputs,
    seconds: patience,
  })
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n${server.output()}`)
  process.exitCode = 1
} finally {
  await server.stop()
}

/** Makes the virtual environment, unless it is there already at the right versions. */
async function install(): Promise<string> {
  const program = join(environment, 'bin/schemathesis')
  const stamp = join(environment, 'requirements.txt')
  const wanted = readFileSync(requirements, 'utf8')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return program
  rmSync(environment, { recursive: true, force: true })
  await run('python3', ['-m', 'venv', environment])
  await run(join(environment, 'bin/python'), [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--requirement',
    requirements,
  ])
  writeFileSync(stamp, wanted)
  return program
}
