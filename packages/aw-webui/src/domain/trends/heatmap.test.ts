import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'

import { cellsOf, dayByKey, monthLabels, within, yearUpTo } from '@/domain/trends/heatmap'

const date = (text: string) => Temporal.PlainDate.from(text)
const YEAR = yearUpTo(date('2026-11-22'), 0)

describe('yearUpTo', () => {
  it('is twelve months, each year before the next', () => {
    expect([YEAR.first.toString(), YEAR.last.toString()]).toEqual(['2025-11-23', '2026-11-22'])
    expect(yearUpTo(date('2026-11-22'), 1).last.toString()).toBe('2025-11-22')
    expect(yearUpTo(date('2024-02-29'), 0).first.toString()).toBe('2023-03-01')
  })
})

describe('cellsOf', () => {
  const cells = cellsOf(
    YEAR,
    1,
    new Map([
      ['2026-11-22', 8 * 3600],
      ['2026-11-21', 60],
    ]),
  )

  it('has a cell for every day, each in the row of its weekday', () => {
    expect(cells).toHaveLength(365)
    expect(cells.every((cell) => cell.row === cell.date.dayOfWeek - 1)).toBe(true)
    expect(new Set(cells.map(({ column, row }) => `${column}/${row}`)).size).toBe(365)
  })

  it('has levels by the longest day; any time at all is seen', () => {
    expect(cells.slice(-3).map(({ level }) => level)).toEqual([0, 1, 4])
  })

  it('begins weeks where the person does', () => {
    expect(cellsOf(YEAR, 7, new Map())[0]).toMatchObject({ column: 0, row: 0 })
  })
})

describe('monthLabels', () => {
  it('names each month once, in order, with room between', () => {
    const labels = monthLabels(cellsOf(YEAR, 1, new Map()))
    expect(labels.map(({ date: day }) => day.month)).toEqual([12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    labels.slice(1).forEach(({ column }, index) => {
      expect(column - (labels[index]?.column ?? 0)).toBeGreaterThanOrEqual(3)
    })
  })
})

describe('keys', () => {
  it.each([
    ['ArrowUp', '2026-11-19'],
    ['ArrowRight', '2026-11-27'],
    ['PageUp', '2026-10-20'],
    ['x', undefined],
  ])('%s', (key, expected) => {
    expect(dayByKey(date('2026-11-20'), key)?.toString()).toBe(expected)
  })

  it('stay within the year', () => {
    expect(within(date('2027-01-01'), YEAR.first, YEAR.last)).toEqual(YEAR.last)
    expect(within(date('2020-01-01'), YEAR.first, YEAR.last)).toEqual(YEAR.first)
  })
})
