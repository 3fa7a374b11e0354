/** Pages for people: the front door, Swagger UI, and one page per problem type. */
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { escapeHtml } from '../lib/html.ts'
import type { App } from './app-types.ts'
import { notFound, type ProblemName, problemTypes } from './problems.ts'

const wantsHtml = (request: FastifyRequest): boolean =>
  new Negotiator(request.raw).mediaType(['application/json', 'text/html']) === 'text/html'

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>body{font:1.05rem/1.6 Georgia,serif;max-width:42rem;margin:4rem auto;padding:0 1.5rem;color:#1c1b19;background:#fbfaf7}h1{line-height:1.2}code{font-size:.9em;background:#efece4;padding:.1em .3em}a{color:#8a2b16}li{margin:.4em 0}</style></head>
<body>${content}</body></html>
`

const links = [
  ['articles', '/v1/articles', 'The newest articles'],
  ['docs', '/docs', 'Explore the API in Swagger UI'],
  ['openapi', '/openapi.json', 'The OpenAPI 3.1 document'],
  ['site', '/v1/site', 'The publication itself'],
  ['problems', '/problems', 'What errors mean'],
  ['health', '/health/ready', 'Whether the server is ready'],
] as const

function registerFrontDoor(app: App, publicUrl: string): void {
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    reply.headers({ vary: 'Accept', 'cache-control': 'public, max-age=60' })
    if (!wantsHtml(request))
      return { name: 'Masthead', links: Object.fromEntries(links.map(([name, path]) => [name, publicUrl + path])) }
    const items = links.map(([, path, text]) => `<li><a href="${path}">${text}</a> <code>${path}</code></li>`).join('')
    return reply
      .type('text/html; charset=utf-8')
      .send(
        page(
          'Masthead',
          `<h1>Masthead</h1><p>The headless newsroom: articles as data, put in once and read everywhere.</p><ul>${items}</ul>`,
        ),
      )
  })
}

const problemPage = (name: ProblemName): string => {
  const { status, title, description } = problemTypes[name]
  const text = escapeHtml(description).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
  return page(
    `${status} ${title}`,
    `<p><a href="/problems">All problems</a></p><h1>${escapeHtml(title)}</h1><p><code>${status}</code> <code>${name}</code></p><p>${text}</p>`,
  )
}

function registerProblemPages(app: App, publicUrl: string): void {
  const names = Object.keys(problemTypes) as ProblemName[]
  const described = (name: ProblemName) => ({ type: `${publicUrl}/problems/${name}`, ...problemTypes[name] })
  const headers = { vary: 'Accept', 'cache-control': 'public, max-age=3600' }
  app.get('/problems', { schema: { hide: true } }, async (request, reply) => {
    reply.headers(headers)
    if (!wantsHtml(request)) return { data: names.map(described) }
    const items = names.map(
      (name) =>
        `<li><code>${problemTypes[name].status}</code> <a href="/problems/${name}">${escapeHtml(problemTypes[name].title)}</a></li>`,
    )
    return reply.type('text/html; charset=utf-8').send(page('Problems', `<h1>Problems</h1><ul>${items.join('')}</ul>`))
  })
  app.get<{ Params: { name: string } }>('/problems/:name', { schema: { hide: true } }, async (request, reply) => {
    const name = names.find((each) => each === request.params.name)
    if (!name) throw notFound('problem type')
    reply.headers(headers)
    return wantsHtml(request) ? reply.type('text/html; charset=utf-8').send(problemPage(name)) : described(name)
  })
}

/** Registers `/`, `/docs`, `/problems` and `/problems/{name}`. */
export async function registerDocsPages(app: App, options: { publicUrl: string }): Promise<void> {
  registerFrontDoor(app, options.publicUrl)
  registerProblemPages(app, options.publicUrl)
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    uiConfig: {
      filter: true,
      docExpansion: 'list',
      tryItOutEnabled: false,
      persistAuthorization: true,
      displayRequestDuration: true,
      deepLinking: true,
      defaultModelsExpandDepth: 0,
    },
    theme: { title: 'Masthead API' },
  })
}
