import { describe, expect, it, vi } from 'vitest'

import { useBarPointer } from '@/components/charts/useBarPointer'

const BINS = [0, 10, 20].map((start) => ({ start, end: start + 10 }))

function setUp() {
  const open = vi.fn()
  const select = vi.fn()
  const target = { getBoundingClientRect: () => ({ left: 0, top: 0 }), setPointerCapture: vi.fn() }
  const pointer = useBarPointer({ bins: () => BINS, indexAt: (x) => Math.floor(x / 10), open, select })
  const at = (clientX: number) =>
    ({ button: 0, clientX, clientY: 5, currentTarget: target }) as unknown as PointerEvent
  const key = (name: string, shiftKey = false) => {
    pointer.handlers.keydown({ key: name, shiftKey, preventDefault: vi.fn() } as unknown as KeyboardEvent)
  }
  return { ...pointer, open, select, at, key }
}

describe('with the pointer', () => {
  it('opens a bar that is clicked', () => {
    const { handlers, at, open, select } = setUp()
    handlers.pointerdown(at(12))
    handlers.pointerup(at(12))
    expect(open).toHaveBeenCalledWith(1, 5)
    expect(select).not.toHaveBeenCalled()
  })

  it('selects the bars that are dragged over, backwards too', () => {
    const { handlers, at, open, select } = setUp()
    handlers.pointerdown(at(25))
    handlers.pointermove(at(12))
    handlers.pointerup(at(12))
    expect(select).toHaveBeenCalledWith({ start: 10, end: 30 })
    expect(open).not.toHaveBeenCalled()
  })
})

describe('with the keyboard', () => {
  it('walks along the bars, not beyond them, and opens one', () => {
    const { key, current, open } = setUp()
    key('ArrowRight')
    key('ArrowLeft')
    expect(current.value).toBe(0)
    key('End')
    key('ArrowRight')
    key('Enter')
    expect(open).toHaveBeenCalledWith(2, null)
  })

  it('selects with Shift, and Escape drops it', () => {
    const { key, select, hasSelection } = setUp()
    key('Home')
    key('ArrowRight', true)
    expect(hasSelection.value).toBe(true)
    key('Enter')
    expect(select).toHaveBeenCalledWith({ start: 0, end: 20 })
    key('ArrowRight', true)
    key('Escape')
    expect(hasSelection.value).toBe(false)
  })
})
