/** Writes a kept answer to a socket. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { unchangedTag } from '../conditional.ts'
import { compressLater, encodingAsked } from './compression.ts'
import type { Entries } from './entries.ts'
import type { Entry, Representation } from './entry.ts'

/** Fields that describe the content, which a 304 does not repeat (RFC 9110 §15.4.5). */
const ofContent = new Set(['content-type', 'content-length', 'content-encoding', 'etag'])

const notModifiedHeaders = new WeakMap<Representation, string[]>()

/** The headers of a 304, without the entity tag. */
function headersOf304(representation: Representation): string[] {
  const known = notModifiedHeaders.get(representation)
  if (known) return known
  const headers: string[] = []
  for (let index = 0; index < representation.headers.length; index += 2) {
    const name = representation.headers[index] as string
    if (!ofContent.has(name)) headers.push(name, representation.headers[index + 1] as string)
  }
  notModifiedHeaders.set(representation, headers)
  return headers
}

/** What an answer out of the cache is to be. */
export interface Answer {
  status: 200 | 304
  /** Names and values in turn. */
  headers: string[]
  body: Buffer | undefined
}

/** Chooses what to answer with: the encoding, and whether the client has it already. Raises malformed-request. */
export function answerOf(request: IncomingMessage, entry: Entry, entries: Entries): Answer {
  const { headers } = request
  const encoding = encodingAsked(headers['accept-encoding'] as string | undefined)
  if (encoding !== undefined && entry[encoding] === undefined) compressLater(entries, entry, encoding)
  const representation = (encoding !== undefined && entry[encoding]) || entry.identity
  const unchanged = unchangedTag(headers, representation.etag, entry.lastModified)
  if (unchanged !== undefined)
    return { status: 304, headers: [...headersOf304(representation), 'etag', unchanged], body: undefined }
  return {
    status: 200,
    headers: representation.headers.slice(),
    body: request.method === 'HEAD' ? undefined : representation.body,
  }
}

/** Writes an answer where nothing was set on the response before. */
export function writeAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers)
  response.end(body)
}

/** Writes an answer beside what hooks have set on the response. */
export function setAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  for (let index = 0; index < headers.length; index += 2)
    response.setHeader(headers[index] as string, headers[index + 1] as string)
  response.statusCode = status
  response.end(body)
}
