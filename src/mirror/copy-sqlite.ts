/** A copy as one SQLite file: a row for each resource, and one for how far it has come. */
import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import type { Batch, Copy, Kept, MirrorState } from './copy.ts'

interface Row extends Omit<Kept, 'value'> {
  value: string
}

const keptOf = ({ value, ...row }: Row): Kept => ({ ...row, value: JSON.parse(value) })

/** How many rows are read at once. */
const rowsAtOnce = 500

/** Opens a file, and makes it if it is not there. A batch and the state after it are one transaction. */
export async function openFile(path: string): Promise<Copy> {
  const file = resolve(path)
  mkdirSync(dirname(file), { recursive: true })
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.exec(`
    create table if not exists resources (
      resource text not null, id text not null, seq integer not null, version integer, at text not null,
      value text not null, primary key (resource, id)
    ) without rowid;
    create table if not exists state (one integer primary key check (one = 1), value text not null);
  `)
  const put = database.prepare(
    'insert or replace into resources (resource, id, seq, version, at, value) values (@resource, @id, @seq, @version, @at, @value)',
  )
  const remove = database.prepare('delete from resources where resource = @resource and id = @id')
  const setState = database.prepare('insert or replace into state (one, value) values (1, ?)')
  const getState = database.prepare<[], { value: string }>('select value from state')
  const find = database.prepare<[string, string], Row>('select * from resources where resource = ? and id = ?')
  const behind = database.prepare<[string, string, number], Row>(
    'select * from resources where (resource, id) > (?, ?) order by resource, id limit ?',
  )
  const applyBatch = database.transaction((batch: Batch) => {
    for (const kept of batch.put) put.run({ ...kept, value: JSON.stringify(kept.value) })
    for (const name of batch.remove) remove.run(name)
    setState.run(JSON.stringify(batch.state))
  })

  async function* all(): AsyncGenerator<Kept> {
    for (let rows = behind.all('', '', rowsAtOnce); rows.length > 0; ) {
      yield* rows.map(keptOf)
      const last = rows.at(-1) as Row
      rows = behind.all(last.resource, last.id, rowsAtOnce)
    }
  }

  return {
    async state() {
      const row = getState.get()
      return row && (JSON.parse(row.value) as MirrorState)
    },
    async find(resource, id) {
      const row = find.get(resource, id)
      return row && keptOf(row)
    },
    all,
    apply: async (batch) => applyBatch.immediate(batch),
    clear: async () => void database.exec('delete from resources; delete from state'),
    close: async () => void database.close(),
  }
}
