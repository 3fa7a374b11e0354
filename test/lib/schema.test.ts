import assert from 'node:assert/strict'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import t from 'tap'
import { Type } from 'typebox'
import { applyMergePatch } from '../../src/lib/merge-patch.ts'
import { Translated } from '../../src/lib/scalars.ts'
import { choice, closed, complete, inputOf, mergePatchOf, nullable } from '../../src/lib/schema.ts'

/** A document of every kind of field: needed, null, with a default, nested, in a list, by name. */
const Contact = closed({
  email: nullable(Type.String({ minLength: 1 })),
  phones: Type.Array(Type.String(), { default: [] }),
})
const Document = closed({
  name: Type.String({ minLength: 1 }),
  names: nullable(Translated('Names.', { en: 'A' })),
  kind: choice(['site', 'agency'], { default: 'site' }),
  terms: nullable(choice(['open', 'none'])),
  active: Type.Boolean({ default: true }),
  size: nullable(Type.Integer()),
  contact: nullable(Contact),
  home: closed({ place: Type.String({ minLength: 1 }), country: nullable(Type.String()) }),
  images: Type.Array(closed({ url: Type.String({ minLength: 1 }), width: nullable(Type.Integer()) }), { default: [] }),
})
const Input = inputOf(Document)
const Patch = mergePatchOf(Input)
const ajv = new Ajv({ strict: true, allowUnionTypes: true })
const [isDocument, isInput, isPatch] = [Document, Input, Patch].map((schema) => ajv.compile(schema))

const text = fc.string({ minLength: 1 })
const word = fc.string({ minLength: 1 }).map((each) => `x${each}`)
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { noNullPrototype: true })
const image = record({ url: text, width: orNull(fc.integer()) })
const document = record({
  name: text,
  names: orNull(fc.dictionary(fc.constantFrom('en', 'zh', 'de'), word, { minKeys: 1, noNullPrototype: true })),
  kind: fc.constantFrom('site', 'agency'),
  terms: orNull(fc.constantFrom('open', 'none')),
  active: fc.boolean(),
  size: orNull(fc.integer()),
  contact: orNull(record({ email: orNull(text), phones: fc.array(text) })),
  home: record({ place: text, country: orNull(text) }),
  images: fc.array(image, { maxLength: 3 }),
})
type Document = typeof document extends fc.Arbitrary<infer D> ? D : never

const defaults: Record<string, unknown> = { kind: 'site', active: true, images: [], phones: [] }
const isLeftOut = (name: string, value: unknown) =>
  value === null || JSON.stringify(value) === JSON.stringify(defaults[name])

/** The shortest input that makes a document: without nulls and defaults, at every depth, lists included. */
function shortest(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortest)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name, each]) => !isLeftOut(name, each))
  return Object.fromEntries(kept.map(([name, each]) => [name, shortest(each)]))
}

const notNeeded = (value: object) => Object.keys(value).filter((name) => name !== 'name' && name !== 'home')
const withoutLists = ({ images: _, ...rest }: Document) => ({ ...rest, images: [] })

t.test('inputOf lets out what may be null or has a default, and complete puts it back', async (t) => {
  fc.assert(
    fc.property(document.map(withoutLists), (whole) => {
      const input = shortest(whole)
      assert.ok(isDocument?.(whole), JSON.stringify(isDocument?.errors))
      assert.ok(isInput?.(input), JSON.stringify([input, isInput?.errors]))
      assert.deepEqual(complete(Document, input), whole)
    }),
  )
  t.pass('always')
})

t.test('inputOf and complete do so at every depth, in the items of lists too', async (t) => {
  const input = { name: 'A', home: { place: 'B' }, images: [{ url: 'C' }] }
  t.ok(isInput?.(input), JSON.stringify(isInput?.errors))
  t.strictSame(complete(Document, input).images, [{ url: 'C', width: null }])
})

