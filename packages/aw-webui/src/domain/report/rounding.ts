/** Hours as they are written on a bill: in steps of some minutes, by each day. */

export const STEPS = [0, 1, 5, 6, 10, 15, 30] as const
/** In minutes; 0 is none. */
export type Step = (typeof STEPS)[number]

export const DIRECTIONS = ['up', 'nearest'] as const
export type Direction = (typeof DIRECTIONS)[number]

/** Whole seconds, rounded; exactly half a step goes up. What is nothing stays nothing. */
export function rounded(seconds: number, step: Step, direction: Direction): number {
  const whole = Math.round(seconds)
  if (step === 0) return whole
  const steps = whole / (step * 60)
  return step * 60 * (direction === 'up' ? Math.ceil(steps) : Math.round(steps))
}

export function isStep(value: unknown): value is Step {
  return (STEPS as readonly unknown[]).includes(value)
}

export function isDirection(value: unknown): value is Direction {
  return (DIRECTIONS as readonly unknown[]).includes(value)
}
