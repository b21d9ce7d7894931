/** What was opened in a dialog: it stays what it was while the dialog closes. */

import { ref, shallowRef } from 'vue'

export function useOpened<Thing>() {
  const opened = shallowRef<Thing | null>(null)
  const isOpen = ref(false)

  function open(thing: Thing): void {
    opened.value = thing
    isOpen.value = true
  }
  return { opened, isOpen, open }
}
