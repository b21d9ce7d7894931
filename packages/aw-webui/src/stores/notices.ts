/** Short messages about what was just done, with a way back where there is one. */

import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface Notice {
  id: number
  text: string
  kind: 'done' | 'failed'
  /** What went wrong, for those who know better words for it than its own. */
  error?: unknown
  /** Takes back what was done. */
  undo?: (() => Promise<void>) | undefined
}

export const useNotices = defineStore('notices', () => {
  const notices = ref<Notice[]>([])
  let last = 0

  function show(
    text: string,
    { kind = 'done', ...rest }: Partial<Pick<Notice, 'kind' | 'error' | 'undo'>> = {},
  ): void {
    notices.value = [...notices.value, { id: ++last, text, kind, ...rest }]
  }
  function fail(error: unknown): void {
    show(error instanceof Error ? error.message : String(error), { kind: 'failed', error })
  }
  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }
  return { notices, show, fail, dismiss }
})
