import t from 'tap'
import { tagGroups } from '../../src/http/openapi.ts'
import type { roles } from '../../src/keys/index.ts'
import { createContract, documentOf, type Entry, operationsOf } from '../support/contract.ts'
import { openNewsroom } from '../support/newsroom.ts'

const id = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'
const writes = new Set(['post', 'put', 'patch', 'delete'])

/** What only somebody with a key may do: writing, the newsroom's own, a partner's own, and looking at the metrics. */
const isKeyed = ({ method, path }: { method: string; path: string }): boolean =>
  path !== '/hub' && (writes.has(method) || /^\/(v1\/(newsroom|recalls|webhooks)|metrics)/.test(path))

t.test('/openapi.json', async (t) => {
  const newsroom = await openNewsroom(t)
  const document = documentOf(newsroom)
  const contract = createContract(document)
  const operations = operationsOf(document)
  const name = ({ method, path }: Entry) => `${method.toUpperCase()} ${path}`
  const place = ({ path, method }: Entry, ...parts: string[]) =>
    `#/${['paths', path, method, ...parts].map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
  const schemas = (
    document as unknown as { components: { schemas: Record<string, { examples?: unknown[]; description?: string }> } }
  ).components.schemas
  /** The examples of a body: its own, or those of its schema or of the component that this points at. */
  const examplesOf = ({ schema = {}, example }: { schema?: object; example?: unknown }): unknown[] => {
    const { $ref, examples } = schema as { $ref?: string; examples?: unknown[] }
    if (example !== undefined) return [example]
    return examples ?? schemas[$ref?.split('/').at(-1) ?? '']?.examples ?? []
  }

  t.test('200 with the operations that clients are promised', async (t) => {
    const promised = [
      'listArticles',
      'getArticle',
      'getArticleBySlug',
      'listRelatedNews',
      'getSite',
      'listNewsroomArticles',
      'getNewsroomArticle',
      'createArticle',
      'updateArticle',
      'deleteArticle',
      'publishArticle',
      'unpublishArticle',
      'putRelatedNews',
    ]
    const plurals = [
      ['Source', 'Sources'],
      ['Editor', 'Editors'],
      ['Tag', 'Tags'],
    ]
    for (const [one, many] of plurals)
      promised.push(
        `list${many}`,
        `get${one}`,
        `listNewsroom${many}`,
        `getNewsroom${one}`,
        `create${one}`,
        `update${one}`,
        `delete${one}`,
      )
    const known = new Set(operations.map(({ operation }) => operation.operationId))
    for (const each of promised) t.ok(known.has(each), each)
    for (const component of [
      'Article',
      'ArticlePage',
      'NewsroomArticle',
      'ArticleInput',
      'Source',
      'Editor',
      'Tag',
      'Site',
      'Problem',
    ])
      t.ok(component in schemas, component)
  })

  t.test('200 with each operation named once, described and grouped', async (t) => {
    const ids = operations.map(({ operation }) => operation.operationId)
    t.equal(new Set(ids).size, operations.length)
    const groups = new Set<string>(tagGroups.map(([group]) => group))
    for (const entry of operations) {
      const { operationId, summary, description, tags = [] } = entry.operation
      t.match(operationId ?? '', /^[a-z][A-Za-z]+$/, name(entry))
      t.ok(summary && !summary.endsWith('.'), `${name(entry)} has a summary`)
      t.ok(description && description.length >= 20, `${name(entry)} has a description`)
      t.ok(tags.length === 1 && tags.every((tag) => groups.has(tag)), `${name(entry)} has a tag`)
      t.equal(
        tags[0]?.startsWith('Newsroom'),
        entry.path.startsWith('/v1/newsroom'),
        `${name(entry)} is where it belongs`,
      )
    }
    t.same(new Set(document.tags.map((tag) => tag.name)), groups)
  })

  t.test('200 with each parameter described and given an example that is allowed', async (t) => {
    for (const entry of operations) {
      const parameters = entry.operation.parameters ?? []
      for (const [index, { name: parameter, description, example }] of parameters.entries()) {
        t.ok(description, `${name(entry)} ${parameter}`)
        if (parameter === 'cursor') continue
        const faults = contract.faultsAt(place(entry, 'parameters', String(index), 'schema'), example)
        t.same(faults, [], `${name(entry)} ${parameter}`)
      }
      for (const [, variable] of entry.path.matchAll(/\{(\w+)\}/g))
        t.ok(
          parameters.some((each) => each.in === 'path' && each.name === variable),
          `${name(entry)} ${variable}`,
        )
    }
  })

  t.test('200 with a success of each operation, whose example its schema allows', async (t) => {
    for (const entry of operations) {
      const successes = Object.entries(entry.operation.responses).filter(([status]) => status.startsWith('2'))
      t.ok(successes.length >= 1, name(entry))
      for (const [status, { content, description, headers = {} }] of successes) {
        t.ok(description, `${name(entry)} ${status} is described`)
        if (status === '204') continue
        t.ok(content && 'ETag' in headers && 'Cache-Control' in headers, `${name(entry)} ${status} has headers`)
        if (status === '201') t.ok('Location' in headers, `${name(entry)} 201 has a Location`)
        for (const [mediaType, media] of Object.entries(content ?? {})) {
          const examples = examplesOf(media)
          t.ok(examples.length > 0, `${name(entry)} ${status} has an example`)
          const pointer = place(entry, 'responses', status, 'content', mediaType, 'schema')
          for (const example of examples) t.same(contract.faultsAt(pointer, example), [], `${name(entry)} ${status}`)
        }
      }
    }
  })

  t.test('200 with each body’s example, which its schema allows and the server takes', async (t) => {
    for (const entry of operations) {
      for (const [mediaType, media] of Object.entries(entry.operation.requestBody?.content ?? {})) {
        const examples = examplesOf(media)
        t.ok(examples.length > 0, `${name(entry)} ${mediaType} has an example`)
        for (const example of examples)
          t.same(
            contract.faultsAt(place(entry, 'requestBody', 'content', mediaType, 'schema'), example),
            [],
            name(entry),
          )
      }
    }
    for (const plural of ['editors', 'sources', 'tags', 'articles']) {
      const [example] =
        schemas[
          { articles: 'ArticleInput', sources: 'SourceInput', editors: 'EditorInput', tags: 'TagInput' }[plural] ?? ''
        ]?.examples ?? []
      const created = await newsroom.call('POST', `/v1/newsroom/${plural}`, { as: 'admin', body: example })
      t.equal(created.status, 201, `${plural}: ${created.text}`)
    }
    const [site] = schemas.SiteChanges?.examples ?? []
    t.equal((await newsroom.call('PATCH', '/v1/newsroom/site', { as: 'admin', body: site, ifMatch: '*' })).status, 200)
  })

  t.test('200 with every 4xx and 5xx as a Problem', async (t) => {
    for (const entry of operations) {
      const failures = Object.entries(entry.operation.responses).filter(([status]) => /^[45]/.test(status))
      const statuses = failures.map(([status]) => status)
      for (const status of ['400', '401', '429', '500']) t.ok(statuses.includes(status), `${name(entry)} ${status}`)
      for (const [status, { content = {}, description }] of failures) {
        t.same(Object.keys(content), ['application/problem+json'], `${name(entry)} ${status}`)
        t.same(content['application/problem+json']?.schema, { $ref: '#/components/schemas/Problem' })
        t.match(description, /`[a-z-]+`/, 'names the problem')
      }
      if (entry.path.includes('{')) t.ok(statuses.includes('404'), `${name(entry)} 404`)
      if (entry.operation.requestBody)
        for (const status of ['413', '415', '422']) t.ok(statuses.includes(status), `${name(entry)} ${status}`)
      if (['put', 'patch', 'delete'].includes(entry.method))
        for (const status of ['412', '428']) t.ok(statuses.includes(status), `${name(entry)} ${status}`)
      if (entry.method === 'get' && entry.path.startsWith('/v1'))
        t.ok('304' in entry.operation.responses, `${name(entry)} 304`)
    }
    for (const example of schemas.Problem?.examples ?? [])
      t.same(contract.faultsAt('#/components/schemas/Problem', example), [])
  })

  t.test('200 with a key for every write and all of the newsroom, and If-Match for every change', async (t) => {
    for (const entry of operations) {
      const { security = [], parameters = [] } = entry.operation
      const isOpen = security.length === 0 || security.some((each) => Object.keys(each).length === 0)
      const needsKey = isKeyed(entry)
      t.equal(!isOpen, needsKey, name(entry))
      const ifMatch = parameters.find((each) => each.name === 'If-Match') as { required?: boolean } | undefined
      if (entry.method !== 'post')
        t.equal(ifMatch?.required === true, writes.has(entry.method), `${name(entry)} If-Match`)
    }
  })

  t.test('401 of each of those without a key, 403 with a key that only reads, and else never by that', async (t) => {
    for (const entry of operations) {
      // A stream does not end by itself; it needs no key.
      if (entry.path === '/v1/changes/stream') continue
      const url = entry.path.replace('{language}', 'en').replaceAll(/\{\w+\}/g, id)
      const needsKey = isKeyed(entry)
      const body = entry.operation.requestBody ? { body: {} } : {}
      const type = Object.keys(entry.operation.requestBody?.content ?? {})[0]
      const ask = async (as?: (typeof roles)[number]) => {
        const answer = await newsroom.call(entry.method.toUpperCase(), url, {
          ...body,
          ...(type && { type }),
          ...(as && { as }),
        })
        t.same(contract.faults(entry.method.toUpperCase(), url, answer), [], `${name(entry)} as ${as}`)
        return answer.status
      }
      t.equal((await ask()) === 401, needsKey, `${name(entry)} without a key`)
      // Readers may follow and acknowledge what concerns them, and only that.
      const isOwn = /^\/v1\/(recalls|webhooks)/.test(entry.path)
      t.equal((await ask('reader')) === 403, needsKey && !isOwn, `${name(entry)} with a reader’s`)
      t.notOk([401, 403].includes(await ask('admin')), `${name(entry)} with an admin’s`)
    }
  })

  t.test('200 with every component used, described and exemplified', async (t) => {
    const text = JSON.stringify(document)
    for (const [component, schema] of Object.entries(schemas)) {
      t.match(text, `"#/components/schemas/${component}"`, `${component} is used`)
      t.ok(schema.description, `${component} is described`)
      for (const example of schema.examples ?? [])
        t.same(contract.faultsAt(`#/components/schemas/${component}`, example), [], component)
    }
    t.notMatch(text, /def-\d/, 'no component without a name')
  })
})
