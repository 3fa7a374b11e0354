/** The body of a hit as it is looked through: one block after the other, of its stored text, read only where it may match. */
import type { Block } from '../body/index.ts'
import { passagesOf } from './document.ts'

export interface BodyPart {
  /** A text in which all characters of the passages stand in their order; with HTML, and as JSON has them. */
  text: string
  passages(): readonly string[]
}

/** Stands between two objects. */
const between = '},{"'
const KEY = /[a-z]+":/iy

/** Whether an object begins behind this: behind a string that only ends like one come no letters. */
function isBetween(json: string, place: number): boolean {
  KEY.lastIndex = place + between.length
  return KEY.test(json)
}

/** Cuts JSON of an array of objects that have no objects in them, written without white space, into the JSON of each. */
export function* objectsIn(json: string): Generator<string> {
  let begin = 1
  for (let place = json.indexOf(between); place !== -1; place = json.indexOf(between, place + 1)) {
    if (!isBetween(json, place)) continue
    yield json.slice(begin, place + 1)
    begin = place + 2
  }
  if (json.length > 2) yield json.slice(begin, -1)
}

const MARKUP = /[<&]/

/** The passages of a block. Stored HTML without markup is its text already, and most blocks are such paragraphs. */
function passagesIn(json: string): readonly string[] {
  const block = JSON.parse(json) as Block
  const isText = block.type === 'paragraph' && block.html !== '' && !MARKUP.test(block.html)
  return isText ? [block.html] : passagesOf([block])
}

/** The parts of a body, given by the JSON of its blocks: blocks are parsed as their passages are asked for. */
export function* partsOfBody(json: string): Generator<BodyPart> {
  for (const text of objectsIn(json)) yield { text, passages: () => passagesIn(text) }
}
