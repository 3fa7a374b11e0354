/** The sitemaps' operations. */
import { Type } from 'typebox'
import type { App } from '../../http/app-types.ts'
import { answer } from '../../http/openapi.ts'
import { notFound } from '../../http/problems.ts'
import { closed } from '../../lib/schema.ts'
import { partOfName, partPattern } from './model.ts'
import type { Sitemaps } from './sitemaps.ts'

const mediaType = 'application/xml'
const contentType = `${mediaType}; charset=utf-8`
const tags = ['Feeds']
const config = { cache: 'tick' as const, produces: [mediaType] }

const xmlAnswer = (description: string, root: string) => ({
  200: answer(
    description,
    Type.String({ description: 'The XML document.', examples: [`<?xml version="1.0" encoding="UTF-8"?><${root}/>`] }),
    { mediaType },
  ),
})

/** Registers `/sitemap.xml`, `/sitemaps/{part}.xml` and `/sitemap-news.xml`. */
export function registerSitemapRoutes(app: App, sitemaps: Sitemaps): void {
  const querystring = closed({})
  app.get('/sitemap.xml', {
    config,
    schema: {
      operationId: 'getSitemapIndex',
      summary: 'The index of sitemaps',
      description:
        'A sitemap index (sitemaps.org 0.9): the Google News sitemap, and a sitemap for each month with articles, the newest first. Months that the newest 200 changes fall in say when they changed last.',
      tags,
      querystring,
      response: xmlAnswer('The index.', 'sitemapindex'),
    },
    handler: async (request, reply) => reply.type(contentType).send((await sitemaps.index(request.viewer)) as never),
  })
  app.get('/sitemap-news.xml', {
    config,
    schema: {
      operationId: 'getNewsSitemap',
      summary: 'The Google News sitemap',
      description:
        'The newest articles, at most 1,000, that were published for the first time in the two days before the current tick or since.',
      tags,
      querystring,
      response: xmlAnswer('The newest articles.', 'urlset'),
    },
    handler: async (request, reply) => reply.type(contentType).send((await sitemaps.newest(request.viewer)) as never),
  })
  app.get('/sitemaps/:part.xml', {
    config,
    schema: {
      operationId: 'getSitemap',
      summary: 'The sitemap of a month',
      description:
        'The pages of the articles that were published in a month, by the clock of the site, with their translations and images; at most 10,000. Months with more have further parts: `2024-06-2`.',
      tags,
      params: closed({
        part: Type.String({
          pattern: partPattern,
          description: 'The month, and the number of the part from the second on.',
          examples: ['2024-06'],
        }),
      }),
      querystring,
      response: xmlAnswer('The pages.', 'urlset'),
    },
    handler: async (request, reply) => {
      const text = await sitemaps.part(request.viewer, partOfName(request.params.part))
      if (text === undefined) throw notFound('sitemap')
      return reply.type(contentType).send(text as never)
    },
  })
}
