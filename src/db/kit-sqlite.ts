/** The column vocabulary, in SQLite's words. The other dialect says the same words in kit-postgres.ts. */
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

export const sqliteKit = {
  table: sqliteTable,
  /** Any text; compared and ordered by its bytes on both databases. */
  text: () => text(),
  /** An identifier (UUIDv7), fixed width, so that its text order is its time order. */
  id: () => text(),
  /** An instant, RFC 3339 UTC in whole seconds with Z: fixed width, so that text order is time order. */
  instant: () => text(),
  integer: () => integer(),
  /** A small number that the database gives to each row, and its key. */
  number: () => integer().primaryKey(),
  boolean: () => integer({ mode: 'boolean' }),
  /** A JSON value that is only ever read and written whole. */
  json: <T>() => text({ mode: 'json' }).$type<T>(),
  index,
  uniqueIndex,
  primaryKey,
}

export type Kit = typeof sqliteKit
