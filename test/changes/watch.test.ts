/** Waiting for changes: those of this process are not polled for. */
import { setTimeout as passing } from 'node:timers/promises'
import t from 'tap'
import { type ChangeLog, createWatch } from '../../src/changes/index.ts'

/** A log of which a test says how long it is; nothing else of it is looked at. */
function openWatch() {
  const log = { seq: 1, looks: 0 }
  const head: ChangeLog['head'] = async () => {
    log.looks++
    return { seq: log.seq, digest: '', count: 0 }
  }
  const watch = createWatch({ read: {} as never }, { head } as ChangeLog)
  /** What comes first: the news, or a time that is shorter than from one look to the next. */
  const first = (waiting: Promise<boolean>) =>
    Promise.race([waiting.then((grown) => (grown ? 'noticed' : 'nothing')), passing(80, 'polled')])
  return { log, watch, first }
}

t.test('what this process commits while somebody waits is noticed at once', async (t) => {
  const { log, watch, first } = openWatch()
  t.teardown(watch.close)
  const waiting = watch.wait(1, 60_000)
  log.seq = 2
  watch.noticed()
  t.equal(await first(waiting), 'noticed')
})

t.test('what it has committed just before is, too', async (t) => {
  const { log, watch, first } = openWatch()
  t.teardown(watch.close)
  log.seq = 2
  watch.noticed()
  t.equal(await first(watch.wait(1, 60_000)), 'noticed')
})

t.test('what others commit is found by looking; nobody looks while nobody waits', async (t) => {
  const { log, watch, first } = openWatch()
  watch.noticed()
  t.equal(log.looks, 0)
  const waiting = watch.wait(1, 60_000)
  t.equal(await first(watch.wait(1, 1)), 'nothing')
  log.seq = 2
  t.equal(await waiting, true)
  watch.close()
  t.equal(await watch.wait(1, 60_000), false, 'closed')
})
