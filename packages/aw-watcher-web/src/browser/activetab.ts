/** Which tab is in front, and how many there are. */

import { describe, type SeenTab } from '@/domain/tab'

/** The active tab of the window that had the focus last; null where the browser has no window. */
export async function activeTab(withIncognito: boolean): Promise<SeenTab | null> {
  const [active, all] = await Promise.all([
    chrome.tabs.query({ active: true, lastFocusedWindow: true }),
    chrome.tabs.query({}),
  ])
  const counted = withIncognito ? all : all.filter((tab) => !tab.incognito)
  return active[0] ? describe(active[0], counted.length) : null
}
