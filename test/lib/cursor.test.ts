import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { decodeCursor, encodeCursor, type Position, queryHash } from '../../src/http/cursor.ts'
import { Problem } from '../../src/http/problems.ts'

const storable = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''))
const position: fc.Arbitrary<Position> = fc.record(
  {
    direction: fc.constantFrom('next' as const, 'previous' as const),
    key: storable,
    id: storable,
  },
  { noNullPrototype: true },
)
const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(undefined))
const query = fc.dictionary(fc.string(), value)
const known = (entry: Record<string, unknown>) =>
  JSON.stringify(
    Object.entries(entry)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
const isRefusal = (error: unknown): boolean =>
  error instanceof Problem && error.problem === 'invalid-cursor' && error.errors?.[0]?.parameter === 'cursor'

t.test('a cursor gives back its position, for its own query, and is fit for an address', async (t) => {
  fc.assert(
    fc.property(position, query, (given, parameters) => {
      const hash = queryHash(parameters)
      const cursor = encodeCursor(given, hash)
      assert.deepEqual(decodeCursor(cursor, hash), given)
      assert.match(cursor, /^[A-Za-z0-9_-]+$/)
    }),
  )
  t.pass('always')
})

t.test('queries have one hash exactly when they have the same parameters, in whatever order', async (t) => {
  fc.assert(
    fc.property(query, query, (one, other) => {
      const same = known(one) === known(other)
      assert.equal(queryHash(one) === queryHash(other), same)
      assert.equal(queryHash(Object.fromEntries(Object.entries(one).reverse())), queryHash(one))
    }),
  )
  t.not(queryHash({ state: 'draft' }), queryHash({ language: 'draft' }))
  t.not(queryHash({ limit: 1 }), queryHash({ limit: '1' }))
})

t.test('400 for the cursor of another query', async (t) => {
  fc.assert(
    fc.property(position, query, query, (given, one, other) => {
      fc.pre(known(one) !== known(other))
      const cursor = encodeCursor(given, queryHash(one))
      assert.throws(() => decodeCursor(cursor, queryHash(other)), isRefusal)
    }),
  )
  t.pass('always')
})

t.test('400 for whatever is no cursor, and never another error', async (t) => {
  const hash = queryHash({})
  const text = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url')
  const broken = [
    ...['', '-', 'abc', 'bnVsbA', Buffer.from([0xff, 0xfe]).toString('base64url')],
    ...[null, 1, {}, [], [1, hash, 'n', 'a'], [1, hash, 'n', 'a', 'b', 'c']].map(text),
    ...[
      [2, hash, 'n', 'a', 'b'],
      ['1', hash, 'n', 'a', 'b'],
      [1, hash, 'x', 'a', 'b'],
      [1, hash, 'n', 1, 'b'],
    ].map(text),
    ...[
      [1, hash, 'n', 'a', null],
      [1, hash, 'n', 'a\0', 'b'],
      [1, hash, 'n', '\ud800', 'b'],
    ].map(text),
  ]
  for (const cursor of broken) assert.throws(() => decodeCursor(cursor, hash), isRefusal, cursor)
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String(),
        fc.json().map((json) => Buffer.from(json).toString('base64url')),
      ),
      (cursor) => {
        assert.throws(() => decodeCursor(cursor, hash), isRefusal)
      },
    ),
  )
  t.pass('always')
})
