import fc from 'fast-check'
import t from 'tap'
import { bytesOf } from '../../src/http/answer-bytes.ts'

t.test('the bytes of parts are those of the text that they make', async () => {
  const parts = fc.array(
    fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.nat({ max: 60_000 }).map((length) => '港'.repeat(length)),
      fc.nat({ max: 60_000 }).map((length) => 'x'.repeat(length)),
    ),
    { maxLength: 8 },
  )
  fc.assert(fc.property(parts, (all) => bytesOf(all).equals(Buffer.from(all.join('')))))
})

t.test('an answer keeps its bytes when another one is written', async (t) => {
  const first = bytesOf(['{"data":[', 'a', '…]}'])
  bytesOf(['other'])
  t.equal(String(first), '{"data":[a…]}')
})
