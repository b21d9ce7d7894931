/** Colours of the pages' style as a canvas takes them: worked out once for each theme. */

import type { Style } from '@/domain/timeline/picture'

/** The side of the square that patterns are made of, in pixels. */
const TILE = 6

export class Paints {
  readonly #probe: HTMLElement
  readonly #pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  readonly #solid = new Map<string, Solid>()
  readonly #patterns = new Map<string, CanvasPattern | string>()

  /** @param probe an element of the page, of which the style is read and the colour is changed. */
  constructor(probe: HTMLElement) {
    this.#probe = probe
  }

  /** @param color as CSS writes it: a name, a variable, a mixture. */
  fill(context: CanvasRenderingContext2D, color: string, style: Style): CanvasPattern | string {
    const { css } = this.#find(color)
    if (style === 'solid') return css
    const key = `${style} ${css}`
    let pattern = this.#patterns.get(key)
    if (pattern === undefined) {
      pattern = patternOf(context, css, style) ?? css
      this.#patterns.set(key, pattern)
    }
    return pattern
  }

  css(color: string): string {
    return this.#find(color).css
  }

  /** Black or white, whichever is read more easily on the colour. */
  ink(color: string): string {
    return this.#find(color).isLight ? '#101214' : '#ffffff'
  }

  #find(color: string): Solid {
    let found = this.#solid.get(color)
    if (!found) {
      found = this.#measure(color)
      this.#solid.set(color, found)
    }
    return found
  }

  /** A canvas does not take every notation that CSS does: the pixel it makes is asked instead. */
  #measure(color: string): Solid {
    this.#probe.style.color = ''
    this.#probe.style.color = color
    const computed = getComputedStyle(this.#probe).color
    const context = this.#pixel
    if (!context) return { css: computed, isLight: false }
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = computed
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
    return { css: `rgb(${red} ${green} ${blue})`, isLight: luminance(red, green, blue) > 0.22 }
  }
}

interface Solid {
  css: string
  isLight: boolean
}

/** Relative luminance by WCAG, 0 to 1. */
function luminance(...channels: [number, number, number]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((value) => {
    const share = value / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function patternOf(context: CanvasRenderingContext2D, css: string, style: Style): CanvasPattern | null {
  const tile = new OffscreenCanvas(TILE, TILE)
  const paint = tile.getContext('2d')
  if (!paint) return null
  paint.strokeStyle = css
  paint.fillStyle = css
  if (style === 'dashed') paint.fillRect(0, 0, TILE - 2, TILE)
  else {
    if (style === 'tinted') {
      paint.globalAlpha = 0.45
      paint.fillRect(0, 0, TILE, TILE)
      paint.globalAlpha = 1
    }
    paint.lineWidth = 1.4
    for (const shift of [-TILE, 0, TILE]) {
      paint.moveTo(shift, TILE)
      paint.lineTo(shift + TILE, 0)
    }
    paint.stroke()
  }
  return context.createPattern(tile, 'repeat')
}
