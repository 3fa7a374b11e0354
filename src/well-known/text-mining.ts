/** Text and data mining, and the licence, on every answer of the reading surface (W3C TDMRep; RFC 4946, RFC 8288). */
import type { FastifyReply } from 'fastify'
import type { Transactions } from '../db/transactions.ts'
import type { App } from '../http/app-types.ts'
import { isPublicReading } from '../http/surfaces.ts'
import { siteTag } from '../lib/cache-tags.ts'
import { type Freshness, keep } from '../lib/freshness.ts'
import type { SiteDocument, SiteStore } from '../site/index.ts'

interface TextMiningDependencies {
  db: Transactions
  site: SiteStore
  freshness: Freshness
}

type Terms = Pick<SiteDocument, 'licence' | 'textMining'>

declare module 'fastify' {
  interface FastifyRequest {
    /** The terms of the site when the request arrived. */
    terms: Terms | undefined
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
 * included. An answer that has a licence of its own, such as an article's, keeps it. When the site cannot be read the terms
 * known so far hold. Must come before all hooks that may answer, and before the routes.
 */
export function registerTextMining(app: App, { db, site, freshness }: TextMiningDependencies): void {
  let known: Terms | undefined
  const terms = keep(freshness, [siteTag], async () => {
    const { licence, textMining } = (await site.find(db.read)).document
    known = { licence, textMining }
    return known
  })
  function setTerms(reply: FastifyReply, { licence, textMining }: Terms): void {
    reply.headers(textMiningHeaders({ textMining }))
    const links = linksOf(reply)
    if (licence !== null && !hasLicence(links))
      reply.header('link', [...links, `<${licence}>; rel="license"`].join(', '))
  }
  app.decorateRequest('terms', undefined)
  app.addHook('onReady', async () => {
    await terms()
  })
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isPublicReading(request.url)) return done()
    const hold = (present: Terms) => {
      request.terms = present
      done()
    }
    const failed = (err: unknown) => {
      app.log.warn({ err }, 'the terms of the site could not be read')
      done()
    }
    try {
      const present = terms()
      if (present instanceof Promise) present.then(hold, failed)
      else hold(present)
    } catch (error) {
      failed(error)
    }
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    // A request that Fastify itself refuses has not come by the hook above.
    const present = request.terms ?? known
    if (present && isPublicReading(request.url)) setTerms(reply, present)
    done(null, payload)
  })
}
