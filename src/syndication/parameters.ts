/** How changes and snapshots are asked for. */
import { Type } from 'typebox'
import { type BodyForm, bodyForms } from '../articles/index.ts'
import { choice } from '../lib/schema.ts'
import type { Included } from './resources.ts'

/** The parameters that say whether changes come with what changed, and how. */
export const includedParameters = {
  include: Type.Optional(
    choice(['resource', 'resource,translations'], {
      description:
        'With `resource` each change has what changed beside it, as it is now; with `resource,translations` articles have their translations too.',
      examples: ['resource'],
    }),
  ),
  body: Type.Optional(
    choice(bodyForms, {
      default: 'blocks',
      description: 'The form of the bodies of included articles.',
      examples: ['html'],
    }),
  ),
}

/** What is to stand beside changes. */
export const includedOf = ({ include, body = 'blocks' }: { include?: string; body?: BodyForm }): Included =>
  include === undefined
    ? undefined
    : { body, include: new Set(include.endsWith('translations') ? (['translations'] as const) : []) }

/** A place in the change feed, in requests. */
export const After = (description: string) =>
  Type.String({ minLength: 1, maxLength: 300, pattern: '^[A-Za-z0-9._-]+$', description, examples: ['4711'] })
