/** How events of each kind of lane look: name, colour, filling. */

import { categoryOf } from '@/domain/activity/tree'
import { isUncategorized, pathOf } from '@/domain/categories/category'
import type { ColorOf } from '@/domain/categories/colors'
import { type AwEvent, textOf } from '@/domain/events/event'
import { shortLabelOf } from '@/domain/events/label'
import type { LaneKind } from '@/domain/timeline/lanes'
import type { Look, LookOf } from '@/domain/timeline/picture'

/** Colours of presence, as CSS writes them: src/styles/tokens.css. */
export const PRESENT_COLOR = 'var(--good)'
export const AWAY_COLOR = 'var(--line-strong)'

/** @param uncategorized what time without a category is called. */
export function lookOf(kind: LaneKind, colorOf: ColorOf, uncategorized: string): LookOf {
  if (kind === 'presence') return presenceLook
  if (kind === 'pause') return pauseLook
  return (event) => {
    const category = categoryOf(event)
    const isKnown = category.length > 0 && !isUncategorized(category)
    const label = kind === 'categories' && !isKnown ? uncategorized : labelOf(kind, event, category)
    return { label, color: colorOf(category), style: isKnown ? 'solid' : 'tinted' }
  }
}

function labelOf(kind: LaneKind, event: AwEvent, category: readonly string[]): string {
  if (kind === 'categories') return category.at(-1) ?? ''
  if (kind === 'browser') return textOf(event, '$domain') || shortLabelOf(event)
  return shortLabelOf(event) || textOf(event, 'project') || pathOf(category)
}

/** Nothing is recorded in it. */
function pauseLook(): Look {
  return { label: '', color: AWAY_COLOR, style: 'hatched' }
}

/** Solid for input, dashed for other evidence (a call, sound), hatched for no one there. */
function presenceLook(event: AwEvent): Look {
  const status = textOf(event, 'status')
  const evidence = textOf(event, 'evidence')
  if (status !== 'not-afk') return { label: '', color: AWAY_COLOR, style: 'hatched' }
  const isInput = !evidence || evidence === 'input'
  return { label: isInput ? '' : evidence, color: PRESENT_COLOR, style: isInput ? 'solid' : 'dashed' }
}
