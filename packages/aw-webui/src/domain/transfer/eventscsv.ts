/** A bucket's events as a CSV file, made page by page: what its events say is known only at the end. */

import { BYTE_ORDER_MARK, type Cell, rowText } from '@/domain/csv'
import { type AwEvent, textOf } from '@/domain/events/event'
import { ownValue } from '@/domain/record'

const FIRST_COLUMNS = ['timestamp', 'duration']

export class EventsCsv {
  /** Keys of the events' data, in the order they were first seen; a column each. */
  readonly #keys = new Set<string>()
  readonly #pages: { rows: string[]; columns: number }[] = []

  add(events: readonly AwEvent[]): void {
    for (const { data } of events) Object.keys(data).forEach((key) => this.#keys.add(key))
    const keys = [...this.#keys]
    this.#pages.push({ rows: events.map((event) => rowText(cellsOf(event, keys))), columns: keys.length })
  }

  /** The file in pieces. Rows from before a column was known are filled up. */
  parts(): string[] {
    const head = `${BYTE_ORDER_MARK}${rowText([...FIRST_COLUMNS, ...this.#keys])}\r\n`
    return [head, ...this.#pages.map(({ rows, columns }) => this.#lines(rows, columns))]
  }

  #lines(rows: readonly string[], columns: number): string {
    const end = `${','.repeat(this.#keys.size - columns)}\r\n`
    return rows.map((row) => row + end).join('')
  }
}

function cellsOf(event: AwEvent, keys: readonly string[]): Cell[] {
  return [event.timestamp, event.duration, ...keys.map((key) => cellOf(event, key))]
}

function cellOf(event: AwEvent, key: string): Cell {
  const value = ownValue(event.data, key)
  return typeof value === 'number' ? value : textOf(event, key)
}
