/** The body of a hit as it is looked through: one block after the other, of its stored text, read only where it may match. */
import type { Block } from '../body/index.ts'
import { passagesOf } from './document.ts'
import { fold } from './fold.ts'

/** A text that may be shown, in one piece. */
export interface Passage {
  text: string
  /** The same in lower case, of a text of nothing but ASCII characters from the space on: that is how it is folded. */
  lower?: string
}

/**
 * The passages of the next block that may have more than so many of the hints; undefined when there is none. Called again
 * and again, because a generator costs as much as what it is for.
 */
export type NextPassages = (than: number) => readonly Passage[] | undefined

/** A body, looked through for hints: for what a folded text that has what is looked for has in any case. */
export type Body = (hints: readonly string[]) => NextPassages

/** A body that shows nothing. */
export const noBody: Body = () => () => undefined

/** Stands between two objects. */
const between = '},{"'

/** Whether an object begins here: behind a string that only ends like this comes no name. */
function isBetween(json: string, place: number): boolean {
  const unit = json.charCodeAt(place + between.length)
  return unit >= 0x61 && unit <= 0x7a
}

/** Where the object that begins at a place ends, in JSON of an array of objects that have no objects in them. */
function endOfObject(json: string, begin: number): number {
  let place = json.indexOf(between, begin)
  while (place !== -1 && !isBetween(json, place)) place = json.indexOf(between, place + 1)
  return place === -1 ? json.length - 1 : place + 1
}

/** Cuts JSON of an array of objects that have no objects in them, written without white space, into the JSON of each. */
export function* objectsIn(json: string): Generator<string> {
  for (let begin = 1; begin < json.length - 1; ) {
    const end = endOfObject(json, begin)
    yield json.slice(begin, end)
    begin = end + 1
  }
}

const MARKUP = /[<&]/

/** The passages of a block. Stored HTML without markup is its text already, and most blocks are such paragraphs. */
function passagesIn(json: string): readonly Passage[] {
  const block = JSON.parse(json) as Block
  const isText = block.type === 'paragraph' && block.html !== '' && !MARKUP.test(block.html)
  return isText ? [{ text: block.html }] : passagesOf([block]).map((text) => ({ text }))
}

/** Marks that may split a word. */
const TAGS = /<[^<>]*>/g

/** How many of the hints a block may have, by its characters; it may have HTML. */
function hintsIn(json: string, hints: readonly string[]): number {
  const folded = fold(json)
  const joined = json.includes('<') ? fold(json.replace(TAGS, '')) : undefined
  let count = 0
  for (const hint of hints) if (folded.includes(hint) || joined?.includes(hint)) count++
  return count
}

/** Looks through a body with whatever it may have. */
function anyBody(json: string, hints: readonly string[]): NextPassages {
  let begin = 1
  return (than) => {
    while (begin < json.length - 1) {
      const end = endOfObject(json, begin)
      const block = json.slice(begin, end)
      begin = end + 1
      if (hintsIn(block, hints) > than) return passagesIn(block)
    }
    return undefined
  }
}

/** What a stored paragraph consists of. */
const paragraph = { before: '{"type":"paragraph","id":"', between: '","html":"', after: '"}' }

/** The passages of an object in JSON without escapes and tags, as an object of its own would have them. */
function passagesBetween(json: string, lower: string, begin: number, end: number): readonly Passage[] {
  // Without escapes, a quotation mark ends a string.
  const behindId = json.startsWith(paragraph.before, begin) ? json.indexOf('"', begin + paragraph.before.length) : -1
  if (behindId === -1 || !json.startsWith(paragraph.between, behindId)) return passagesIn(json.slice(begin, end))
  const from = behindId + paragraph.between.length
  const to = json.indexOf('"', from)
  if (to !== end - paragraph.after.length) return passagesIn(json.slice(begin, end))
  const text = json.slice(from, to)
  return text === '' || text.includes('&')
    ? passagesIn(json.slice(begin, end))
    : [{ text, lower: lower.slice(from, to) }]
}

/** Looks through a body of ASCII characters without escapes and tags: for each hint as a whole. */
function plainBody(json: string, hints: readonly string[]): NextPassages {
  const lower = json.toLowerCase()
  const places = hints.map((hint) => lower.indexOf(hint))
  let next = 1
  return (than) => {
    while (next < json.length - 1) {
      const begin = next
      const end = endOfObject(json, begin)
      let count = 0
      for (let index = 0; index < places.length; index++) {
        let place = places[index] as number
        if (place !== -1 && place < begin) {
          place = lower.indexOf(hints[index] as string, begin)
          places[index] = place
        }
        if (place !== -1 && place < end) count++
      }
      next = end + 1
      if (count > than) return passagesBetween(json, lower, begin, end)
    }
    return undefined
  }
}

/** A body given by the JSON of its blocks: they are parsed as their passages are asked for. */
export const bodyOf =
  (json: string): Body =>
  (hints) => {
    const isPlain = Buffer.byteLength(json) === json.length && !json.includes('\\') && !json.includes('<')
    return isPlain ? plainBody(json, hints) : anyBody(json, hints)
  }
