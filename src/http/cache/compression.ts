/** Compression of what is kept: once for each entry and encoding, in the thread pool, while readers get it as it is. */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import Negotiator from 'negotiator'
import type { Entries } from './entries.ts'
import { type Encoding, type Entry, encodedRepresentation, encodings } from './entry.ts'

/** Bodies that fit one packet gain nothing. */
const smallest = 1_024

/** How many values of Accept-Encoding are remembered. */
const mostRemembered = 200

const compress: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  gzip: (body) => promisify(gzip)(body, { level: 6 }),
}

const preferred = new Map<string, Encoding | undefined>()

/** The encoding that a request prefers of those that are made; undefined for none (RFC 9110 §12.5.3). */
export function encodingAsked(acceptEncoding: string | undefined): Encoding | undefined {
  if (acceptEncoding === undefined) return undefined
  if (preferred.has(acceptEncoding)) return preferred.get(acceptEncoding)
  const negotiator = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } })
  // The types do not know of the option, which breaks ties.
  const ranked = negotiator.encodings as (available: string[], options: { preferred: string[] }) => string[]
  const [first] = ranked.call(negotiator, [...encodings, 'identity'], { preferred: [...encodings] })
  const encoding = encodings.find((each) => each === first)
  if (preferred.size >= mostRemembered) preferred.clear()
  preferred.set(acceptEncoding, encoding)
  return encoding
}

/** Has an entry compressed, unless it was or is being: the next reader gets it so. */
export function compressLater(entries: Entries, entry: Entry, encoding: Encoding): void {
  if (entry.settled[encoding]) return
  entry.settled[encoding] = true
  const { identity } = entry
  if (identity.body.length < smallest) return
  compress[encoding](identity.body).then(
    (body) => {
      if (body.length >= identity.body.length) return
      entry[encoding] = encodedRepresentation(identity, encoding, body)
      entries.grow(entry, body.length)
    },
    () => {
      // Out of memory for a moment: it stays as it is, and the next reader asks again.
      delete entry.settled[encoding]
    },
  )
}
