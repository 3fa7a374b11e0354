/** Two blocks of one body were sent with the same id. `index` is the place of the second one, counted from 0. */
export class DuplicateBlockId extends Error {
  readonly id: string
  readonly index: number

  constructor(id: string, index: number) {
    super(`block id ${id} is used twice`)
    this.name = 'DuplicateBlockId'
    this.id = id
    this.index = index
  }
}

/** An HTML or Markdown body has more of something (`what`, a plural) than a body may have (`limit`). */
export class BodyTooLarge extends Error {
  readonly what: string
  readonly limit: number

  constructor(what: string, limit: number) {
    super(`a body has at most ${limit} ${what}`)
    this.name = 'BodyTooLarge'
    this.what = what
    this.limit = limit
  }
}
