/** Tables as CSV files. */

export type Cell = string | number

/** Rows as RFC 4180 has them, with a mark by which spreadsheets see that it is UTF-8. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return `${BYTE_ORDER_MARK}${rows.map((row) => `${rowText(row)}\r\n`).join('')}`
}

export const BYTE_ORDER_MARK = '\uFEFF'

/** A row without its line end. */
export function rowText(row: readonly Cell[]): string {
  return row.map(cellText).join(',')
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it: titles come from anywhere. */
function cellText(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
