/** The import of a file: it goes on whichever page is shown, as the server stores what it has whole. */

import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import { importFile } from '@/api'

/** How many events were new, by bucket. */
type Imported = Record<string, number>

export const useImporting = defineStore('importing', () => {
  /** The file on its way; null if there is none. */
  const file = shallowRef<File | null>(null)
  const sent = ref(0)
  const result = shallowRef<Imported | null>(null)
  const error = shallowRef<Error | null>(null)
  let controller: AbortController | null = null

  const isSent = computed(() => file.value !== null && sent.value >= file.value.size)
  const added = computed(() => Object.values(result.value ?? {}).reduce((sum, count) => sum + count, 0))

  /** Send a file, unless one is on its way. */
  async function start(chosen: File): Promise<void> {
    if (file.value) return
    forget()
    sent.value = 0
    file.value = chosen
    controller = new AbortController()
    const { signal } = controller
    try {
      result.value = await importFile(chosen, { signal, onProgress: (bytes) => (sent.value = bytes) })
    } catch (failure) {
      if (!signal.aborted) error.value = failure instanceof Error ? failure : new Error(String(failure))
    }
    file.value = null
  }

  /** Only while it is being sent: what the server has whole, it stores. */
  function cancel(): void {
    if (!isSent.value) controller?.abort()
  }

  /** What came of the last one has been read. */
  function forget(): void {
    result.value = null
    error.value = null
  }

  return { file, sent, isSent, result, added, error, start, cancel, forget }
})
