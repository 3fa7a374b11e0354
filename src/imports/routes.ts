import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Lifecycle } from '../articles/index.ts'
import type { Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { actorOf } from '../http/auth.ts'
import { answer } from '../http/openapi.ts'
import { notFound, Problem } from '../http/problems.ts'
import { decodeText } from '../lib/decode-text.ts'
import { Id } from '../lib/scalars.ts'
import { closed, ref } from '../lib/schema.ts'
import { type Imports, reportOfImport } from './imports.ts'
import { ImportReport, importParameters, Provenance } from './schema.ts'

const mediaTypes = ['text/plain', 'text/html', 'application/x-ndjson'] as const

/** How large an import may be, in bytes. */
const importLimit = 50 * 1024 * 1024

/** Imports of fewer characters are done at once, where the request came in. */
const fewCharacters = 32_768

const mediaTypeOf = (request: FastifyRequest): (typeof mediaTypes)[number] =>
  request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() as never

/** Bodies of imports are text, in the charset that they name or in the one that their bytes show. */
function readText(request: FastifyRequest, body: Buffer): string {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
  const text = decodeText(body, charset)
  if (text === undefined) throw new Problem('unsupported-media-type', `The charset ${charset} is not known.`)
  return text
}

interface Dependencies {
  db: Transactions
  imports: Imports
  lifecycle: Lifecycle
}

/** Registers the import of pages and batches, and the reading of where an article came from. */
export function registerImports(app: App, { db, imports, lifecycle }: Dependencies): void {
  app.register(async (scope) => {
    for (const mediaType of mediaTypes)
      scope.addContentTypeParser(mediaType, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
        readText(request, body),
      )
    ;(scope as App).post('/v1/newsroom/imports', {
      config: { scope: 'imports:write' },
      bodyLimit: importLimit,
      schema: {
        operationId: 'importArticles',
        summary: 'Import a page or a batch',
        description:
          'A page as it is printed (`text/plain` or `text/html`), or a batch of sources, editors, tags, articles and the site as NDJSON. The same again changes nothing. What cannot be read is refused with the reason, and the rest goes on.',
        tags: ['Newsroom: imports'],
        consumes: [...mediaTypes],
        querystring: closed(importParameters),
        body: Type.String({
          minLength: 1,
          description: 'The page, or the lines.',
          examples: [
            'New terminal opens\n\nPub Date:24-06-21 16:53 Source:Qinghe News\n\nThe first ship docked on Thursday.\n\nEditor:Lin Yue\n',
          ],
        }),
        response: { 200: answer('What was done with each page or line.', ref(ImportReport)) },
      },
      handler: async (request, reply) => {
        const { draft = false, file = null } = request.query
        const mayChangeSite = request.principal?.scopes.has('site:write') === true
        const options = { draft, file, actor: actorOf(request), mayChangeSite }
        const whole = { mediaType: mediaTypeOf(request), text: request.body, options }
        if (!imports.elsewhere || request.body.length < fewCharacters) return reportOfImport(imports, whole)
        const report = await imports.elsewhere.run(whole)
        // It is the answer's text already: making it takes longer than others should wait.
        return reply.type('application/json; charset=utf-8').send(report as never)
      },
    })
  })
  app.get('/v1/newsroom/articles/:id/provenance', {
    config: { scope: 'articles:read' },
    schema: {
      operationId: 'getArticleProvenance',
      summary: 'Read where an imported article came from',
      description:
        'Every field that was read from the page, with the text it came from and the rule, as of its last import.',
      tags: ['Newsroom: imports'],
      params: closed({ id: Id('Id of the article.') }),
      response: { 200: answer('The fields.', ref(Provenance)) },
    },
    handler: async (request) =>
      db.snapshot(async (queries) => {
        const { row } = await lifecycle.found(queries, request.params.id, actorOf(request))
        const found = await imports.provenance.find(queries, row.id)
        if (!found) throw notFound('imported article')
        return { importedAt: found.importedAt, fields: found.fields }
      }),
  })
}
