/** The form in which titles are compared: a title cut on one page must be found in the full title on another. */

const QUOTES = /["'`´‘’‚‛“”„‟‹›«»′″‵‶「」『』〝〞〟﹁﹂﹃﹄＂＇｀｢｣]/gu
const DASHES = /\s*[\p{Pd}−]+\s*/gu
const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\u3000-\\u303f'
const SPACE_BESIDE_CJK = new RegExp(`(?<=[${CJK}])\\s+|\\s+(?=[${CJK}])`, 'gu')
const CJK_CHARACTER = new RegExp(`[${CJK}]`, 'u')

/**
 * Two titles with one key are the same title. Width and compatibility forms are unified (NFKC), case is lowered, quotes
 * are dropped, each run of dashes with the spaces around it is one `-`, white space is one space, and none beside a
 * Chinese, Japanese or Korean character. The key of a cut title without its dots starts the key of the full one.
 */
export function titleKey(text: string): string {
  const unquoted = text.replace(QUOTES, '').normalize('NFKC').toLowerCase().replace(QUOTES, '')
  const spaced = unquoted.replace(/\s+/gu, ' ').replace(DASHES, '-')
  return spaced.replace(SPACE_BESIDE_CJK, '').trim()
}

/** Dots that say that a title goes on. */
const DOTS = /\s*(?:\.{3,}|[…⋯]+|。{3,}|．{3,})\s*$/u

/** A printed title without the dots that cut it. */
export const withoutDots = (title: string): string => title.replace(DOTS, '')

/**
 * Whether a cut title says enough to look for its full one: 12 Latin or 6 Chinese characters of its key, spaces not
 * counted; in a mixed title a Chinese, Japanese or Korean character counts as two.
 */
export function isLongEnoughPrefix(prefix: string): boolean {
  let weight = 0
  for (const character of titleKey(prefix).replaceAll(' ', '')) {
    weight += CJK_CHARACTER.test(character) ? 2 : 1
    if (weight >= 12) return true
  }
  return false
}
