import { createHash, randomBytes, randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

/** A new UUIDv7 (RFC 9562 §5.7): its text order is the order of making. */
export const newId = (): string => v7()

const randomBytesOfId = 16
const pool = new Uint8Array(256 * randomBytesOfId)
let taken = pool.length

/** A new UUIDv7 for a request: random bytes are drawn for many at once, and ids of one millisecond stand in no order. */
export function newRequestId(): string {
  if (taken === pool.length) {
    randomFillSync(pool)
    taken = 0
  }
  const random = pool.subarray(taken, taken + randomBytesOfId)
  taken += randomBytesOfId
  return v7({ random })
}

/** Whether the text is a UUID in the form that ids are written in. */
export const isId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)

/** A secret of 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** SHA-256, hexadecimal. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
