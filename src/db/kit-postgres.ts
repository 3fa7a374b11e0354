/** The column vocabulary, in PostgreSQL's words. */
import { bigint, boolean, customType, index, json, pgTable, primaryKey, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Kit } from './kit-sqlite.ts'

/** Text ordered by its bytes whatever the database's own collation is, as SQLite does: cursors depend on it. */
const bytewiseText = customType<{ data: string; driverData: string }>({ dataType: () => 'text COLLATE "C"' })

const postgresWords = {
  table: pgTable,
  text: () => bytewiseText(),
  id: () => bytewiseText(),
  instant: () => bytewiseText(),
  integer: () => bigint({ mode: 'number' }),
  number: () => bigint({ mode: 'number' }).primaryKey().generatedByDefaultAsIdentity(),
  boolean: () => boolean(),
  json: <T>() => json().$type<T>(),
  index,
  uniqueIndex,
  primaryKey,
}

/** The one place where the PostgreSQL vocabulary is declared equal to SQLite's: stores are typed against the latter. */
export const postgresKit = postgresWords as unknown as Kit
