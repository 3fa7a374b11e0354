/** What no schema sees: broken encoding, repeated parameters, strings that cannot be stored, nesting without end. */
import type { FastifyRequest } from 'fastify'
import { Problem } from './problems.ts'

const shown = 20

/** How many objects and arrays of a body may stand within one another; the deepest body that means something has six. */
const deepest = 100

/** Fastify takes a broken percent-encoding as it stands, and bytes that are not UTF-8 as question marks. */
function refuseBrokenEncoding(request: FastifyRequest): void {
  const start = request.url.indexOf('?')
  if (start < 0) return
  try {
    decodeURIComponent(request.url.slice(start))
  } catch {
    throw new Problem('malformed-request', 'The query has broken percent-encoding, or bytes that are not UTF-8.')
  }
}

function refuseRepeatedParameters(request: FastifyRequest): void {
  const repeated = Object.entries(request.query as Record<string, unknown>).filter(([, value]) => Array.isArray(value))
  if (repeated.length === 0) return
  const errors = repeated.map(([parameter]) => ({
    parameter,
    detail: 'is repeated; give it once, with commas between values where it takes several',
  }))
  throw new Problem('invalid-parameter', `${errors[0]?.parameter} ${errors[0]?.detail}.`, { errors })
}

const isUnstorable = (text: string): boolean => text.includes('\0') || !text.isWellFormed()

/** The pointers of strings that no database and no XML can hold: with NUL or with half a surrogate pair. */
function unstorableStrings(value: unknown, pointer: string, found: string[], depth: number): string[] {
  if (typeof value === 'string') {
    if (isUnstorable(value)) found.push(pointer)
  } else if (value !== null && typeof value === 'object') {
    if (depth > deepest)
      throw new Problem('invalid-body', `The body is nested more than ${deepest} deep.`, {
        errors: [{ pointer: '', detail: `is nested more than ${deepest} deep` }],
      })
    for (const [key, each] of Object.entries(value)) {
      if (isUnstorable(key)) found.push(pointer)
      else unstorableStrings(each, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, found, depth + 1)
    }
  }
  return found
}

function refuseUnstorableStrings(request: FastifyRequest): void {
  const detail = 'holds a NUL character or half of a surrogate pair; send well-formed Unicode text'
  const inText = unstorableStrings({ ...(request.query as object), ...(request.params as object) }, '', [], 1)
  if (inText.length > 0) {
    throw new Problem('invalid-parameter', `${inText[0]?.slice(1)} ${detail}.`, {
      errors: inText.map((pointer) => ({ parameter: pointer.slice(1), detail })),
    })
  }
  const inBody = unstorableStrings(request.body, '', [], 1).slice(0, shown)
  if (inBody.length > 0) {
    throw new Problem('invalid-body', `${inBody[0]} ${detail}.`, {
      errors: inBody.map((pointer) => ({ pointer, detail })),
    })
  }
}

/** Refuses a request that is not well-formed, before its schemas are asked. */
export function refuseIllFormed(request: FastifyRequest): void {
  refuseBrokenEncoding(request)
  refuseRepeatedParameters(request)
  refuseUnstorableStrings(request)
}
