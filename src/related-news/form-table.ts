/**
 * Words by their forms, looked up by where they stand in a text: without a string of their own, which costs more to make
 * and to look up in a map than all else that is done with a word.
 */
export interface FormTable<Word> {
  size(): number
  /** The word whose form stands in a text from a place to another; undefined when it is not there. */
  find(text: string, begin: number, end: number): Word | undefined
  /** Adds a word that is not there. */
  add(word: Word): void
}

function hashOf(text: string, begin: number, end: number): number {
  let hash = 0x811c9dc5
  for (let place = begin; place < end; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193)
  return hash ^ (hash >>> 15)
}

function standsAt(form: string, text: string, begin: number, end: number): boolean {
  if (form.length !== end - begin) return false
  for (let index = 0; index < form.length; index++)
    if (form.charCodeAt(index) !== text.charCodeAt(begin + index)) return false
  return true
}

/** An empty table. It grows as it is filled. */
export function createFormTable<Word extends { readonly form: string }>(): FormTable<Word> {
  const words: Word[] = []
  let last = 2 ** 10 - 1
  /** Of each slot the hash of its word, and the place of that behind 1; 0 when it is free. */
  let hashes = new Int32Array(last + 1)
  let places = new Int32Array(last + 1)

  function put(hash: number, place: number): void {
    let slot = hash & last
    while (places[slot] !== 0) slot = (slot + 1) & last
    hashes[slot] = hash
    places[slot] = place
  }

  function grow(): void {
    const [formerHashes, formerPlaces] = [hashes, places]
    last = 4 * (last + 1) - 1
    hashes = new Int32Array(last + 1)
    places = new Int32Array(last + 1)
    for (const [slot, place] of formerPlaces.entries()) if (place !== 0) put(formerHashes[slot] as number, place)
  }

  return {
    size: () => words.length,
    find(text, begin, end) {
      const hash = hashOf(text, begin, end)
      for (let slot = hash & last; places[slot] !== 0; slot = (slot + 1) & last) {
        if (hashes[slot] !== hash) continue
        const word = words[(places[slot] as number) - 1] as Word
        if (standsAt(word.form, text, begin, end)) return word
      }
      return undefined
    },
    add(word) {
      put(hashOf(word.form, 0, word.form.length), words.push(word))
      if (2 * words.length > last) grow()
    },
  }
}
