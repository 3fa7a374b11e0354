/** Gives every block of a body its id, so that a block keeps it through edits, and equal bodies get equal ids. */
import { hash } from 'node:crypto'
import { DuplicateBlockId } from './errors.ts'
import type { Block, BlockContent } from './schema.ts'

/** A block that may or may not have been given an id. */
export type UnnamedBlock = BlockContent & { id?: string | undefined }

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** What a block says, as one string that is equal for equal blocks: everything but its id. */
export function contentKey({ id: _, ...content }: UnnamedBlock): string {
  // Nearly all blocks are such; this is what the other way would give, at a fifth of the cost.
  if (content.type === 'paragraph') return `[["html",${JSON.stringify(content.html)}],["type","paragraph"]]`
  return JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function derivedId(articleId: string, key: string, occurrence: number): string {
  const digest = hash('sha256', JSON.stringify([articleId, key, occurrence]), 'latin1')
  let id = ''
  for (let place = 0; place < 10; place++) id += ALPHABET[digest.charCodeAt(place) & 31]
  return id
}

/** Pairs of equal keys in a longest common subsequence, in order. Takes |a| times |b| steps between the first and last difference. */
function commonPairs(a: readonly string[], b: readonly string[]): [number, number][] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let [aEnd, bEnd] = [a.length, b.length]
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd -= 1
    bEnd -= 1
  }
  const pairs = Array.from({ length: start }, (_, index): [number, number] => [index, index])
  pairs.push(
    ...changedPairs(a.slice(start, aEnd), b.slice(start, bEnd)).map(([i, j]): [number, number] => [
      i + start,
      j + start,
    ]),
  )
  for (let index = aEnd; index < a.length; index++) pairs.push([index, index - aEnd + bEnd])
  return pairs
}

function changedPairs(a: readonly string[], b: readonly string[]): [number, number][] {
  const [inA, inB] = [new Set(a), new Set(b)]
  const rows = [...a.keys()].filter((index) => inB.has(a[index] ?? ''))
  const columns = [...b.keys()].filter((index) => inA.has(b[index] ?? ''))
  const numbers = new Map([...inA].map((key, index) => [key, index]))
  const left = Uint32Array.from(rows, (index) => numbers.get(a[index] ?? '') ?? 0)
  const right = Uint32Array.from(columns, (index) => numbers.get(b[index] ?? '') ?? 0)
  const width = right.length + 1
  const lengths = subsequenceLengths(left, right)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  const pairs: [number, number][] = []
  for (let [i, j] = [0, 0]; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) pairs.push([rows[i++] ?? 0, columns[j++] ?? 0])
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1
    else j += 1
  }
  return pairs
}

/** The length of the longest common subsequence of what follows each pair of places. */
function subsequenceLengths(left: Uint32Array, right: Uint32Array): Uint16Array {
  const width = right.length + 1
  const lengths = new Uint16Array((left.length + 1) * width)
  for (let i = left.length - 1; i >= 0; i--) {
    const key = left[i]
    let cell = i * width + right.length - 1
    for (let j = right.length - 1; j >= 0; j--, cell--) {
      const down = lengths[cell + width] as number
      const next = lengths[cell + 1] as number
      if (key === right[j]) lengths[cell] = (lengths[cell + width + 1] as number) + 1
      else lengths[cell] = down > next ? down : next
    }
  }
  return lengths
}

/** The ids that the caller gave, by their place. Raises DuplicateBlockId when one is given twice. */
function givenIds(blocks: readonly UnnamedBlock[]): Map<number, string> {
  const given = new Map<number, string>()
  const seen = new Set<string>()
  for (const [index, { id }] of blocks.entries()) {
    if (id === undefined) continue
    if (seen.has(id)) throw new DuplicateBlockId(id, index)
    seen.add(id)
    given.set(index, id)
  }
  return given
}

/** For each block, the place of the previous block that it is: by given id, or by equal content in equal order. */
function matchPrevious(blocks: readonly UnnamedBlock[], previous: readonly Block[], given: Map<number, string>) {
  const places = new Map(previous.map(({ id }, index) => [id, index]))
  const matches = new Map<number, number>()
  for (const [index, id] of given) {
    const place = places.get(id)
    if (place !== undefined) matches.set(index, place)
  }
  const taken = new Set(matches.values())
  const open = [...blocks.keys()].filter((index) => !given.has(index))
  const free = [...previous.keys()].filter((index) => !taken.has(index))
  const keys = (list: readonly UnnamedBlock[], indexes: number[]) =>
    indexes.map((index) => contentKey(list[index] as UnnamedBlock))
  for (const [i, j] of commonPairs(keys(blocks, open), keys(previous, free))) {
    matches.set(open[i] as number, free[j] as number)
  }
  return matches
}

/**
 * Matches the edited blocks: those between two matched neighbours take, type by type and in order, the unmatched
 * previous blocks between the same two.
 */
function matchEdited(
  blocks: readonly UnnamedBlock[],
  previous: readonly Block[],
  given: Map<number, string>,
  matches: Map<number, number>,
) {
  const taken = new Set(matches.values())
  let [gap, before]: [number[], number] = [[], -1]
  for (let index = 0; index <= blocks.length; index++) {
    const after = index === blocks.length ? previous.length : matches.get(index)
    if (after === undefined) {
      if (!given.has(index)) gap.push(index)
      continue
    }
    const free = new Map<string, number[]>()
    for (let place = before + 1; gap.length > 0 && place < after; place++) {
      const type = previous[place]?.type ?? ''
      if (!taken.has(place)) free.set(type, [...(free.get(type) ?? []), place])
    }
    for (const edited of gap) {
      const place = free.get(blocks[edited]?.type ?? '')?.shift()
      if (place !== undefined) matches.set(edited, place)
    }
    gap = []
    before = after
  }
}

/**
 * The blocks with an id each: the one given with it; else that of the previous block with equal content, or of the one
 * that was edited into it; else one derived from the article, the content and how often it occurred before. No two ids
 * are equal. Raises DuplicateBlockId when two blocks were given one id.
 */
export function assignBlockIds(
  articleId: string,
  blocks: readonly UnnamedBlock[],
  previous: readonly Block[],
): Block[] {
  const ids = givenIds(blocks)
  const used = new Set(ids.values())
  const matches = previous.length > 0 ? matchPrevious(blocks, previous, ids) : new Map<number, number>()
  if (previous.length > 0) matchEdited(blocks, previous, ids, matches)
  for (const [index, place] of matches) {
    const id = previous[place]?.id
    if (ids.has(index) || id === undefined || used.has(id)) continue
    ids.set(index, id)
    used.add(id)
  }
  const occurrences = new Map<string, number>()
  return blocks.map((block, index) => {
    const key = contentKey(block)
    let id = ids.get(index)
    while (id === undefined || (!ids.has(index) && used.has(id))) {
      const occurrence = occurrences.get(key) ?? 0
      occurrences.set(key, occurrence + 1)
      id = derivedId(articleId, key, occurrence)
    }
    used.add(id)
    return { ...block, id } as Block
  })
}
