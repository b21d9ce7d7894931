/** Which number's events are shown. */

import { ref, shallowRef } from 'vue'

import type { OpenRequest } from '@/visualizations/contract'

export function useOpened() {
  const opened = shallowRef<OpenRequest | null>(null)
  const isOpen = ref(false)

  function open(request: OpenRequest): void {
    opened.value = request
    isOpen.value = true
  }
  return { opened, isOpen, open }
}
