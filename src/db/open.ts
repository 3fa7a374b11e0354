import type { Db, OpenOptions } from './db.ts'

/** Opens the database that the URL names: `file:PATH` is SQLite, `postgres://…` PostgreSQL. Only that driver is loaded. */
export async function openDatabase(options: OpenOptions): Promise<Db> {
  if (/^postgres(ql)?:\/\//.test(options.url)) return (await import('./open-postgres.ts')).openPostgres(options)
  if (options.url.startsWith('file:')) return (await import('./open-sqlite.ts')).openSqlite(options)
  throw new Error('DATABASE_URL must start with file: or postgres://')
}
