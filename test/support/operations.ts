/** The reading surface as the OpenAPI document has it: all its addresses, asked of newsrooms that are compared. */
import fc from 'fast-check'
import { isPublicReading, isWellKnown } from '../../src/http/surfaces.ts'
import { documentOf, type Operation, operationsOf } from './contract.ts'
import type { Answer, Call, TestNewsroom } from './newsroom.ts'

/** What a reader knows, or guesses: the values that parameters are given. */
export interface Pool {
  /** Of articles, sources, editors and tags, hidden ones too. */
  ids: string[]
  slugs: string[]
  languages: string[]
  instants: string[]
  words: string[]
}

type Parameter = NonNullable<Operation['parameters']>[number] & { required?: boolean }

interface Schema {
  type?: string | string[]
  enum?: Array<string | number>
  const?: string | number
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  default?: unknown
}

const operations = new Set(['Operations'])

/** Everything that may be read without a role in the newsroom, but for health, metrics and the document itself. */
export const readingOperations = (newsroom: TestNewsroom) =>
  operationsOf(documentOf(newsroom)).filter(
    ({ path, method, operation }) =>
      method === 'get' &&
      !path.startsWith('/v1/newsroom') &&
      (isWellKnown(path) || !(operation.tags ?? []).some((tag) => operations.has(tag))),
  )

/** All addresses that the server answers with GET, as the router has them: with `{name}` for parameters. */
export function routesOf({ app }: TestNewsroom): string[] {
  const above: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const found = /^([│├└─ ]*)(\S+) \(([A-Z, ]+)\)$/u.exec(line)
      if (!found) return []
      const [, indent = '', segment = '', methods = ''] = found
      const depth = indent.length / 4
      above.length = depth - 1
      const path = `${above.at(-1) ?? ''}${segment}`.replace('//', '/')
      above.push(path)
      return methods.split(', ').includes('GET') ? [path.replaceAll(/:(\w+)/g, '{$1}')] : []
    })
}

/** Routes of the reading surface which the document does not have, so that nobody would compare their answers. */
export function forgottenRoutes(newsroom: TestNewsroom): string[] {
  const known = new Set(readingOperations(newsroom).map(({ path }) => path))
  return routesOf(newsroom).filter((path) => (isPublicReading(path) || isWellKnown(path)) && !known.has(path))
}

/** The words of a pattern that is a list of them: `^(a|b)(,(a|b))*$`. */
const wordsOf = (pattern = ''): string[] => /^\^\(([A-Za-z|-]+)\)\(,/.exec(pattern)?.[1]?.split('|') ?? []

const isList = (pattern = ''): boolean => /\)\*\$$/.test(pattern) && pattern.includes('(,')

const withList = (values: string[], pattern?: string): string[] =>
  isList(pattern) && values.length > 1 ? [...values, values.slice(0, 100).join(',')] : values

function integersOf({ minimum = 0, maximum = 1000, default: usual }: Schema): string[] {
  const values = [minimum, minimum + 1, minimum + 2, Number(usual ?? minimum + 4), maximum]
  return [...new Set(values)].map(String)
}

/** Whether an answer goes on until the client has enough of it. */
export const isEndless = (path: string): boolean => path === '/v1/changes/stream'

/** Every value that is worth trying, by what the document says of the parameter. */
function valuesOf({ name, schema = {}, example }: Parameter, pool: Pool): string[] {
  const { type, enum: choices, const: only, format, pattern } = schema as Schema
  if (only !== undefined) return [String(only)]
  // Nothing happens meanwhile.
  if (name === 'wait') return ['0']
  if (name === 'after' && pattern !== undefined && !pattern.includes('/')) return ['0', '1', '7', pool.ids[0] as string]
  if (choices) return choices.map(String)
  if (type === 'boolean') return ['true', 'false']
  if (type === 'integer' || type === 'number') return integersOf(schema as Schema)
  if (format === 'date-time') return pool.instants
  // An instant, or a date.
  if (/(After|Before)$/.test(name)) return [...pool.instants, ...pool.instants.map((instant) => instant.slice(0, 10))]
  if (wordsOf(pattern).length > 0) return withList(wordsOf(pattern), pattern)
  if (format === 'uuid' || /\{8\}-|\{36\}/.test(pattern ?? '')) return withList(pool.ids, pattern)
  if (/language/i.test(name)) return withList(pool.languages, pattern)
  if (/slug/i.test(name)) return pool.slugs
  const examples = example === undefined ? [] : [String(example)]
  if (pattern === undefined || new RegExp(pattern, 'u').test(pool.slugs[0] ?? ''))
    return withList([...pool.slugs, ...pool.ids, ...pool.words, ...examples], pattern)
  return examples
}

