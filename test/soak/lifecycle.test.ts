/** Random commands by several roles, against a model of an article's life that knows nothing of the code. */
import fc from 'fast-check'
import t from 'tap'
import { underContract } from '../support/contract.ts'
import { type Command, kinds } from '../support/model.ts'
import { openNewsroom } from '../support/newsroom.ts'
import { createStory, mostArticles } from '../support/story.ts'

const target = process.env.MASTHEAD_SOAK === '1' ? 10_000 : 1_000
const seed = Number(process.env.MASTHEAD_SEED ?? Date.now() % 1_000_000)
/** Invariants that need many requests are looked at after this many commands. */
const every = 7

const command: fc.Arbitrary<Command> = fc.record({
  // Commands that keep articles going come more often than those that end them.
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...kinds) },
    { weight: 2, arbitrary: fc.constantFrom('create', 'patch', 'publish', 'publish', 'correct', 'tick' as const) },
  ) as fc.Arbitrary<Command['kind']>,
  as: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('editor' as const, 'admin' as const) },
    { weight: 2, arbitrary: fc.constant('contributor' as const) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, 'reader' as const, 'partner' as const) },
  ),
  article: fc.nat({ max: mostArticles - 1 }),
  other: fc.option(fc.nat({ max: mostArticles - 1 })),
  ifMatch: fc.oneof(
    { weight: 8, arbitrary: fc.constant('present' as const) },
    { weight: 1, arbitrary: fc.constantFrom('old' as const, 'absent' as const) },
  ),
  number: fc.nat({ max: 200 }),
  publishAt: fc.option(fc.integer({ min: -2, max: 4 })),
  expiresAt: fc.option(fc.integer({ min: -1, max: 6 })),
  offTick: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
  pending: fc.boolean(),
})

t.setTimeout(20 * 60_000)

t.test('an article’s life, whoever commands', async (t) => {
  const newsroom = underContract(await openNewsroom(t, { RATE_LIMIT: '0' }))
  await newsroom.call('POST', '/v1/newsroom/sources', { as: 'editor', body: { slug: 'desk', name: 'Desk' } })
  const done: Record<string, number> = {}
  let performed = 0

  async function tell(commands: Command[]): Promise<void> {
    const story = createStory(newsroom)
    for (const [index, given] of commands.entries()) {
      await story.perform(given).catch((error: Error) => {
        throw new Error(`command ${index}, ${JSON.stringify(given)}: ${error.message}`, { cause: error })
      })
      if (index % every === 0) await story.lookAtAll()
      performed += 1
      done[given.kind] = (done[given.kind] ?? 0) + 1
    }
    await story.lookAtAll()
  }

  t.test('200 where the model allows it; else what the model says, and nothing changes', async (t) => {
    const stories = fc.array(command, { minLength: 1, maxLength: 120, size: 'max' })
    for (let round = 0; performed < target; round++) {
      t.comment(`seed ${seed + round}`)
      await fc.assert(fc.asyncProperty(stories, tell), { seed: seed + round, numRuns: 10, endOnFailure: true })
    }
    t.comment(`${performed} commands: ${JSON.stringify(done)}`)
    for (const kind of kinds) t.ok((done[kind] ?? 0) > 0, kind)
  })
})
