/** Text and data mining, and the licence, on every answer of the reading surface (W3C TDMRep; RFC 4946, RFC 8288). */
import type { FastifyReply } from 'fastify'
import type { Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { isPublicReading } from '../http/surfaces.ts'
import type { SiteDocument, SiteStore } from '../site/index.ts'

interface TextMiningDependencies {
  db: Transactions
  site: SiteStore
  now: () => Date
}

type Terms = Pick<SiteDocument, 'licence' | 'textMining'>

/** How old the terms may be that an answer carries, in milliseconds. */
const oldest = 1000

/**
 * Keeps the site's terms in the process, and reads them again when they are asked for and older than a second: at most
 * one statement a second, whatever the number of requests. Requests that come together share one read. When a read fails
 * the terms known so far hold, and `tell` is told; raises the error when there are none.
 */
export function createTerms(
  { db, site, now }: TextMiningDependencies,
  tell: (error: unknown) => void,
): () => Promise<Terms> {
  let known: { terms: Terms; at: number } | undefined
  let reading: Promise<Terms> | undefined
  async function read(): Promise<Terms> {
    const at = now().getTime()
    const { document } = await site.find(db.read)
    known = { terms: document, at }
    return document
  }
  return async () => {
    if (known && Math.abs(now().getTime() - known.at) < oldest) return known.terms
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading.catch((error: unknown) => {
      if (!known) throw error
      tell(error)
      return known.terms
    })
  }
}

const linksOf = (reply: FastifyReply): string[] => {
  const header = reply.getHeader('link')
  return header === undefined ? [] : [header].flat().map(String)
}

const hasLicence = (links: string[]): boolean =>
  links.some((link) => /;\s*rel\s*=\s*"?([^";]* )?license[" ;]?/i.test(link))

/** The header fields of TDMRep. */
export const textMiningHeaders = ({ textMining }: Pick<Terms, 'textMining'>): Record<string, string> => ({
  'tdm-reservation': textMining.reserved ? '1' : '0',
  ...(textMining.policy !== null && { 'tdm-policy': textMining.policy }),
})

/**
 * Sets `tdm-reservation`, `tdm-policy` and `Link: <…>; rel="license"` on every answer of the reading surface, errors
 * included. An answer that has a licence of its own, such as an article's, keeps it. A change of the site shows within a
 * second. Must come before the routes.
 */
export function registerTextMining(app: App, dependencies: TextMiningDependencies): void {
  const terms = createTerms(dependencies, (err) => app.log.warn({ err }, 'the terms of the site could not be read'))
  app.addHook('onReady', async () => {
    await terms()
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isPublicReading(request.url)) return payload
    const { licence, textMining } = await terms()
    reply.headers(textMiningHeaders({ textMining }))
    const links = linksOf(reply)
    if (licence !== null && !hasLicence(links))
      reply.header('link', [...links, `<${licence}>; rel="license"`].join(', '))
    return payload
  })
}
