import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import type { Queries } from '../../src/db/db.ts'
import { createWriteQueue } from '../../src/db/write-queue.ts'

/** A queue over a connection that only keeps a log, and fails where it is told to. */
function queueThat(fails: (statement: string, log: string[]) => boolean = () => false) {
  const log: string[] = []
  const control = async (statement: string) => {
    log.push(statement)
    await turn()
    if (fails(statement, log)) throw new Error(`${statement} failed`)
  }
  const queue = createWriteQueue({ queries: {} as Queries, begin: () => control('BEGIN'), control })
  const commits = () => log.filter((statement) => statement === 'COMMIT').length
  return { ...queue, log, commits }
}

const outcome = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => value,
    (error: Error) => error.message,
  )

t.test('those who arrive together share one commit, each behind a savepoint', async (t) => {
  const queue = queueThat()
  const writes = [1, 2, 3].map((value) => queue.write(async () => value))
  t.strictSame(await Promise.all(writes), [1, 2, 3])
  const caller = ['SAVEPOINT caller', 'RELEASE SAVEPOINT caller']
  t.strictSame(queue.log, ['BEGIN', ...caller, ...caller, ...caller, 'COMMIT'])
})

t.test('nobody is answered before the commit, not even with an error', async (t) => {
  const queue = queueThat()
  const answers: string[] = []
  const writes = [
    queue.write(async () => undefined).then(() => answers.push(`saved after ${queue.commits()}`)),
    queue.write(() => Promise.reject(new Error('no'))).catch(() => answers.push(`refused after ${queue.commits()}`)),
  ]
  await Promise.all(writes)
  t.strictSame(answers.sort(), ['refused after 1', 'saved after 1'])
})

t.test('a failed caller is rolled back to its savepoint, and only that one', async (t) => {
  const queue = queueThat()
  const writes = [queue.write(() => Promise.reject(new Error('no'))), queue.write(async () => 'yes')]
  t.strictSame(await Promise.all(writes.map(outcome)), ['no', 'yes'])
  t.strictSame(queue.log.slice(1, 4), ['SAVEPOINT caller', 'ROLLBACK TO SAVEPOINT caller', 'RELEASE SAVEPOINT caller'])
  t.equal(queue.commits(), 1)
})

t.test('after a failed commit all of them fail, the transaction is ended, and the next one goes through', async (t) => {
  const queue = queueThat(
    (statement, log) => statement === 'COMMIT' && log.filter((each) => each === 'COMMIT').length === 1,
  )
  const writes = [
    queue.write(async () => 1),
    queue.write(() => Promise.reject(new Error('no'))),
    queue.write(async () => 3),
  ]
  t.strictSame(await Promise.all(writes.map(outcome)), ['COMMIT failed', 'COMMIT failed', 'COMMIT failed'])
  t.equal(queue.log.at(-1), 'ROLLBACK')
  t.equal(await queue.write(async () => 'next'), 'next')
})

t.test(
  'after a savepoint that cannot be rolled back all of them fail: nothing half-written is committed',
  async (t) => {
    const queue = queueThat((statement) => statement === 'ROLLBACK TO SAVEPOINT caller')
    const writes = [queue.write(async () => 1), queue.write(() => Promise.reject(new Error('no')))]
    t.strictSame(await Promise.all(writes.map(outcome)), [
      'ROLLBACK TO SAVEPOINT caller failed',
      'ROLLBACK TO SAVEPOINT caller failed',
    ])
    t.equal(queue.commits(), 0)
  },
)

t.test(
  'a transaction that cannot begin fails, a rollback that fails hides no error, and nobody waits for ever',
  async (t) => {
    const queue = queueThat((statement, log) => statement === 'ROLLBACK' || (statement === 'BEGIN' && log.length < 3))
    const results = await Promise.all([1, 2, 3].map((value) => outcome(queue.write(async () => value))))
    t.equal(results[0], 'BEGIN failed')
    t.ok(results.slice(1).every((result) => result === 'BEGIN failed' || typeof result === 'number'))
    t.equal(await queue.write(async () => 'next'), 'next')
  },
)

t.test('a throw before the first await is a refusal like any other', async (t) => {
  const queue = queueThat()
  const thrown = () => {
    throw new Error('at once')
  }
  t.strictSame(await Promise.all([queue.write(thrown), queue.write(async () => 2)].map(outcome)), ['at once', 2])
})

t.test('a write within a write throws; one that is asked for by its caller afterwards does not', async (t) => {
  const queue = queueThat()
  const nested = queue.write(async () => queue.write(async () => 'inner'))
  await t.rejects(nested, /would wait for itself/)
  t.equal(await queue.write(async () => 1).then(() => queue.write(async () => 2)), 2)
})

t.test('a stream of writers is committed in parts: nobody waits for the last of them', async (t) => {
  const queue = queueThat()
  let stopped = false
  const stream = async () => {
    while (!stopped) await Promise.all([queue.write(() => turn()), queue.write(() => turn())])
  }
  const streams = [stream(), stream(), stream()]
  await queue.write(async () => 'answered')
  stopped = true
  await Promise.all(streams)
  await queue.idle()
  t.ok(queue.commits() > 0)
})
