/** Single keys that do something, wherever the focus is but in a field or a dialog. */

import { useEventListener } from '@vueuse/core'

/** By `KeyboardEvent.key`. An action that answers false did nothing: others may take the key. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => unknown>>

export function useKeys(keys: KeyMap): void {
  useEventListener(document, 'keydown', (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return
    const action = keys[event.key]
    if (!action) return
    if (action(event) !== false) event.preventDefault()
  })
}

const FIELDS =
  'input, select, textarea, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]'
const ARROWS = '[role="tablist"], [role="tree"], [role="slider"], [role="radiogroup"], [role="application"]'

/** Whether the element with the focus has a use of its own for the key. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false
  return Boolean(target.closest(FIELDS)) || (key.startsWith('Arrow') && Boolean(target.closest(ARROWS)))
}
