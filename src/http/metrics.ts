/** Prometheus metrics: of the process, and of requests by route. */
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Histogram, type Registry } from 'prom-client'
import { Type } from 'typebox'

/** Collects metrics of the process and of requests, and serves the registry at /metrics to keys with the scope operate. */
export function registerMetrics(app: FastifyInstance, registry: Registry): void {
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request line to the end of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }
    duration.observe(labels, reply.elapsedTime / 1000)
    done()
  })
  app.get('/metrics', {
    config: { scope: 'operate' },
    schema: {
      operationId: 'getMetrics',
      summary: 'Metrics for Prometheus',
      description: 'Metrics of the process and of requests by route, in the text format of Prometheus.',
      tags: ['Operations'],
      response: {
        200: {
          description: 'All metrics.',
          content: { 'text/plain': { schema: Type.String({ examples: ['process_cpu_seconds_total 0.42'] }) } },
        },
      },
    },
    handler: async (_request, reply) =>
      reply
        .type(registry.contentType)
        .serializer(String)
        .send(await registry.metrics()),
  })
}
