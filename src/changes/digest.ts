/**
 * The digest of a set of resources, each with the sequence number of its last change: the sum, modulo 2¹²⁸, of one number
 * for each resource. The order does not matter, and a change is one subtraction and one addition.
 */
import { createHash } from 'node:crypto'

const modulus = 1n << 128n

/** Digest of nothing. */
export const emptyDigest = '0'.repeat(32)

/** The number of one resource: the first 16 bytes, big-endian, of SHA-256 over `resource:id:seq` in UTF-8. */
export const termOfDigest = (resource: string, id: string, seq: number): bigint =>
  BigInt(`0x${createHash('sha256').update(`${resource}:${id}:${seq}`).digest('hex').slice(0, 32)}`)

/** A digest as 32 hexadecimal digits, after adding a number (or subtracting, when it is negative). */
export function addToDigest(digest: string, number: bigint): string {
  const sum = (((BigInt(`0x${digest}`) + number) % modulus) + modulus) % modulus
  return sum.toString(16).padStart(32, '0')
}