t.test('a document is an input as it is, and complete changes nothing of it', async (t) => {
  fc.assert(
    fc.property(document, (whole) => {
      assert.ok(isInput?.(whole), JSON.stringify(isInput?.errors))
      const before = JSON.stringify(whole)
      const once = complete(Document, whole)
      assert.equal(JSON.stringify(once), before, 'the order of the fields too')
      assert.deepEqual(complete(Document, once), once)
    }),
  )
  t.pass('always')
})

t.test(
  'inputOf asks for what has neither null nor default, and refuses what it does not know, at every depth',
  async (t) => {
    const input = { name: 'A', home: { place: 'B' } }
    t.ok(isInput?.(input))
    const wrong = [
      { ...input, name: undefined },
      { name: 'A' },
      { ...input, home: {} },
      { ...input, extra: 1 },
      { ...input, home: { place: 'B', extra: 1 } },
    ]
    for (const each of wrong) t.notOk(isInput?.(JSON.parse(JSON.stringify(each))), JSON.stringify(each))
    for (const each of [{ name: null }, { contact: { email: 1 } }, { kind: 'shop' }, { terms: '' }]) {
      t.notOk(isInput?.({ ...input, ...each }), JSON.stringify(each))
    }
  },
)

t.test('complete gives each document a default of its own', async (t) => {
  const input = { name: 'A', home: { place: 'B' } }
  const one = complete(Document, input)
  one.images.push({ url: 'C', width: null })
  t.strictSame(complete(Document, input).images, [])
})

t.test('mergePatchOf takes any part of an input, and null for what it can do without, at every depth', async (t) => {
  const part = (value: Document) =>
    fc
      .record({ keep: fc.subarray(Object.keys(value)), nulls: fc.subarray(notNeeded(value)) })
      .map(({ keep, nulls }) => ({
        ...Object.fromEntries(keep.map((name) => [name, value[name as keyof Document]])),
        ...Object.fromEntries(nulls.map((name) => [name, null])),
      }))
  fc.assert(
    fc.property(document.chain(part), (patch) => {
      assert.ok(isPatch?.(patch), JSON.stringify([patch, isPatch?.errors]))
    }),
  )
  for (const patch of [
    {},
    { home: { country: null } },
    { names: { en: null } },
    { contact: { email: null } },
    { terms: null },
  ]) {
    t.ok(isPatch?.(patch), JSON.stringify([patch, isPatch?.errors]))
  }
  for (const patch of [
    { extra: null },
    { name: null },
    { home: null },
    { home: { place: null } },
    { home: { extra: 1 } },
    { kind: 'shop' },
    { name: '' },
    { names: { '1': 'A' } },
    [],
    1,
    null,
  ]) {
    t.notOk(isPatch?.(patch), JSON.stringify(patch))
  }
})

t.test('mergePatchOf lets every change from one document to another through', async (t) => {
  fc.assert(
    fc.property(document.map(withoutLists), document.map(withoutLists), (one, other) => {
      const [from, to] = [shortest(one) as Document, shortest(other) as Document]
      const nulls = Object.fromEntries(notNeeded(from).map((name) => [name, null]))
      // Nested objects are merged, so they are first removed by a patch of their own.
      const cleared = { ...(applyMergePatch(from, nulls) as Document), home: undefined }
      assert.ok(isPatch?.(nulls) && isPatch?.(to), JSON.stringify(isPatch?.errors))
      assert.deepEqual(complete(Document, applyMergePatch(cleared, to)), other)
    }),
  )
  t.pass('always')
})

t.test('a merge patch without defaults: what it leaves out stays', async (t) => {
  t.equal(JSON.stringify(Patch).includes('"default"'), false)
  // The items of a list are replaced whole.
  const { images: _, ...merged } = (Patch as unknown as { properties: Record<string, unknown> }).properties
  t.equal(JSON.stringify(merged).includes('"required"'), false)
  t.notOk('required' in Patch)
})
