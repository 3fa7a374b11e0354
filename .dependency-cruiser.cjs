/** Who may import whom: the architecture of Masthead, as docs/architecture.md tells it. `npm run arrows` checks it. */

/** A feature is every folder of src/ that is neither a kernel nor the command line. $1 is its name. */
const feature = '^src/(?!(?:db|http|lib|cli)/)([^/]+)/'
const npm = (names) => `(^|/)node_modules/(${names})(/|$)`

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'lib-is-a-leaf',
      comment: 'lib imports nothing of ours.',
      severity: 'error',
      from: { path: '^src/lib/' },
      to: { path: '^(src|bin|test|bench|scripts|examples)/', pathNot: '^src/lib/' },
    },
    {
      name: 'http-sees-only-lib',
      comment: 'http imports only lib: it knows no feature and no SQL.',
      severity: 'error',
      from: { path: '^src/http/' },
      to: { path: `^src/|${npm('drizzle-orm')}`, pathNot: '^src/(http|lib)/' },
    },
    {
      name: 'db-sees-only-lib',
      comment: 'db imports only lib: it knows nobody above it.',
      severity: 'error',
      from: { path: '^src/db/' },
      to: { path: '^src/', pathNot: '^src/(db|lib)/' },
    },
    {
      name: 'stores-and-models-know-no-fastify',
      comment: 'store.ts and model.ts do not know that there is HTTP.',
      severity: 'error',
      from: { path: `${feature}.*\\b(store|model)(-[a-z]+|)\\.ts$` },
      to: { path: npm('fastify|@fastify') },
    },
    {
      name: 'operations-know-no-sql',
      comment: 'routes.ts, reading.ts and newsroom.ts say what is one transaction, and query only through a store.',
      severity: 'error',
      from: { path: `${feature}.*\\b(routes|reading|newsroom)(-[a-z]+|)\\.ts$` },
      to: {
        path: `^src/db/|${npm('drizzle-orm|better-sqlite3|pg|@electric-sql')}`,
        pathNot: '^src/db/transactions\\.ts$',
      },
    },
    {
      name: 'schemas-see-only-schemas',
      comment: 'schema.ts sees TypeBox, other schemas and the examples that it shows, and nothing that runs.',
      severity: 'error',
      from: { path: '^src/.*\\bschema\\.ts$' },
      to: {
        pathNot: `${npm('typebox')}|^src/.*\\b(schema|examples)\\.ts$|^src/lib/scalars\\.ts$|${feature}index\\.ts$`,
      },
    },
    {
      name: 'features-meet-at-the-door',
      comment: 'A feature reaches another only through its index.ts (a schema also through its schema.ts).',
      severity: 'error',
      from: { path: feature },
      to: { path: feature, pathNot: ['^src/$1/', '^src/[^/]+/(index|schema)\\.ts$'] },
    },
    {
      name: 'only-schemas-reach-schemas',
      comment: 'What is no schema reaches another feature through its index.ts, not through its schema.ts.',
      severity: 'error',
      from: { path: feature, pathNot: '/schema\\.ts$' },
      to: { path: `${feature}schema\\.ts$`, pathNot: '^src/$1/' },
    },
    {
      name: 'root-enters-by-the-door',
      comment: 'The composition root and the command line take features by their index.ts too.',
      severity: 'error',
      from: { path: ['^src/[^/]+\\.ts$', '^src/cli/'] },
      to: { path: feature, pathNot: '^src/[^/]+/index\\.ts$' },
    },
    {
      name: 'drivers-only-in-openers',
      comment: 'Database drivers are imported only by src/db/open-*.ts.',
      severity: 'error',
      from: { path: '^(src|bin)/', pathNot: '^src/(db/open-[^/]+|mirror/copy-sqlite)\\.ts$' },
      to: {
        path: npm(
          'better-sqlite3|@types/better-sqlite3|pg|@types/pg|@electric-sql/pglite|drizzle-orm/(better-sqlite3|node-postgres|pglite)',
        ),
      },
    },
    {
      name: 'dialects-only-in-db',
      comment: 'What is special to SQLite or PostgreSQL is known only to src/db.',
      severity: 'error',
      from: { path: '^(src|bin)/', pathNot: '^src/db/' },
      to: { path: npm('drizzle-orm/(sqlite|pg)-core') },
    },
    {
      name: 'nobody-imports-the-root',
      comment: 'app.ts and main.ts are imported only by main.ts and the command line, the command line only by bin.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main\\.ts$|cli/)' },
      to: { path: '^src/(app|main)\\.ts$|^src/cli/' },
    },
    {
      name: 'sources-import-no-tests',
      comment: 'Nothing that is shipped needs what is not.',
      severity: 'error',
      from: { path: '^(src|bin)/' },
      to: { path: '^(test|bench|scripts|examples)/' },
    },
    {
      name: 'declared-dependencies-only',
      comment:
        'Sources import only what package.json lists under dependencies (PGlite, for tests, is loaded where it is asked for).',
      severity: 'error',
      from: { path: '^(src|bin)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        dependencyTypesNot: ['type-only'],
        pathNot: npm('@electric-sql/pglite|drizzle-orm/pglite'),
      },
    },
    {
      name: 'nothing-missing',
      comment: 'Every import resolves.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      comment: 'Imports form no circle.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'Every source is reached from the command line, the server, a thread or (table definitions) drizzle-kit.',
      severity: 'error',
      from: {
        path: '^(bin/masthead\\.js|src/(main|import-thread|imports/preparing-thread)\\.ts|src/db/schema-(sqlite|postgres)\\.ts)$',
      },
      to: { path: '^src/', pathNot: '-thread\\.ts$', reachable: false },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type-only imports are arrows too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.d.ts'],
    },
  },
}