const within = (parameters: Parameter[], place: string): Parameter[] =>
  parameters.filter((parameter) => parameter.in === place && parameter.name !== 'cursor')

const withQuery = (path: string, query: Record<string, string | undefined>): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}

/** All paths of an operation with every value of each of its path parameters. */
function pathsOf(path: string, parameters: Parameter[], pool: Pool): string[] {
  const [first, ...rest] = parameters
  if (!first) return [path]
  const filled = valuesOf(first, pool).map((value) => path.replace(`{${first.name}}`, encodeURIComponent(value)))
  return filled.flatMap((each) => pathsOf(each, rest, pool))
}

/**
 * The addresses of the reading surface: each operation bare at every path, with each value of each parameter alone, and
 * with `combinations` random combinations of them. Of the single values every `step`th is taken, and of many paths every
 * `bareStep`th, others with other seeds.
 */
export function addressesOf(
  newsroom: TestNewsroom,
  pool: Pool,
  { combinations, step, bareStep = 1, seed }: { combinations: number; step: number; bareStep?: number; seed: number },
): string[] {
  const addresses = readingOperations(newsroom).flatMap(({ path, operation }) => {
    if (isEndless(path)) return []
    const parameters = operation.parameters ?? []
    const paths = pathsOf(path, within(parameters, 'path'), pool)
    const queries = within(parameters, 'query')
    const choiceOf = (parameter: Parameter) => fc.constantFrom(...valuesOf(parameter, pool))
    const asked = queries.map((parameter) => [
      parameter.name,
      parameter.required ? choiceOf(parameter) : fc.option(choiceOf(parameter), { nil: undefined, freq: 1 }),
    ])
    const needed = Object.fromEntries(
      queries.filter(({ required }) => required).map((parameter) => [parameter.name, valuesOf(parameter, pool)[0]]),
    )
    const random = fc.record({ path: fc.constantFrom(...paths), query: fc.record(Object.fromEntries(asked)) })
    const single = queries.flatMap((parameter) =>
      valuesOf(parameter, pool).map((value) => withQuery(paths[0] as string, { ...needed, [parameter.name]: value })),
    )
    const mixed = fc.sample(random, { numRuns: queries.length === 0 ? 0 : combinations, seed })
    const isTaken = (index: number): boolean => paths.length < 12 || (index + seed) % bareStep === 0
    const bare = paths.filter((_, index) => isTaken(index)).map((each) => withQuery(each, needed))
    const taken = single.filter((_, index) => (index + seed) % step === 0)
    return [...bare, ...taken, ...mixed.map((each) => withQuery(each.path, each.query))]
  })
  return [...new Set(addresses)]
}

/** Who asks, with a key of each newsroom; without keys anonymous. */
export interface Reader {
  name: string
  keys?: [string, string]
}

type Newsrooms = [TestNewsroom, TestNewsroom]

/** Readers who all see the same: without a key, and with the keys of two roles. */
export const readersOf = ([left, right]: Newsrooms): Reader[] => [
  { name: 'anonymous' },
  ...(['reader', 'partner'] as const).map((role) => ({
    name: role,
    keys: [left.keyTexts[role], right.keyTexts[role]] as [string, string],
  })),
]

/** What an answer says, without what differs in every answer. */
function essence({ status, headers, text }: Answer) {
  const { date, 'x-request-id': requestId, ...same } = headers
  return { status, headers: same, text: text.replaceAll(String(requestId), '') }
}

