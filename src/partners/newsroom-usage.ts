/** What partners were served, for the newsroom. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import type { Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { answer } from '../http/openapi.ts'
import { linkPages, pageOfSlice, pageRequestOf } from '../http/page.ts'
import { notFound } from '../http/problems.ts'
import { pageParameters } from '../lib/page-schema.ts'
import { Id } from '../lib/scalars.ts'
import { closed, ref } from '../lib/schema.ts'
import { toCsv } from './csv.ts'
import type { RecallDependencies } from './reading.ts'
import type { UsageReport as Report } from './usage.ts'
import { ServedPartnerPage, UsageReport, UsageTable, usageColumns, usageParameters } from './usage-schema.ts'

const tags = ['Newsroom: partners']
const { count: _, ...pages } = pageParameters
const produces = ['application/json', 'text/csv']

const reports = {
  200: {
    ...answer('The report.', ref(UsageReport)),
    content: {
      'application/json': { schema: ref(UsageReport) },
      'text/csv': { schema: UsageTable },
    },
  },
}

interface UsageQuery {
  from?: string
  to?: string
  format?: 'json' | 'csv'
}

function send(request: FastifyRequest, reply: FastifyReply, report: Report): Report {
  const { format } = request.query as UsageQuery
  const isTable = format ? format === 'csv' : new Negotiator(request.raw).mediaType(produces) === 'text/csv'
  if (!isTable) return report
  const name = `usage-${report.from}-${report.to}.csv`
  reply.header('content-disposition', `attachment; filename="${name}"`)
  return reply.type('text/csv; charset=utf-8').send(toCsv(usageColumns, report.data)) as never
}

function registerReports(app: App, { db, partners: { served, usage } }: RecallDependencies): void {
  const reportOf = async (db: Transactions, query: UsageQuery, keyId?: string): Promise<Report> => {
    const range = usage.rangeOf(query)
    await served.flush()
    return db.snapshot(async (queries) => {
      if (keyId !== undefined && !(await usage.find(queries, keyId))) throw notFound('partner')
      return usage.report(queries, { ...range, keyId })
    })
  }
  app.get('/v1/newsroom/partners/usage', {
    config: { scope: 'keys:manage', produces },
    schema: {
      operationId: 'getUsage',
      summary: 'Report what all partners were served',
      description: 'By day (UTC), key and format, as JSON or CSV; 50,000 rows at most. Revoked keys are in it as well.',
      tags,
      querystring: closed(usageParameters),
      response: reports,
    },
    handler: async (request, reply) => send(request, reply, await reportOf(db, request.query)) as never,
  })
  app.get('/v1/newsroom/partners/:keyId/usage', {
    config: { scope: 'keys:manage', produces },
    schema: {
      operationId: 'getPartnerUsage',
      summary: 'Report what a partner was served',
      description: 'By day (UTC) and format, as JSON or CSV.',
      tags,
      params: closed({ keyId: Id('Id of its key.') }),
      querystring: closed(usageParameters),
      response: reports,
    },
    handler: async (request, reply) =>
      send(request, reply, await reportOf(db, request.query, request.params.keyId)) as never,
  })
}

/** Registers the reports on partners, for admins. What this process has noted is written before it answers. */
export function registerUsageNewsroom(app: App, dependencies: RecallDependencies): void {
  const { db, partners, publicUrl } = dependencies
  app.get('/v1/newsroom/partners', {
    config: { scope: 'keys:manage' },
    schema: {
      operationId: 'listPartners',
      summary: 'List the partners',
      description:
        'All keys of partners and readers, in the order of their making: how far each has come on each way of following, how far that is behind, and when it was served last.',
      tags,
      querystring: closed(pages),
      response: { 200: answer('A page of partners.', ref(ServedPartnerPage)) },
    },
    handler: async (request, reply) => {
      await partners.served.flush()
      const page = pageRequestOf(request)
      const slice = await db.snapshot((queries) => partners.usage.list(queries, page))
      const { rows, page: info } = pageOfSlice(slice, page, ({ id }) => ({ key: '', id }))
      linkPages(request, reply, publicUrl, info)
      return { data: rows.map(({ id, ...row }) => ({ keyId: id, ...row })), page: info }
    },
  })
  registerReports(app, dependencies)
}
