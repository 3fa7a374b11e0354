/** The addresses of feeds: absolute under PUBLIC_URL, with the filters that were asked for. */

/** The address that was asked for, with some parameters put in, or taken out where they are null. */
export function addressOf(publicUrl: string, requestUrl: string, changes: Record<string, string | null> = {}): string {
  const url = new URL(publicUrl + requestUrl)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  }
  return url.href
}
