import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { NotCommitted, NotDurable } from '../../src/db/commit-errors.ts'
import type { Queries } from '../../src/db/db.ts'
import { createWriteQueue } from '../../src/db/write-queue.ts'

/** A queue over a connection that only keeps a log, and fails where it is told to. `durable` is logged when given. */
function queueThat(
  fails: (statement: string, log: string[]) => boolean = () => false,
  durable?: (log: string[]) => Promise<void>,
) {
  const log: string[] = []
  const control = async (statement: string) => {
    log.push(statement)
    await turn()
    if (fails(statement, log)) throw new Error(`${statement} failed`)
  }
  const connection = { queries: {} as Queries, begin: () => control('BEGIN'), control }
  const queue = createWriteQueue({ ...connection, ...(durable && { durable: () => durable(log) }) })
  const commits = () => log.filter((statement) => statement === 'COMMIT').length
  return { ...queue, log, commits }
}

/** What a write answered: its value, or why it failed. */
const outcome = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => value,
    (error: Error) =>
      error instanceof NotCommitted ? `not committed: ${(error.cause as Error).message}` : error.message,
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
  t.strictSame(await Promise.all(writes.map(outcome)), [
    'not committed: COMMIT failed',
    'not committed: COMMIT failed',
    'not committed: COMMIT failed',
  ])
  t.equal(queue.log.at(-1), 'ROLLBACK')
  t.equal(await queue.write(async () => 'next'), 'next')
})

t.test(
  'after a savepoint that cannot be rolled back all of them fail: nothing half-written is committed',
  async (t) => {
    const queue = queueThat((statement) => statement === 'ROLLBACK TO SAVEPOINT caller')
    const writes = [queue.write(async () => 1), queue.write(() => Promise.reject(new Error('no')))]
    t.strictSame(await Promise.all(writes.map(outcome)), [
      'not committed: ROLLBACK TO SAVEPOINT caller failed',
      'not committed: ROLLBACK TO SAVEPOINT caller failed',
    ])
    t.equal(queue.commits(), 0)
  },
)

t.test('when a transaction cannot begin all who wait for it fail at once, and the next one goes through', async (t) => {
  const queue = queueThat((statement, log) => statement === 'ROLLBACK' || (statement === 'BEGIN' && log.length < 3))
  const results = await Promise.all([1, 2, 3].map((value) => outcome(queue.write(async () => value))))
  t.strictSame(results, Array(3).fill('not committed: BEGIN failed'), 'and a rollback that fails hides no error')
  t.equal(await queue.write(async () => 'next'), 'next')
})

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

t.test('nobody is answered before the disk has it, and the next transaction does not wait for that', async (t) => {
  const disk: Array<PromiseWithResolvers<void>> = []
  const queue = queueThat(undefined, (log) => {
    log.push('sync')
    const sync = Promise.withResolvers<void>()
    disk.push(sync)
    return sync.promise
  })
  const answers: string[] = []
  const first = queue.write(async () => 1).then(() => answers.push('first'))
  const refused = queue.write(() => Promise.reject(new Error('no'))).catch(() => answers.push('refused'))
  while (disk.length < 1) await turn()
  const second = queue.write(async () => 2).then(() => answers.push('second'))
  while (disk.length < 2) await turn()
  t.strictSame(answers, [], 'two commits, and nobody is answered')
  disk[0]?.resolve()
  await Promise.all([first, refused])
  t.strictSame(answers, ['first', 'refused'])
  disk[1]?.resolve()
  await second
})

t.test('when the disk fails all who share the commit are told so, also who was refused', async (t) => {
  const fault = new NotDurable(new Error('EIO'))
  const queue = queueThat(undefined, () => Promise.reject(fault))
  const writes = [queue.write(async () => 1), queue.write(() => Promise.reject(new Error('no')))]
  for (const write of writes) t.equal(await write.catch((error) => error), fault)
  await queue.idle()
})

t.test('a commit of which nobody knows the end is told as one', async (t) => {
  const fault = new NotDurable(new Error('the connection was lost'))
  const control = async (statement: string) => {
    if (statement === 'COMMIT') throw fault
  }
  const queue = createWriteQueue({ queries: {} as Queries, begin: async () => undefined, control })
  t.equal(await queue.write(async () => 1).catch((error) => error), fault)
})

t.test('the event loop turns between those who share a transaction', async (t) => {
  const control = async () => undefined
  const queue = createWriteQueue({ queries: {} as Queries, begin: control, control })
  let turns = 0
  let counting = true
  const count = () => {
    turns++
    if (counting) setImmediate(count)
  }
  setImmediate(count)
  const seen = await Promise.all(Array.from({ length: 10 }, () => queue.write(async () => turns)))
  counting = false
  t.equal(new Set(seen).size, 10, `no two of them in one turn: ${seen}`)
})

t.test('who comes while a transaction is open joins it', async (t) => {
  const queue = queueThat()
  const open = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const first = queue.write(() => {
    open.resolve()
    return goOn.promise
  })
  await open.promise
  const late = queue.write(async () => 'late')
  goOn.resolve()
  await first
  t.equal(await late, 'late')
  t.equal(queue.commits(), 1)
})

t.test('a transaction is closed after a time, whoever still comes', async (t) => {
  const queue = queueThat()
  const busy = () => {
    const until = performance.now() + 8
    while (performance.now() < until);
    return Promise.resolve()
  }
  await Promise.all(Array.from({ length: 10 }, () => queue.write(busy)))
  t.ok(queue.commits() >= 3, `${queue.commits()} commits for 80 ms of work`)
})
