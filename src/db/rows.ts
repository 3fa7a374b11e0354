/** Statements on whole rows, built once from the table: their values are named as its columns are. */
import { eq, getTableColumns, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { shapedStatement, statement } from './statement.ts'
import type { Queries } from './transactions.ts'

/** Placeholders for the columns of a table, each with the name of its column and a number. */
const placeholdersOf = (table: SQLiteTable, number: number | '' = ''): Record<string, unknown> =>
  Object.fromEntries(Object.keys(getTableColumns(table)).map((name) => [name, sql.placeholder(`${name}${number}`)]))

/** Inserts one row. */
export function insertion<Table extends SQLiteTable>(
  table: Table,
): (queries: Queries, row: Table['$inferSelect']) => Promise<unknown> {
  return statement((queries) => queries.insert(table).values(placeholdersOf(table) as never))
}

/** Inserts rows, any number of them, but for those that are there already. */
export function insertionOfMissing<Table extends SQLiteTable>(
  table: Table,
): (queries: Queries, rows: Array<Table['$inferSelect']>) => Promise<unknown> {
  const insert = shapedStatement(String, (queries, size: number) =>
    queries
      .insert(table)
      .values(Array.from({ length: size }, (_, index) => placeholdersOf(table, index)) as never)
      .onConflictDoNothing(),
  )
  return async (queries, rows) => {
    if (rows.length === 0) return
    const values = rows.flatMap((row, index) => Object.entries(row).map(([name, value]) => [`${name}${index}`, value]))
    await insert(queries, rows.length, Object.fromEntries(values))
  }
}

/** Puts one row in the place of the one with its key, if there is one. */
export function updating<Table extends SQLiteTable>(
  table: Table,
  key: SQLiteColumn,
): (queries: Queries, row: Table['$inferSelect']) => Promise<unknown> {
  return statement((queries) =>
    queries
      .update(table)
      .set(placeholdersOf(table) as never)
      .where(eq(key, sql.placeholder(key.name))),
  )
}
