/** Browsers: the names their windows go by, and the query for what was open in the one in front. */

import { literal } from '@/domain/queries/literal'

/** Browser, as in the name of its bucket, to the names of its windows; the same table as `aw_client.queries`. */
export const BROWSER_APPS: Readonly<Record<string, readonly string[]>> = {
  chrome: [
    'Google Chrome',
    'Google-chrome',
    'google-chrome',
    'google-chrome-stable',
    'Google-chrome-beta',
    'Google-chrome-unstable',
    'Google Chrome Beta',
    'Google Chrome Canary',
    'com.google.Chrome',
    'chrome.exe',
    'Chromium',
    'chromium',
    'Chromium-browser',
    'chromium-browser',
    'Chromium-browser-chromium',
    'org.chromium.Chromium',
    'chromium.exe',
    'Brave-browser',
  ],
  firefox: [
    'Firefox',
    'firefox',
    'Firefox.exe',
    'firefox.exe',
    'Firefox Beta',
    'Firefox Developer Edition',
    'firefoxdeveloperedition',
    'firefox-developer-edition',
    'Firefox-esr',
    'firefox-esr',
    'firefox_firefox',
    'Firefox Nightly',
    'Nightly',
    'firefox-nightly',
    'org.mozilla.firefox',
  ],
  opera: ['Opera', 'opera', 'opera.exe', 'Opera GX', 'com.opera.Opera'],
  brave: [
    'Brave Browser',
    'Brave-browser',
    'brave-browser',
    'Brave Browser Beta',
    'Brave Browser Nightly',
    'com.brave.Browser',
    'brave.exe',
  ],
  edge: [
    'Microsoft Edge',
    'Microsoft-edge',
    'microsoft-edge',
    'microsoft-edge-stable',
    'Microsoft-edge-beta',
    'Microsoft-edge-dev',
    'Microsoft Edge Beta',
    'Microsoft Edge Dev',
    'com.microsoft.Edge',
    'msedge.exe',
  ],
  arc: ['Arc', 'Arc.exe', 'arc.exe'],
  vivaldi: [
    'Vivaldi',
    'Vivaldi-stable',
    'vivaldi-stable',
    'Vivaldi-snapshot',
    'com.vivaldi.Vivaldi',
    'vivaldi.exe',
  ],
  orion: ['Orion', 'Orion RC'],
  yandex: ['Yandex', 'Yandex-browser', 'yandex-browser', 'ru.yandex.Browser', 'browser.exe'],
  zen: [
    'Zen',
    'zen',
    'Zen Browser',
    'zen-browser',
    'zen-alpha',
    'zen-beta',
    'app.zen_browser.zen',
    'zen.exe',
  ],
  floorp: ['Floorp', 'floorp', 'one.ablaze.floorp', 'floorp.exe'],
  librewolf: ['LibreWolf', 'librewolf', 'io.gitlab.librewolf-community', 'librewolf.exe'],
  waterfox: ['Waterfox', 'waterfox', 'net.waterfox.waterfox', 'waterfox.exe'],
  safari: ['Safari', 'Safari Technology Preview'],
}

/** The known browsers among buckets, in the order of the buckets. */
export function browsersWithBuckets(bucketIds: readonly string[]): { browser: string; bucketId: string }[] {
  return bucketIds.flatMap((bucketId) => {
    const browser = browserIn(bucketId)
    return browser === undefined ? [] : [{ browser, bucketId }]
  })
}

/**
 * Statements that set `browser_events`: tabs while their browser's window was in front, oldest first.
 *
 * They need `events`, the window events. The time of a tab behind another window does not count.
 */
export function browserEvents(bucketIds: readonly string[]): string[] {
  const statements = ['browser_events = [];']
  browsersWithBuckets(bucketIds).forEach(({ browser, bucketId }, number) => {
    const tabs = `tabs_${browser}_${number}`
    const windows = `windows_${browser}_${number}`
    statements.push(
      `${tabs} = flood(query_bucket(${literal(bucketId)}));`,
      `${windows} = filter_keyvals(events, "app", ${literal(BROWSER_APPS[browser] ?? [])});`,
      `${tabs} = split_url_events(filter_period_intersect(${tabs}, ${windows}));`,
      `browser_events = sort_by_timestamp(concat(browser_events, ${tabs}));`,
    )
  })
  return statements
}

/** The browser a bucket is of: named after the prefix, before the host's name. */
export function browserIn(bucketId: string): string | undefined {
  const name =
    bucketId
      .replace(/^aw-watcher-web-/, '')
      .split('_')[0]
      ?.toLowerCase() ?? ''
  return Object.keys(BROWSER_APPS).find((browser) => name.includes(browser))
}
