/** Sparse fields: which members of articles are asked for, and what they need. */
import { invalidParameter } from '../http/problems.ts'
import { nearest } from '../http/validation.ts'
import { ArticleEditor, ArticleSource, ArticleTag } from './parts-schema.ts'
import { type Include, includes, type Selection } from './shape.ts'
import { SparseArticle } from './sparse-schema.ts'

interface Node {
  properties?: Record<string, Node>
  items?: Node
}

const pathsIn = (node: Node, above = ''): string[] =>
  Object.entries(node.properties ?? node.items?.properties ?? {}).flatMap(([name, member]) => [
    above + name,
    ...pathsIn(member, `${above}${name}.`),
  ])

/** The names of all members of an article, dotted into objects and lists. */
const paths: ReadonlySet<string> = new Set(pathsIn(SparseArticle as unknown as Node))

/** What is shown of a source, an editor and tags without an include. */
const always: Record<string, readonly string[] | undefined> = {
  source: ArticleSource.required,
  editor: ArticleEditor.required,
  tags: ArticleTag.required,
}

/** Reads a comma-separated list of dotted names. Raises invalid-parameter, with the nearest name, for an unknown one. */
export function pathsOf(fields: string): string[] {
  const asked = fields.split(',')
  const unknown = asked.find((path) => !paths.has(path))
  if (unknown === undefined) return asked
  throw invalidParameter('fields', `names ${unknown}, which articles do not have; ${nearest(unknown, [...paths])}`)
}

/** What must be included so that the member of this name is there. */
function includeFor(path: string): Include | undefined {
  const [top = '', member, inner] = path.split('.')
  const shown = always[top]
  if (shown) return member === undefined || shown.includes(member) ? undefined : (top as Include)
  return includes.find((name) => name === `${top}.${inner}`) ?? includes.find((name) => name === top)
}

/** What must be included so that the members of these names are there. */
export const includesFor = (asked: readonly string[]): Include[] => asked.flatMap((path) => includeFor(path) ?? [])

/** The selection of the members with these names; who names a member and a part of it gets all of it. */
export function selectionOf(asked: readonly string[]): Selection {
  const selection: Selection = {}
  for (const path of asked) {
    const names = path.split('.')
    const last = names.pop() as string
    let at: Selection | true = selection
    for (const name of names) {
      if (at === true) break
      at[name] ??= {}
      at = at[name]
    }
    if (at !== true) at[last] = true
  }
  return selection
}

/** The selected members of a value; lists are selected from item by item. */
export function selected(value: unknown, selection: Selection | true): unknown {
  if (selection === true || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item) => selected(item, selection))
  const members = value as Record<string, unknown>
  return Object.fromEntries(Object.entries(selection).map(([name, inner]) => [name, selected(members[name], inner)]))
}
