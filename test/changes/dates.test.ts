/** The log's dates never go back, though writers read the clock before their turn. */
import t from 'tap'
import { openNewsroom } from '../support/newsroom.ts'

t.test('a change is dated with the later of its own time and that of the change before', async (t) => {
  const { db, changes } = await openNewsroom(t)
  const given = ['2026-11-01T10:00:05Z', '2026-11-01T10:00:03Z', '2026-11-01T10:00:05Z', '2026-11-01T10:00:07Z']
  const dated: string[] = []
  for (const at of given) {
    const seq = await db.write((queries) =>
      changes.log.append(queries, { resource: 'site', id: 'site', type: 'updated', at, after: {} }),
    )
    dated.push((await changes.log.find(db.read, seq as number))?.at as string)
  }
  t.same(dated, ['2026-11-01T10:00:05Z', '2026-11-01T10:00:05Z', '2026-11-01T10:00:05Z', '2026-11-01T10:00:07Z'])
})
