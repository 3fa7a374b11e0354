/**
 * Runs the whole test suite, but for what needs no database, on PostgreSQL: on TEST_DATABASE_URL where that is given, else on an installed PostgreSQL
 * that is started for it; named files alone where some are named. Without either, only the database conformance test runs, on PGlite.
 */
import { findPostgres, startPostgres } from '../test/support/postgres.ts'
import { runTap } from './tap-summary.ts'

const name = 'postgres'
/** Files that open no database, or ask nothing that another one could answer differently: they would only be run twice. */
const withoutDatabase = [
  ...['test/body/**', 'test/lib/**', 'test/related-news/**', 'test/config.test.ts', 'test/docs.test.ts'],
  ...['test/imports/page-*.test.ts', 'test/search/{fold,highlights,query,ranking,tokens}.test.ts', 'test/browser/**'],
  ...['test/feeds/{atom,demo,json-ld,newsml-g2,ninjs,sitemap-rules,text,web-feeds}.test.ts', 'test/v1/feeds.test.ts'],
  ...[
    'test/delivery/{addresses,sender}.test.ts',
    'test/cache/response-cache.test.ts',
    'test/cli/{import,mirror,serve,workers}.test.ts',
    'test/soak/{non-interference,once-public,varnish-tick}.test.ts',
    'test/v1/articles/{formats,shape}.test.ts',
  ],
  // These ask what HTTP looks like, which no database changes.
  ...['test/http/**'],
]
const named = process.argv.slice(2)
const files = named.length > 0 ? named : withoutDatabase.map((pattern) => `--exclude=${pattern}`)
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
