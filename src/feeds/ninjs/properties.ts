/** JSON properties as ninjs wants them: absent ones are not there, and texts are ones that every reader can decode. */

export type Properties = Record<string, unknown>

/** Control characters, and the two of Unicode that are none: XML cannot hold them, so no format has them. */
const UNWANTED = /(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)

function tidied(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replace(UNWANTED, '')
  if (Array.isArray(value)) return value.map(tidied)
  return typeof value === 'object' && value !== null ? tidy(value as Properties) : value
}

/**
 * The same without what is undefined, null or an empty list, at every depth. Lone surrogates become U+FFFD, and control
 * characters other than tab and line ends go, as do U+FFFE and U+FFFF.
 */
export function tidy(properties: Properties): Properties {
  const present = Object.entries(properties).filter(([, value]) => !isNothing(value))
  return Object.fromEntries(present.map(([name, value]) => [name, tidied(value)]))
}
