/** The served log of one process: what is noted is written once, all of it, and never lost for a failure. */
import { mock } from 'node:test'
import t from 'tap'
import { everything, type Viewer } from '../../src/lib/viewer.ts'
import type { Notes } from '../../src/partners/notes.ts'
import { createServedLog } from '../../src/partners/served-log.ts'

t.test('the served log', async (t) => {
  const viewer: Viewer = { ...everything, keyId: 'key' }
  const now = () => new Date('2026-11-01T10:00:00Z')
  const summary = (notes: Notes) => ({
    reads: notes.reads.map(({ articleId, oldest, version }) => `${articleId} ${oldest}-${version}`).sort(),
    usage: notes.usage.map(({ format, requests, articles }) => `${format} ${requests} ${articles}`),
    changes: notes.changes.map(({ seq, head }) => `${seq} of ${head}`),
  })

  t.test('keeps what could not be written, and writes it with what came meanwhile', async (t) => {
    const written: Notes[] = []
    let refuse: (() => void) | undefined
    const served = createServedLog({
      now,
      save: async (notes) => {
        if (written.length === 0 && refuse === undefined)
          return new Promise((_, reject) => {
            refuse = () => reject(new Error('the disk is full'))
          })
        written.push(notes)
      },
    })
    served.read(viewer, [{ id: 'a', version: 2 }])
    served.served(viewer, 'json', 1)
    served.position(viewer, 'change', 4, 5)
    const flushing = served.flush()
    served.read(viewer, [
      { id: 'a', version: 1 },
      { id: 'b', version: 1 },
    ])
    served.served(viewer, 'json', 2)
    served.position(viewer, 'change', 5, 5)
    const next = served.flush()
    refuse?.()
    await t.rejects(flushing, /the disk is full/)
    await next
    t.equal(written.length, 1)
    t.same(summary(written[0] as Notes), { reads: ['a 1-2', 'b 1-1'], usage: ['json 2 3'], changes: ['5 of 5'] })
    await served.flush()
    t.equal(written.length, 1, 'nothing is written twice')
  })

  t.test('writes early when much was noted, and what is left when it stops', async (t) => {
    const written: number[] = []
    const served = createServedLog({ now, most: 10, save: async (notes) => void written.push(notes.size) })
    const stop = served.start({ error: () => t.fail('nothing goes wrong') } as never)
    for (let each = 0; each < 10; each++) served.read(viewer, [{ id: `${each}`, version: 1 }])
    t.same(written, [10])
    served.read(viewer, [{ id: 'last', version: 1 }])
    await stop()
    t.same(written, [10, 1])
  })

  t.test('writes once a second without being asked, and tells when it cannot', async (t) => {
    mock.timers.enable({ apis: ['setInterval'] })
    t.teardown(() => mock.timers.reset())
    const told: string[] = []
    let isBroken = true
    const served = createServedLog({
      now,
      save: async (notes) => {
        if (isBroken) throw new Error('the disk is full')
        told.push(`wrote ${notes.size}`)
      },
    })
    const stop = served.start({ error: (_: unknown, message: string) => told.push(message) } as never)
    served.read(viewer, [{ id: 'a', version: 1 }])
    mock.timers.tick(999)
    t.same(told, [])
    mock.timers.tick(1)
    await new Promise((resolve) => setImmediate(resolve))
    t.match(told, [/could not be written; it is tried again/])
    isBroken = false
    mock.timers.tick(1000)
    await new Promise((resolve) => setImmediate(resolve))
    t.equal(told[1], 'wrote 1')
    await stop()
  })

  t.test('notes nothing of anonymous readers', async (t) => {
    const served = createServedLog({ now, save: async () => t.fail('nothing is written') as never })
    served.read(everything, [{ id: 'a', version: 1 }])
    served.served(everything, 'json', 1)
    served.position(everything, 'change', 1, 1)
    served.refused(everything, 'a')
    await served.flush()
  })
})
