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
 * known so far hold. Must come before the routes.
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
  app.addHook('onReady', async () => {
    await terms()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!isPublicReading(request.url)) return done(null, payload)
    const set = (present: Terms) => {
      setTerms(reply, present)
      done(null, payload)
    }
    const failed = (err: unknown) => {
      app.log.warn({ err }, 'the terms of the site could not be read')
      if (known) set(known)
      else done(err as Error)
    }
    try {
      const present = terms()
      if (present instanceof Promise) present.then(set, failed)
      else set(present)
    } catch (error) {
      failed(error)
    }
  })
}
