/** Lists as newsrooms print them: names of people, and tags. */
import { collapse, trimEdges } from './lines.ts'

const NAME_SEPARATOR = /[,，、;；/／&＆|｜]|\s{2,}|\s(?:and)\s/iu
const TAG_SEPARATOR = /[,，、;；|｜]/u
const CHINESE = /^[\p{Script=Han}·•]+$/u
const SINGLE_CHARACTER = /^\p{Script=Han}$/u

/**
 * Splits at commas, semicolons, `、`, slashes, `&`, the word "and" and two or more spaces; between two Chinese names a
 * single space is enough. Chinese names set wide (`张 三`) are put together. No name twice.
 */
export function splitNames(text: string): string[] {
  const names = text.split(NAME_SEPARATOR).flatMap((part) => splitChinese(collapse(part)))
  return distinct(joinSpread(names).map((name) => trimEdges(name, '。.()（）[]【】:：')))
}

/** Splits at commas, semicolons, `、` and bars; Chinese tags at spaces too. No tag twice. */
export function splitTags(text: string): string[] {
  return distinct(text.split(TAG_SEPARATOR).flatMap((part) => splitChinese(collapse(part))))
}

function splitChinese(part: string): string[] {
  const words = part.split(' ')
  return words.every((word) => CHINESE.test(word)) ? words : [part]
}

/** No one has a name of one character: two such in a row are one name, set wide to align with longer ones. */
function joinSpread(names: string[]): string[] {
  const joined: string[] = []
  for (let index = 0; index < names.length; index += 1) {
    const [name = '', next = ''] = [names[index], names[index + 1]]
    const spread = SINGLE_CHARACTER.test(name) && SINGLE_CHARACTER.test(next)
    joined.push(spread ? name + next : name)
    if (spread) index += 1
  }
  return joined
}

const distinct = (values: string[]): string[] => [...new Set(values.filter((value) => value !== ''))]
