/** What the response cache holds: finished answers, as bytes. */

export const encodings = ['br', 'gzip'] as const
export type Encoding = (typeof encodings)[number]

/** One representation of an answer (RFC 9110 §3.2), ready to be written. */
export interface Representation {
  body: Buffer
  /** Strong entity tag, in quotes. */
  etag: string
  /** Names and values in turn, as node:http writes them; without those that are another with every answer. */
  headers: string[]
}

/** A finished answer. */
export interface Entry {
  readonly key: string
  /** The route, for metrics. */
  readonly route: string
  /** The newest change of the log when it was begun. */
  seq: number
  /** What it depends on. */
  readonly tags: readonly string[]
  /** When it ends by the clock, in milliseconds since 1970; infinite when only a change ends it. */
  readonly until: number
  readonly lastModified: string | undefined
  readonly identity: Representation
  br?: Representation
  gzip?: Representation
  /** Whether it is being compressed, or is not worth it. */
  settled: Partial<Record<Encoding, true>>
  /** What readers are shown by it, for whoever keeps count. */
  readonly shown: Array<{ id: string; version: number }>
  /** What it takes in memory, about. */
  bytes: number
}

/** What an entry takes besides its bodies: keys, headers and the objects themselves, about. */
const overhead = 2_000

/** Makes an entry of an answer without encoding. */
export function entryOf(
  answer: Omit<Entry, 'identity' | 'settled' | 'bytes' | 'lastModified'> & {
    body: Buffer
    headers: Readonly<Record<string, string>>
  },
): Entry {
  const { body, headers, ...rest } = answer
  const identity = { body, etag: headers.etag as string, headers: Object.entries(headers).flat() }
  identity.headers.push('content-length', String(body.length))
  const bytes = overhead + body.length + answer.key.length
  return { ...rest, lastModified: headers['last-modified'], identity, settled: {}, bytes }
}

/** The same entity tag for the same content in an encoding: `"x"` as it is, `"x-br"` compressed (RFC 9110 §8.8.3.3). */
export const encodedTag = (etag: string, encoding: Encoding): string => `${etag.slice(0, -1)}-${encoding}"`

/** The representation of an answer in an encoding. */
export function encodedRepresentation({ etag, headers }: Representation, encoding: Encoding, body: Buffer) {
  const changed: string[] = []
  const encodedEtag = encodedTag(etag, encoding)
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string
    const value = headers[index + 1] as string
    if (name === 'etag') changed.push(name, encodedEtag)
    else if (name === 'content-length') changed.push(name, String(body.length))
    else changed.push(name, value)
  }
  changed.push('content-encoding', encoding)
  return { body, etag: encodedEtag, headers: changed }
}
