/** What the operations on webhooks share. */
import type { FastifyRequest } from 'fastify'
import type { Queries, Transactions } from '../db/transactions.ts'
import type { Subscription } from '../delivery/index.ts'
import { actorOf } from '../http/auth.ts'
import { webhookView } from './view.ts'
import type { Lag, Webhooks } from './webhooks.ts'

export interface WebhookRoutes {
  db: Transactions
  webhooks: Webhooks
  publicUrl: string
}

/** The key of a request whose operation needs one. */
export const keyIdOf = (request: FastifyRequest): string => actorOf(request).keyId as string

/** A webhook with its lag, as its holder sees it. */
export async function shownWebhook(webhooks: Webhooks, queries: Queries, webhook: Subscription) {
  const lags = await webhooks.lags(queries, [webhook])
  return webhookView(webhook, lags.get(webhook.id) as Lag)
}
