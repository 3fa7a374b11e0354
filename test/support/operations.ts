/** The reading surface as the OpenAPI document has it: all its addresses, asked of newsrooms that are compared. */
import fc from 'fast-check'
import { documentOf, type Operation, operationsOf } from './contract.ts'
import type { Answer, TestNewsroom } from './newsroom.ts'

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
      !(operation.tags ?? []).some((tag) => operations.has(tag)),
  )

/** The words of a pattern that is a list of them: `^(a|b)(,(a|b))*$`. */
const wordsOf = (pattern = ''): string[] => /^\^\(([A-Za-z|-]+)\)\(,/.exec(pattern)?.[1]?.split('|') ?? []

const isList = (pattern = ''): boolean => /\)\*\$$/.test(pattern) && pattern.includes('(,')

const withList = (values: string[], pattern?: string): string[] =>
  isList(pattern) && values.length > 1 ? [...values, values.slice(0, 100).join(',')] : values

function integersOf({ minimum = 0, maximum = 1000, default: usual }: Schema): string[] {
  const values = [minimum, minimum + 1, minimum + 2, Number(usual ?? minimum + 4), maximum]
  return [...new Set(values)].map(String)
}

/** Every value that is worth trying, by what the document says of the parameter. */
function valuesOf({ name, schema = {}, example }: Parameter, pool: Pool): string[] {
  const { type, enum: choices, const: only, format, pattern } = schema as Schema
  if (only !== undefined) return [String(only)]
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
 * with `combinations` random combinations of them. Of the single values every `step`th is taken, others with other seeds.
 */
export function addressesOf(
  newsroom: TestNewsroom,
  pool: Pool,
  { combinations, step, seed }: { combinations: number; step: number; seed: number },
): string[] {
  const addresses = readingOperations(newsroom).flatMap(({ path, operation }) => {
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
    const bare = paths.map((each) => withQuery(each, needed))
    const taken = single.filter((_, index) => (index + seed) % step === 0)
    return [...bare, ...taken, ...mixed.map((each) => withQuery(each.path, each.query))]
  })
  return [...new Set(addresses)]
}

export const readers = [undefined, 'reader', 'partner'] as const

/** What an answer says, without what differs in every answer. */
function essence({ status, headers, text }: Answer) {
  const { date, 'x-request-id': requestId, ...same } = headers
  return { status, headers: same, text: text.replaceAll(String(requestId), '') }
}

export interface Difference {
  url: string
  as: (typeof readers)[number]
  left: Answer
  right: Answer
}

const pagesFollowed = 3

/** Asks two newsrooms the same, page after page where there are pages. Answers in what they differ, up to where that is enough, and shows each answer of the left one. */
export async function compare(
  [left, right]: [TestNewsroom, TestNewsroom],
  urls: string[],
  see: (url: string, answer: Answer) => void = () => undefined,
  enough = Number.POSITIVE_INFINITY,
): Promise<Difference[]> {
  const differences: Difference[] = []
  /** Answers the next page's address; undefined when the answers differ or there is none. */
  async function ask(url: string, as: (typeof readers)[number], method: 'GET' | 'HEAD'): Promise<Answer | undefined> {
    const call = as ? { as } : {}
    const [one, other] = [await left.call(method, url, call), await right.call(method, url, call)]
    if (method === 'GET') see(url, one)
    if (JSON.stringify(essence(one)) === JSON.stringify(essence(other))) return one
    differences.push({ url, as, left: one, right: other })
    return undefined
  }
  for (const [index, url] of urls.entries()) {
    if (differences.length >= enough) break
    for (const as of readers) {
      let answer = await ask(url, as, 'GET')
      for (let page = 1; answer?.body?.page?.next && page < pagesFollowed; page++)
        answer = await ask(`${url}${url.includes('?') ? '&' : '?'}cursor=${answer.body.page.next}`, as, 'GET')
    }
    if (index % 10 === 0) await ask(url, undefined, 'HEAD')
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
    `${as ?? 'anonymous'} ${url}`,
    `${left.status} ${right.status} ${differing}`,
    one.slice(place - 60, place + 60),
    ...texts,
  ].join('\n  ')
}
