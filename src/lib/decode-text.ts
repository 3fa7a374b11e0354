/** Decodes text as legacy pages come: UTF-8 where it is valid, else GB 18030, in which Chinese sites wrote. */

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Decodes with the named charset (WHATWG Encoding), or by looking at the bytes. Undefined for a charset that is not known. */
export function decodeText(bytes: Uint8Array, charset?: string): string | undefined {
  if (charset !== undefined) {
    try {
      return new TextDecoder(charset).decode(bytes)
    } catch {
      return undefined
    }
  }
  try {
    return utf8.decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
