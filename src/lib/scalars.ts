/** The scalar shapes that every feature's schema shares. */
import { Type } from 'typebox'
import { nullable } from './schema.ts'
import { slugCharacters } from './slug.ts'

const instantPattern = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$'
const examples = { id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10', instant: '2024-06-21T08:53:00Z' }

/** UUIDv7 (RFC 9562 §5.7), lower case. */
export const Id = (description: string) => Type.String({ format: 'uuid', description, examples: [examples.id] })

/** An instant in responses: RFC 3339, UTC, whole seconds, `Z`. */
export const Instant = (description: string) =>
  Type.String({ format: 'date-time', pattern: instantPattern, description, examples: [examples.instant] })

/** An instant in requests: RFC 3339 with any offset; fractions of a second are cut off. */
export const InstantInput = (description: string) =>
  Type.String({ format: 'date-time', maxLength: 40, description, examples: [examples.instant] })

/** An instant in requests, or a date by the clock of the site, which means its first second. */
export const InstantOrDateInput = (description: string) =>
  Type.String({
    pattern: '^\\d{4}-\\d{2}-\\d{2}([Tt ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2}))?$',
    maxLength: 40,
    description,
    examples: ['2024-06-21'],
  })

/** A slug: letters of any script in lower case, digits and single hyphens. */
export const Slug = (description: string, example = 'new-energy') =>
  Type.String({
    pattern: `^[${slugCharacters}]+(-[${slugCharacters}]+)*$`,
    minLength: 1,
    maxLength: 120,
    description,
    examples: [example],
  })

/** A language tag, BCP 47 (RFC 5646): language, script, region and variants. */
export const Language = (description: string, example = 'en') =>
  Type.String({
    pattern: '^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*$',
    maxLength: 35,
    description,
    examples: [example],
  })

/** An absolute http or https address. */
export const WebAddress = (description: string, example = 'https://www.qinghenews.example/') =>
  Type.String({ format: 'uri', pattern: '^https?://[^\\s]+$', maxLength: 2000, description, examples: [example] })

/** One line of plain text. */
export const Line = (description: string, example: string, maxLength = 300) =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', description, examples: [example] })

/** Plain text of up to a few paragraphs. */
export const Text = (description: string, example: string, maxLength = 4000) =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', description, examples: [example] })

/** The same text in several languages: language tag → text. */
export const Translated = (description: string, example: Record<string, string>, maxLength = 300) =>
  Type.Unsafe<Record<string, string>>({
    type: 'object',
    propertyNames: { type: 'string', pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35 },
    additionalProperties: { type: 'string', minLength: 1, maxLength, pattern: '\\S' },
    minProperties: 1,
    maxProperties: 40,
    description,
    examples: [example],
  })

export const NullableInstant = (description: string) => nullable(Instant(description))
export const NullableId = (description: string) => nullable(Id(description))
