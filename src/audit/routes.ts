import type { Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { instantsOf, listsOf } from '../http/parameters.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { closed, ref } from '../lib/schema.ts'
import type { Audit, AuditFilter } from './audit.ts'
import { AuditPage, auditFilters } from './schema.ts'

function filterOf(query: Record<string, unknown>): AuditFilter {
  const { resourceId, keyId, editorId } = query as Record<string, string | undefined>
  return {
    ...listsOf(query, ['action', 'resource']),
    ...instantsOf(query, ['after', 'before']),
    ...(resourceId && { resourceId }),
    ...(keyId && { keyId }),
    ...(editorId && { editorId }),
  }
}

/** Registers the reading of the audit, for admins. */
export function registerAudit(
  app: App,
  { db, audit, publicUrl }: { db: Transactions; audit: Audit; publicUrl: string },
): void {
  app.get('/v1/newsroom/audit', {
    config: { scope: 'audit:read' },
    schema: {
      operationId: 'listAudit',
      summary: 'List who did what',
      description:
        'Every write, the latest first: who, when, what, from which revision to which, and the request. Nothing is ever removed from it.',
      tags: ['Newsroom: audit'],
      querystring: closed({ ...auditFilters, ...pageParameters }),
      response: { 200: answer('A page of acts.', ref(AuditPage)) },
    },
    handler: async (request, reply) => {
      const page = pageRequestOf(request)
      const slice = await db.snapshot((queries) => audit.list(queries, filterOf(request.query), page))
      const { rows, page: info } = pageOfSlice(slice, page, (row) => ({ key: row.id, id: row.id }))
      linkPages(request, reply, publicUrl, info)
      return { data: rows, page: info }
    },
  })
}
