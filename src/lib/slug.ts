import { onDemand } from './on-demand.ts'

const pinyinPro = onDemand<typeof import('pinyin-pro')>('pinyin-pro')

const longest = 80

/**
 * What a slug is made of, as the inside of a character class: digits and lower-case letters, and the letters of scripts
 * that know no case or were lowered before. Written without \\p so that every regular expression engine reads it.
 */
export const slugCharacters = 'a-z0-9\\u00df-\\u00f6\\u00f8-\\u1fff\\u2c00-\\u2dff\\u3040-\\ud7ff\\uf900-\\ufdff'

const between = new RegExp(`[^${slugCharacters}]+`)

/**
 * Makes a slug from a title: Chinese becomes pinyin without tones, accents go, anything but letters and digits becomes a
 * hyphen; at most 80 characters, cut between words. Empty when the title has no letter and no digit.
 */
export function slugOf(title: string): string {
  const latin = pinyinPro()
    .pinyin(title.normalize('NFKC'), { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
    .join(' ')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/['’‘]/g, '')
  const words = latin.split(between).filter((word) => word !== '')
  let slug = ''
  for (const word of words) {
    const longer = slug === '' ? word : `${slug}-${word}`
    if (longer.length > longest) break
    slug = longer
  }
  return slug || (words[0] ?? '').slice(0, longest)
}

/** The slug with a number: `forum`, 2 → `forum-2`. */
export const numberedSlug = (slug: string, number: number): string => (number < 2 ? slug : `${slug}-${number}`)
