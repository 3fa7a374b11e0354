/**
 * How prepared queries are run: the builder makes the text and says what its columns are, and here the driver gets the
 * values and its rows become objects. The builder asks of every value of every row what kind of column it is from, which
 * costs three times what SQLite needs for the row; here that is asked once, when a query is prepared.
 */
import { Column, getTableName, is, noopDecoder, Param, Placeholder, SQL, Subquery } from 'drizzle-orm'

/** A finished query of the builder. Its values stand in it as `sql.placeholder(name)`. */
export interface Built<Answer> {
  prepare(): { execute(values?: Record<string, unknown>): Promise<Answer> }
}

/** Runs a query with the values of its placeholders, by their names; at once on SQLite. */
export type Run<Answer> = (values?: Record<string, unknown>) => Answer | Promise<Answer>

type Raw = unknown[]

interface Decoder {
  mapFromDriverValue(value: unknown): unknown
}

interface Field {
  path: string[]
  field: unknown
}

/** What of better-sqlite3 is used: rows as arrays of their columns. */
interface DriverStatement {
  readonly reader: boolean
  readonly database: { prepare(text: string): DriverStatement }
  raw(): { all(...values: unknown[]): Raw[] }
  run(...values: unknown[]): unknown
}

/** The inside of a prepared query of either dialect. */
interface Prepared {
  execute(values?: Record<string, unknown>): Promise<unknown>
  query?: { sql: string; params: unknown[] }
  stmt?: DriverStatement
  fields?: Field[]
  joinsNotNullableMap?: Record<string, boolean>
  customResultMapper?: (rows: Raw[]) => unknown
  logger: { logQuery(sql: string, values: unknown[]): void }
}

type Encode = ((value: unknown) => unknown) | undefined
type Decode = ((value: unknown) => unknown) | undefined

const asItIs = Column.prototype.mapFromDriverValue

function decoderOf(field: unknown): Decode {
  const decoder = (
    is(field, Column)
      ? field
      : is(field, SQL)
        ? (field as unknown as { decoder: Decoder }).decoder
        : is(field, Subquery)
          ? (field as unknown as { _: { sql: { decoder: Decoder } } })._.sql.decoder
          : (field as { sql: { decoder: Decoder } }).sql.decoder
  ) as Decoder
  if (decoder === noopDecoder || decoder.mapFromDriverValue === asItIs) return undefined
  return (value) => decoder.mapFromDriverValue(value)
}

/** Some columns of a row that become one object. */
interface Group {
  /** The member that the object is; undefined for the row itself. */
  name: string | undefined
  names: string[]
  /** Where the columns are in the row. */
  at: number[]
  decode: Decode[]
  /** Whether it is null when its first column is: it was joined, and there was nothing to join. */
  isNullable: boolean
}

const tableOf = (field: unknown): string | undefined => (is(field, Column) ? getTableName(field.table) : undefined)

/** The builder's rule: an object of columns of one table that need not be there. */
function isNullableGroup(fields: Field[], joins: Record<string, boolean> | undefined): boolean {
  const tables = new Set(fields.flatMap(({ field }) => tableOf(field) ?? []))
  const [table] = tables
  return joins !== undefined && tables.size === 1 && !joins[table as string] && is(fields[0]?.field, Column)
}

/** The objects of a row; undefined when they are nested more deeply than any store asks for. */
function groupsOf(fields: Field[], joins: Record<string, boolean> | undefined): Group[] | undefined {
  if (fields.some(({ path }) => path.length > 2)) return undefined
  const names = [...new Set(fields.map(({ path }) => (path.length === 2 ? path[0] : undefined)))]
  return names.map((name) => {
    const own = fields.filter(({ path }) => (path.length === 2 ? path[0] : undefined) === name)
    return {
      name,
      names: own.map(({ path }) => path.at(-1) as string),
      at: own.map((each) => fields.indexOf(each)),
      decode: own.map(({ field }) => decoderOf(field)),
      isNullable: name !== undefined && isNullableGroup(own, joins),
    }
  })
}

function fill(target: Record<string, unknown>, { names, at, decode }: Group, row: Raw): Record<string, unknown> {
  for (let index = 0; index < names.length; index++) {
    const value = row[at[index] as number]
    const decoder = decode[index]
    target[names[index] as string] = decoder === undefined || value === null ? value : decoder(value)
  }
  return target
}

/** Makes objects of rows, in the way of the builder. */
function rowsMapper(groups: Group[]): (rows: Raw[]) => unknown[] {
  const [only] = groups
  if (groups.length === 1 && only && only.name === undefined) return (rows) => rows.map((row) => fill({}, only, row))
  const map = (row: Raw): Record<string, unknown> => {
    const result: Record<string, unknown> = {}
    for (const group of groups)
      if (group.name === undefined) fill(result, group, row)
      else result[group.name] = group.isNullable && row[group.at[0] as number] === null ? null : fill({}, group, row)
    return result
  }
  return (rows) => rows.map(map)
}

/** Puts values into the places of their placeholders. Raises an error for a placeholder without a value. */
function binderOf(params: unknown[]): (values: Record<string, unknown>) => unknown[] {
  const names: Array<string | undefined> = []
  const encode: Encode[] = []
  for (const param of params) {
    const value = is(param, Param) ? param.value : param
    names.push(is(value, Placeholder) ? value.name : undefined)
    encode.push(is(param, Param) ? (each) => param.encoder.mapToDriverValue(each) : undefined)
  }
  return (values) => {
    const bound = new Array<unknown>(names.length)
    for (let index = 0; index < names.length; index++) {
      const name = names[index]
      if (name === undefined) {
        bound[index] = params[index]
        continue
      }
      const value = values[name]
      if (value === undefined && !(name in values)) throw new Error(`No value for placeholder "${name}" was provided`)
      const encoder = encode[index]
      bound[index] = encoder === undefined ? value : encoder(value)
    }
    return bound
  }
}

const valuesAndQuoted = /'[^']*'|"[^"]*"|\?/g

/**
 * The same text, whose plan does not depend on its values. SQLite may look at a value that stands alone in a comparison or a
 * limit, and then prepares the statement again whenever it is run with another one
 * (https://www.sqlite.org/qpsg.html), which takes longer than running it.
 */
const withOnePlan = (text: string): string =>
  /^\s*insert/i.test(text) ? text : text.replace(valuesAndQuoted, (part) => (part === '?' ? 'ifnull(?, null)' : part))

/** Prepares a query of the builder on its own connection. */
export function prepareQuery<Answer>(built: Built<Answer>): Run<Answer> {
  const prepared = built.prepare() as unknown as Prepared
  const { fields, query, logger } = prepared
  const groups = fields && groupsOf(fields, prepared.joinsNotNullableMap)
  const map = groups && rowsMapper(groups)
  if (map && !prepared.customResultMapper) prepared.customResultMapper = map
  if (!prepared.stmt || !query || (prepared.stmt.reader && !map))
    return (values) => prepared.execute(values) as Promise<Answer>
  const stmt = prepared.stmt.database.prepare(withOnePlan(query.sql))
  const bind = binderOf(query.params)
  const log = (bound: unknown[]) => logger.logQuery(query.sql, bound)
  if (!map) {
    return (values = {}) => {
      const bound = bind(values)
      log(bound)
      return stmt.run(...bound) as Answer
    }
  }
  const reading = stmt.raw()
  return (values = {}) => {
    const bound = bind(values)
    log(bound)
    return map(reading.all(...bound)) as Answer
  }
}
