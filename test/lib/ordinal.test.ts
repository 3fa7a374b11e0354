import fc from 'fast-check'
import t from 'tap'
import { toInstant } from '../../src/lib/instant.ts'
import { firstInstant, firstOrdinalAt, instantOfOrdinal, ordinalsAt, ordinalsPerSecond } from '../../src/lib/ordinal.ts'

const anyInstant = fc
  .date({ min: new Date(firstInstant), max: new Date('2499-12-31T23:59:59Z'), noInvalidDate: true })
  .map(toInstant)

t.test('ordinals', async (t) => {
  t.test('are safe integers from which the instant can be read', async () => {
    fc.assert(
      fc.property(anyInstant, fc.nat(ordinalsPerSecond - 1), (instant, number) => {
        const { first, last } = ordinalsAt(instant)
        return (
          Number.isSafeInteger(first) &&
          Number.isSafeInteger(last) &&
          first + number <= last &&
          instantOfOrdinal(first + number) === instant
        )
      }),
    )
  })

  t.test('have the order of their instants', async () => {
    fc.assert(
      fc.property(
        anyInstant,
        anyInstant,
        (one, other) => one < other === ordinalsAt(one).last < ordinalsAt(other).first,
      ),
    )
  })

  t.test('of instants out of range are the nearest there are', async (t) => {
    t.equal(firstOrdinalAt('0000-01-01T00:00:00Z'), Number.MIN_SAFE_INTEGER)
    t.equal(firstOrdinalAt('9999-12-31T23:59:59Z'), Number.MAX_SAFE_INTEGER)
  })
})
