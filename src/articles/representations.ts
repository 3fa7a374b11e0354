/** The forms of one article besides Masthead's own JSON: which there are, and which of them a request asks for. */
import Negotiator from 'negotiator'
import { type TSchema, Type } from 'typebox'
import { invalidParameter, Problem } from '../http/problems.ts'
import { choice } from '../lib/schema.ts'
import type { Viewer } from '../lib/viewer.ts'
import type { SiteDocument } from '../site/index.ts'
import type { Article } from './schema.ts'
import type { Shape } from './shape.ts'

/** One form, as whoever makes it declares it. */
export interface Representation {
  /** Its value of the parameter `format`. */
  format: string
  /** Its media type, with the parameters by which `Accept` may name it. */
  mediaType: string
  /** Its Content-Type. */
  contentType: string
  /** What the document says of it. */
  schema: TSchema
  /** Writes an article that was shown in the shape of `Representations`. */
  render(article: Article, publication: SiteDocument): string
}

/** All forms, and what an article must be shown with to be written in any of them. */
export interface Representations {
  shapeFor(viewer: Viewer): Shape
  all: readonly Representation[]
}

/** The value of `format` for Masthead's own JSON. */
export const ownFormat = 'json'
const ownMediaType = 'application/json'

const ownParameters = ['fields', 'include', 'body'] as const

/** The parameter `format`, with the names of all forms. */
export const formatParameter = ({ all }: Representations) =>
  Type.Optional(
    choice([ownFormat, ...all.map(({ format }) => format)], {
      description:
        'The form of the answer, whatever `Accept` says; `json` is what `application/json` gives. `fields`, `include` and `body` are for `json` only.',
      examples: ['jsonld'],
    }),
  )

/** What the answer is in each form, for the document. */
export const contentOf = ({ all }: Representations): Record<string, { schema: TSchema }> =>
  Object.fromEntries(all.map(({ mediaType, schema }) => [mediaType, { schema }]))

interface FormatQuery {
  format?: string
  fields?: unknown
  include?: unknown
  body?: unknown
}

function accepted(accept: string | undefined, all: readonly Representation[]): Representation | undefined {
  const offered = [ownMediaType, ...all.map(({ mediaType }) => mediaType)]
  const chosen = accept?.trim() ? new Negotiator({ headers: { accept } }).mediaType(offered) : ownMediaType
  if (chosen === undefined)
    throw new Problem('not-acceptable', `This operation answers in ${[...new Set(offered)].join(', ')}.`)
  return all.find(({ mediaType }) => mediaType === chosen)
}

/**
 * The form that a request asks for, by `format`, else by the best fit of `Accept` (RFC 9110 §12.5.1); undefined for
 * Masthead's own JSON. Raises not-acceptable, and invalid-parameter for what only that JSON can be asked with.
 */
export function representationAsked(
  { all }: Representations,
  query: FormatQuery,
  accept: string | undefined,
): Representation | undefined {
  const chosen = query.format === undefined ? accepted(accept, all) : all.find(({ format }) => format === query.format)
  const misplaced = chosen && ownParameters.find((name) => query[name] !== undefined)
  if (misplaced) throw invalidParameter(misplaced, `is for format=${ownFormat} only`)
  return chosen
}
