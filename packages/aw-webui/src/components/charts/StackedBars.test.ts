import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'

import StackedBars from '@/components/charts/StackedBars.vue'
import type { BarBin } from '@/domain/charts/bars'
import { i18n } from '@/locales'

const PARTS = [
  { key: 'Work', name: 'Work', seconds: 1800, color: 'blue' },
  { key: 'Media', name: 'Media', seconds: 600, color: 'red' },
]
const BINS: BarBin[] = [
  { start: 0, end: 3_600_000, label: '00', title: '00:00 – 01:00', parts: PARTS },
  { start: 3_600_000, end: 7_200_000, label: '01', parts: [] },
]

function bars() {
  return mount(StackedBars, { props: { bins: BINS }, global: { plugins: [createPinia(), i18n] } })
}

describe('stacked bars', () => {
  it('are a table too, for those who do not see them', () => {
    const rows = bars().findAll('tbody tr')
    expect(rows.map((row) => row.findAll('th, td').map((cell) => cell.text()))).toEqual([
      ['00:00 – 01:00', '40 min', 'Work 30 min, Media 10 min'],
      ['01', '0 s', ''],
    ])
  })

  it('show the split of the bar that the keyboard is on, and open it', async () => {
    const figure = bars()
    const svg = figure.get('svg')
    await svg.trigger('keydown', { key: 'ArrowRight' })
    expect(figure.get('[aria-live]').text()).toBe('00:00 – 01:00: 40 min')
    expect(figure.get('.split').text()).toContain('Media')
    await svg.trigger('keydown', { key: 'Enter' })
    expect(figure.emitted('open')).toEqual([[BINS[0], null]])
  })

  it('give the time of bars that are selected', async () => {
    const figure = bars()
    await figure.get('svg').trigger('keydown', { key: 'Home' })
    await figure.get('svg').trigger('keydown', { key: 'ArrowRight', shiftKey: true })
    await figure.get('svg').trigger('keydown', { key: 'Enter' })
    expect(figure.emitted('select')).toEqual([[{ start: 0, end: 7_200_000 }]])
  })
})
