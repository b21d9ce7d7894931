/** The keys that choose a period, on every page that shows one. */

import { onScopeDispose, readonly, ref } from 'vue'

import { useKeys } from '@/composables/useKeys'
import type { Length } from '@/domain/time/period'

export interface PeriodSteps {
  /** To the period before or after. */
  step: (by: 1 | -1) => void
  showLength: (length: Length) => void
  showToday: () => void
}

const bound = ref(0)

/** How many pages on screen have these keys: one or none. */
export const periodKeys = readonly(bound)

export function usePeriodKeys({ step, showLength, showToday }: PeriodSteps): void {
  useKeys({
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    d: () => showLength('day'),
    w: () => showLength('week'),
    m: () => showLength('month'),
    y: () => showLength('year'),
    t: showToday,
  })
  bound.value += 1
  onScopeDispose(() => (bound.value -= 1))
}
