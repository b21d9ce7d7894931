/** What is recorded of a tab: the `data` of its events. */

/** The fields every browser watcher of the system records, and no others. */
export interface TabData {
  url: string
  title: string
  audible: boolean
  incognito: boolean
  tabCount: number
}

/** The tab that was in front of its window at one moment. */
export interface SeenTab {
  tab: number
  data: TabData
}

/** What a browser tells of a tab. */
export interface BrowserTab {
  id?: number | undefined
  url?: string | undefined
  title?: string | undefined
  audible?: boolean | undefined
  incognito: boolean
}

/** In characters: an address may hold a whole picture, which is nobody's activity. */
export const LONGEST_TEXT = 2048

/**
 * The page of this address says nothing of itself. Its title is that of another page: in Firefox the address that is
 * still to be loaded, which may be one never to be recorded.
 */
const BLANK = 'about:blank'

/** The tab as it is recorded; null where the browser has not told its address. */
export function describe(tab: BrowserTab, tabCount: number): SeenTab | null {
  if (tab.id === undefined || !tab.url) return null
  const data = {
    url: tab.url.slice(0, LONGEST_TEXT),
    title: tab.url === BLANK ? '' : (tab.title ?? '').slice(0, LONGEST_TEXT),
    audible: tab.audible ?? false,
    incognito: tab.incognito,
    tabCount,
  }
  return { tab: tab.id, data }
}

export function sameData(one: TabData, other: TabData): boolean {
  return (
    one.url === other.url &&
    one.title === other.title &&
    one.audible === other.audible &&
    one.incognito === other.incognito &&
    one.tabCount === other.tabCount
  )
}
