/** Answers as bytes, put together from the texts of their parts. */

/** How many bytes an answer has at most that is written at once. */
const most = 1 << 18
const room = Buffer.allocUnsafeSlow(most)

/**
 * The bytes in UTF-8 of parts that follow each other. They are written one by one, because a text that is joined from many
 * has two bytes for every character when one of them has an ellipsis, and is written out once more for that.
 */
export function bytesOf(parts: readonly string[]): Buffer {
  let at = 0
  for (const part of parts) {
    // A unit of a text has three bytes at most.
    if (at + 3 * part.length > most) return Buffer.from(parts.join(''))
    at += room.write(part, at)
  }
  const bytes = Buffer.allocUnsafe(at)
  room.copy(bytes, 0, 0, at)
  return bytes
}
