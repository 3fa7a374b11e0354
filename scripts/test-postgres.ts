/**
 * Runs the whole test suite on PostgreSQL: on TEST_DATABASE_URL where that is given, else on an installed PostgreSQL
 * that is started for it; named files alone where some are named. Without either, only the database conformance test runs, on PGlite.
 */
import { findPostgres, startPostgres } from '../test/support/postgres.ts'
import { runTap } from './tap-summary.ts'

const name = 'postgres'
const files = process.argv.slice(2)
const given = process.env.TEST_DATABASE_URL
const programs = findPostgres()

// An interrupt ends the tests, and then this program by itself: the server must be stopped in any case.
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => (interrupted = true))

if (given) {
  process.exitCode = await runTap(name, files, { TEST_DATABASE_URL: given })
} else if (programs) {
  const server = await startPostgres(programs)
  try {
    process.exitCode = interrupted ? 130 : await runTap(name, files, { TEST_DATABASE_URL: server.url })
  } finally {
    await server.stop()
  }
} else {
  console.log('No PostgreSQL found (set TEST_DATABASE_URL, or install one): only the conformance test runs, on PGlite.')
  process.exitCode = await runTap(name, ['test/db/conformance.test.ts'], { TEST_PGLITE: '1' })
}
