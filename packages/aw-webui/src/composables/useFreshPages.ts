/** Pages whose script cannot be fetched: the server is away, or it was updated and has other files now. */

import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'

import { useNotices } from '@/stores/notices'
import { useServer } from '@/stores/server'

const KEY = 'aw-reloaded'

/** If it was reloaded within this time, that did not help; in milliseconds. */
const LATELY = 60_000

/**
 * Load the page again, with the files the server has now; only if it answers, and not over and over.
 *
 * @param address after `#`, where another page is to be shown.
 */
export async function reloadOnce(address?: string): Promise<boolean> {
  const last = Number(sessionStorage.getItem(KEY) ?? 0)
  if (Date.now() - last < LATELY || !(await isServed())) return false
  sessionStorage.setItem(KEY, String(Date.now()))
  if (address !== undefined) location.hash = address
  location.reload()
  return true
}

async function isServed(): Promise<boolean> {
  try {
    return (await fetch(location.pathname, { cache: 'no-store' })).ok
  } catch {
    return false
  }
}

/** A page that could not be fetched is shown when that is possible again. */
export function useFreshPages(): void {
  const router = useRouter()
  const server = useServer()
  const notices = useNotices()
  const { t } = useI18n()
  let wanted: string | null = null

  router.onError(async (error, { fullPath }) => {
    if (!isFetchFailure(error)) return
    if (await reloadOnce(fullPath)) return
    wanted = fullPath
    notices.show(t('common.part.failed'), { kind: 'failed' })
    // Whether it is away becomes known, and then when it is back.
    void server.load().catch(() => undefined)
  })
  router.afterEach(() => (wanted = null))
  watch(
    () => server.isReached,
    (isReached) => {
      if (isReached && wanted !== null) void reloadOnce(wanted)
    },
  )
}

/** As browsers say it: Chromium, Firefox, Safari; and Vite of styles. */
export function isFetchFailure(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|Importing a module script failed|Unable to preload CSS/i.test(error.message)
  )
}
