/**
 * Does what a developer does with openapi/openapi.json: makes TypeScript types of it (openapi-typescript), writes a
 * small program with them (openapi-fetch), compiles it, and runs it against BASE_URL, or a demo server of its own.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'
import { startDemo } from './server.ts'

const folder = '.ci/out/client'

const program = `import createClient from 'openapi-fetch'
import type { components, paths } from './schema.d.ts'

const client = createClient<paths>({ baseUrl: process.env.BASE_URL ?? 'http://127.0.0.1:3000' })

async function count(): Promise<number> {
  let articles: components['schemas']['Article'][] = []
  let cursor: string | undefined
  do {
    const { data, error } = await client.GET('/v1/articles', {
      params: { query: { limit: 50, ...(cursor !== undefined && { cursor }) } },
    })
    if (error) throw new Error(\`\${error.title}: \${error.detail}\`)
    // Without \`fields\` the articles are complete.
    articles = [...articles, ...(data as components['schemas']['ArticlePage']).data]
    cursor = data.page.next ?? undefined
  } while (cursor)
  for (const { title, source, publishedAt } of articles.slice(0, 3)) console.log(publishedAt, source?.name, title)
  return articles.length
}

async function headlines(): Promise<(string | undefined)[]> {
  const { data } = await client.GET('/v1/articles', { params: { query: { limit: 3, fields: 'title,source.name' } } })
  return data?.data.map(({ title, source }) => title && source?.name) ?? []
}

// The types must know the difference, or they prove nothing.
// @ts-expect-error there is no such path
const nowhere = () => client.GET('/v1/nonsense')
// @ts-expect-error there is no such parameter
const wrong = () => client.GET('/v1/articles', { params: { query: { nonsense: 1 } } })
// @ts-expect-error a title is text
const number = (article: components['schemas']['Article']): number => article.title
void nowhere
void wrong
void number

const articles = await count()
if ((await headlines()).some((name) => name === undefined)) throw new Error('a headline without its source')
console.log(\`\${articles} articles listed by the generated client\`)
if (articles === 0) process.exitCode = 1
`

const compilerOptions = {
  target: 'es2024',
  lib: ['es2024', 'dom'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  noEmit: true,
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }))
writeFileSync(join(folder, 'program.ts'), program)

await run(process.execPath, [
  'node_modules/openapi-typescript/bin/cli.js',
  'openapi/openapi.json',
  '--output',
  join(folder, 'schema.d.ts'),
])
await run(process.execPath, ['node_modules/typescript/bin/tsc', '--project', folder])
console.log('the generated client compiles')

const server = process.env.BASE_URL ? undefined : await startDemo('client')
try {
  await run(process.execPath, [join(folder, 'program.ts')], {
    env: { ...(server && { BASE_URL: server.url }) },
  })
} finally {
  await server?.stop()
}
