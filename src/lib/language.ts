/** The one way of writing a language tag (RFC 5646 §2.1.1); undefined for what is none, such as a repeated variant. */
export function canonicalTag(language: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(language)[0]
  } catch {
    return undefined
  }
}
