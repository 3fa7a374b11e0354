/** Comma-separated values (RFC 4180) that a spreadsheet opens without carrying anything out. */

/** What a spreadsheet would take for the beginning of a formula. */
const formula = /^[=+\-@\t\r]/

function field(value: string | number): string {
  if (typeof value === 'number') return String(value)
  // An apostrophe in front makes it text to every spreadsheet (OWASP, CSV injection).
  const text = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows under a header of their columns, each ended by CRLF. */
export function toCsv<Column extends string>(
  columns: readonly Column[],
  rows: ReadonlyArray<Record<Column, string | number>>,
): string {
  const lines = [columns.join(','), ...rows.map((row) => columns.map((column) => field(row[column])).join(','))]
  return lines.map((line) => `${line}\r\n`).join('')
}
