/** Short messages about what was just done, with a way back where there is one. */

import { defineStore } from 'pinia'
import { ref } from 'vue'

import { ApiError } from '@/api'

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
    const notice: Notice = { id: ++last, text, kind, ...rest }
    notices.value = [...notices.value.filter((other) => !isSameFailure(other, notice)), notice]
  }
  function fail(error: unknown): void {
    show(error instanceof Error ? error.message : String(error), { kind: 'failed', error })
  }
  function dismiss(id: number): void {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }
  /** The server answers again: that it did not needs no telling any more. */
  function forgetUnreached(): void {
    notices.value = notices.value.filter((notice) => !isUnreached(notice))
  }
  return { notices, show, fail, dismiss, forgetUnreached }
})

/** One failure is told once, however often it happens. */
function isSameFailure(one: Notice, other: Notice): boolean {
  if (one.kind !== 'failed' || other.kind !== 'failed') return false
  return one.text === other.text || (isUnreached(one) && isUnreached(other))
}

function isUnreached({ error }: Notice): boolean {
  return error instanceof ApiError && error.status === 0
}
