/** Kinds of characters as bits, looked up by UTF-16 code units: texts are walked one by one, which expressions do slowly. */

/** Whether a unit is known, and is a character by itself. */
const plain = 0x8000
/** Whether a character has two units. */
const pair = 0x4000

/** How the characters of a text are told apart. */
export interface CharacterBits {
  /** Of each unit its bits with `plain`; 0 for half of a pair of surrogates, and for what was never asked for. */
  readonly ofUnits: Uint16Array
  /** The bits of the character that begins at a place of the text, which must be before its end. */
  at(text: string, place: number): number
  /** Where the characters end that have one of these bits, from a place on. */
  endOf(text: string, place: number, wanted: number): number
}

/** How many units a character has, by its bits. */
export const unitsOf = (bits: number): number => (bits & pair ? 2 : 1)

/** Kinds of characters: the first expression gives bit 1, the second 2, the third 4…; fourteen at most. */
export function characterBits(expressions: readonly RegExp[]): CharacterBits {
  const ofUnits = new Uint16Array(0x10000)

  const bitsOf = (character: string): number =>
    expressions.reduce((bits, expression, index) => (expression.test(character) ? bits | (1 << index) : bits), 0)

  function at(text: string, place: number): number {
    const unit = text.charCodeAt(place)
    const known = ofUnits[unit] as number
    if (known !== 0) return known
    const character = String.fromCodePoint(text.codePointAt(place) as number)
    if (character.length === 2) return bitsOf(character) | pair
    const bits = bitsOf(character)
    if (character.isWellFormed()) ofUnits[unit] = bits | plain
    return bits
  }

  function endOf(text: string, from: number, wanted: number): number {
    let place = from
    while (place < text.length) {
      const bits = (ofUnits[text.charCodeAt(place)] as number) || at(text, place)
      if ((bits & wanted) === 0) break
      place += bits & pair ? 2 : 1
    }
    return place
  }

  return { ofUnits, at, endOf }
}
