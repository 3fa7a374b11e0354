import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { applyMergePatch } from '../../src/lib/merge-patch.ts'

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const names = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'toString', '')
const { json, object } = fc.letrec<{ json: Json; object: Record<string, Json> }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, true, 0, 1, 'x', ''),
    fc.array(tie('json'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.array(fc.tuple(names, tie('json')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
}))

const isObject = (value: Json | undefined): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** RFC 7396 §2, word for word. */
function reference(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const result = new Map(isObject(target) ? Object.entries(target) : [])
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name)
    else result.set(name, reference(result.get(name), value))
  }
  return Object.fromEntries(result)
}

/** The patch that turns one value without nulls into another. */
function difference(from: Json | undefined, to: Json): Json {
  if (!isObject(from) || !isObject(to)) return to
  const removed = Object.keys(from)
    .filter((name) => !Object.hasOwn(to, name))
    .map((name): [string, Json] => [name, null])
  const changed = Object.entries(to).map(([name, value]): [string, Json] => [
    name,
    difference(Object.hasOwn(from, name) ? from[name] : undefined, value),
  ])
  return Object.fromEntries([...removed, ...changed])
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([, each]) => each !== null)
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutNulls(each)]))
}

t.test('the examples of RFC 7396, appendix A', async (t) => {
  const examples: Array<[Json, Json, Json]> = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ]
  for (const [target, patch, result] of examples) t.strictSame(applyMergePatch(target, patch), result)
})

t.test('a merge is what the RFC says, and changes neither target nor patch', async (t) => {
  fc.assert(
    fc.property(json, json, (target, patch) => {
      const before = JSON.stringify([target, patch])
      assert.equal(JSON.stringify(applyMergePatch(target, patch)), JSON.stringify(reference(target, patch)))
      assert.equal(JSON.stringify([target, patch]), before)
    }),
    { numRuns: 300 },
  )
  t.pass('always')
})

t.test('a merge done twice is done once', async (t) => {
  fc.assert(
    fc.property(json, json, (target, patch) => {
      const once = applyMergePatch(target, patch)
      assert.equal(JSON.stringify(applyMergePatch(once, patch)), JSON.stringify(once))
    }),
  )
  t.pass('always')
})

t.test('the difference of two values without nulls, merged into the one, gives the other', async (t) => {
  fc.assert(
    fc.property(object, object, (one, other) => {
      const [from, to] = [withoutNulls(one), withoutNulls(other)]
      const sorted = (value: unknown) =>
        JSON.stringify(value, (_, each) =>
          isObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
        )
      assert.equal(sorted(applyMergePatch(from, difference(from, to))), sorted(to))
    }),
  )
  t.pass('always')
})

t.test('no patch reaches the prototype', async (t) => {
  const patch = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}')
  const result = applyMergePatch({}, patch)
  t.equal(({} as { polluted?: number }).polluted, undefined)
  t.equal(Object.getPrototypeOf(result), Object.prototype)
  t.equal((result as { polluted?: number }).polluted, undefined)
})
