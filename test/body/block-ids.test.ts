import { performance } from 'node:perf_hooks'
import fc from 'fast-check'
import t from 'tap'
import { type Block, type BlockInput, readBody } from '../../src/body/index.ts'
import { body } from './arbitraries.ts'

const p = (html: string, id?: string): BlockInput => ({ type: 'paragraph', html, ...(id !== undefined && { id }) })
const h = (html: string): BlockInput => ({ type: 'heading', level: 2, html })
const read = (blocks: BlockInput[], previous: Block[] = []) => readBody({ blocks }, 'article', previous)
const ids = (blocks: readonly Block[]) => blocks.map(({ id }) => id)
const withoutIds = (blocks: readonly Block[]) => blocks.map(({ id: _, ...content }) => content as BlockInput)

t.test('ids are kept', (t) => {
  const before = read([h('A'), p('a'), p('b'), h('B'), p('c'), p('a')])
  const [A = '', a = '', b = '', B = '', c = '', a2 = ''] = ids(before)
  t.match(A, /^[a-z2-7]{10}$/)
  t.equal(new Set(ids(before)).size, 6, 'equal blocks have different ids')
  t.same(ids(read([h('A'), p('a'), p('b'), h('B'), p('c'), p('a')])), ids(before), 'without previous blocks')
  t.not(readBody({ blocks: [h('A')] }, 'other')[0]?.id, A, 'another article has other ids')

  const cases: [name: string, blocks: BlockInput[], expected: (string | undefined)[]][] = [
    ['when a block is edited', [h('A'), p('a!'), p('b'), h('B'), p('c'), p('a')], [A, a, b, B, c, a2]],
    ['when several neighbours are edited', [h('A!'), p('a!'), p('b!'), h('B'), p('c'), p('a')], [A, a, b, B, c, a2]],
    [
      'when a block is inserted',
      [h('A'), p('a'), p('new'), p('b'), h('B'), p('c'), p('a')],
      [A, a, undefined, b, B, c, a2],
    ],
    ['when blocks are deleted', [p('a'), h('B'), p('a')], [a, B, a2]],
    ['but not when the type changes', [h('A'), h('a'), p('b'), h('B'), p('c'), p('a')], [A, undefined, b, B, c, a2]],
    ['when the caller moves them', [p('c', c), h('A'), p('a'), p('b'), h('B'), p('a')], [c, A, a, b, B, a2]],
    [
      'when the caller names a new one',
      [h('A'), p('x', 'mine'), p('a'), p('b'), h('B'), p('c'), p('a')],
      [A, 'mine', a, b, B, c, a2],
    ],
    ['when the caller takes the id of another', [p('x', b), p('a')], [b, a2]],
    ['when everything is new', [p('x')], [a]],
  ]
  for (const [name, blocks, expected] of cases) {
    const now = ids(read(blocks, before))
    t.same(
      now.map((id) => (ids(before).includes(id) || id === 'mine' ? id : undefined)),
      expected,
      name,
    )
    t.equal(new Set(now).size, now.length)
  }
  t.end()
})

t.test('a text that returns beside its edited successor gets another id', (t) => {
  const before = read([p('a')])
  const edited = read([p('b')], before)
  const both = read([p('b'), p('a')], edited)
  t.same(ids(edited), ids(before))
  t.equal(both[0]?.id, before[0]?.id)
  t.not(both[1]?.id, both[0]?.id)
  t.end()
})

t.test('properties', (t) => {
  const isUnique = (blocks: readonly Block[]) => new Set(ids(blocks)).size === blocks.length
  fc.assert(fc.property(body, body, (before, after) => isUnique(read(withoutIds(after), before))))
  fc.assert(fc.property(body, (blocks) => void t.same(read(withoutIds(blocks), blocks), blocks)))
  const edited = fc.tuple(
    body.filter((blocks) => blocks.length > 0),
    fc.nat(),
    fc.boolean(),
  )
  fc.assert(
    fc.property(edited, ([before, at, doubled]) => {
      const blocks = [
        ...before.slice(0, 3),
        { id: 'edited', type: 'paragraph' as const, html: 'x' },
        ...before.slice(3),
      ]
      const previous = read(withoutIds(blocks))
      const index = previous.findIndex((block) => block.type === 'paragraph' && block.html === 'x')
      const other = previous[at % previous.length]
      const text = doubled && other?.type === 'paragraph' ? other.html : 'an edited text'
      const now = read(
        withoutIds(previous.map((block, i) => (i === index ? ({ ...block, html: text } as Block) : block))),
        previous,
      )
      t.same(ids(now), ids(previous))
    }),
  )
  t.pass('ids are unique, stable, and kept through an edit')
  t.end()
})

t.test('2000 blocks', (t) => {
  const all = Array.from({ length: 2000 }, (_, index) => p(`text ${index}`))
  const previous = read(all)
  const every = all.map((block, index) => (index % 2 ? block : p(`edited ${index}`)))
  const reversed = [...all].reverse()
  for (const blocks of [all, every, reversed]) {
    const start = performance.now()
    const now = read(blocks, previous)
    const took = Math.round(performance.now() - start)
    t.ok(took < 20_000, `${took} ms`)
    t.equal(new Set(ids(now)).size, 2000)
  }
  t.same(ids(read(every, previous)), ids(previous))
  t.end()
})