/** An answer about the log without its numbers and what is made of them; other answers as they are. */
export function withoutSeq(answer: Answer, url: string): Answer {
  if (!/^\/v1\/(changes|snapshot)/.test(url)) return answer
  const { etag, link, 'content-length': length, ...headers } = answer.headers
  const text = answer.text
    .replaceAll(/"(seq|head)":\d+/g, '"$1":0')
    .replaceAll(/"(next|digest)":"[^"]*"/g, '"$1":""')
    .replaceAll(/newest change, \d+/g, 'newest change')
  return { ...answer, headers, text }
}

export interface Difference {
  url: string
  as: string
  left: Answer
  right: Answer
}

interface Comparison {
  readers?: Reader[]
  /** Readers but the first are asked every so many addresses. */
  everyReader?: number
  /** What of an answer is compared. */
  part?: (answer: Answer, url: string) => Answer
  /** Shown each answer of the left one. */
  see?: (url: string, answer: Answer) => void
  /** How many differences are enough. */
  enough?: number | undefined
}

const pagesFollowed = 3

/** Asks two newsrooms the same, page after page where there are pages. Answers in what they differ. */
export async function compare(
  newsrooms: Newsrooms,
  urls: string[],
  {
    readers = readersOf(newsrooms),
    everyReader = 1,
    part = (answer) => answer,
    see,
    enough = Number.POSITIVE_INFINITY,
  }: Comparison = {},
): Promise<Difference[]> {
  const differences: Difference[] = []
  const askOne = (side: 0 | 1, method: string, url: string, { keys }: Reader): Promise<Answer> => {
    const call: Call = keys ? { headers: { authorization: `Bearer ${keys[side]}` } } : {}
    return newsrooms[side].call(method, url, call)
  }
  /** Answers what both say; undefined when they differ. */
  async function ask(url: string, reader: Reader, method: 'GET' | 'HEAD'): Promise<Answer | undefined> {
    const [left, right] = [await askOne(0, method, url, reader), await askOne(1, method, url, reader)]
    if (method === 'GET') see?.(url, left)
    if (JSON.stringify(essence(part(left, url))) === JSON.stringify(essence(part(right, url)))) return left
    differences.push({ url, as: reader.name, left: part(left, url), right: part(right, url) })
    return undefined
  }
  for (const [index, url] of urls.entries()) {
    if (differences.length >= enough) break
    for (const [place, reader] of readers.entries()) {
      if (place > 0 && (index + place) % everyReader > 0) continue
      let answer = await ask(url, reader, 'GET')
      // Cursors of the log have its numbers; where it goes on is asked for by them.
      const hasPages = !url.startsWith('/v1/changes')
      for (let page = 1; hasPages && answer?.body?.page?.next && page < pagesFollowed; page++)
        answer = await ask(`${url}${url.includes('?') ? '&' : '?'}cursor=${answer.body.page.next}`, reader, 'GET')
      if (place === 0 && index % 10 === 0) await ask(url, reader, 'HEAD')
    }
  }
  return differences
}

/** A difference in words, for the message of a failed test: from where the two answers part. */
export function told({ url, as, left, right }: Difference): string {
  const [one, other] = [JSON.stringify(essence(left)), JSON.stringify(essence(right))]
  const differing = Object.keys({ ...left.headers, ...right.headers }).filter(
    (name) => !['date', 'x-request-id'].includes(name) && left.headers[name] !== right.headers[name],
  )
  const text = (answer: Answer) => essence(answer).text
  const place = [...one].findIndex((character, index) => character !== other[index])
  const parting = [...text(left)].findIndex((character, index) => character !== text(right)[index])
  const part = (from: string) => from.slice(Math.max(0, parting - 100), parting + 100)
  const texts = parting === -1 ? [] : [part(text(left)), part(text(right))]
  return [
    `${as} ${url}`,
    `${left.status} ${right.status} ${differing}`,
    one.slice(place - 60, place + 60),
    ...texts,
  ].join('\n  ')
}
