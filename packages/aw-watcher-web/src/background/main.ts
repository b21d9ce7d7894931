/**
 * Where the background of the extension starts: what happens in the browser, and whom it concerns.
 *
 * The browser ends this script whenever nothing has happened for half a minute, and starts it anew for the next event, so
 * nothing is remembered but in the store, and every listener is there from the first moment.
 */

import { Life } from '@/background/life'
import { activeTab } from '@/browser/activetab'
import { showBadge } from '@/browser/badge'
import { noteFault } from '@/browser/fault'
import { thisBrowser } from '@/browser/identity'
import { TRY_NOW } from '@/browser/messages'
import { mayReach } from '@/browser/permission'
import { later } from '@/browser/timer'
import { INTERVAL } from '@/domain/spans'

const ALARM = 'look'

const life = new Life({
  area: chrome.storage.local,
  activeTab,
  version: chrome.runtime.getManifest().version,
  identify: thisBrowser,
  mayReach,
  showBadge,
  noteFault,
  later,
  clock: Date.now,
})

const tick = () => void life.have((background) => background.tick())

chrome.tabs.onActivated.addListener(tick)
chrome.tabs.onCreated.addListener(tick)
chrome.tabs.onRemoved.addListener(tick)
chrome.tabs.onReplaced.addListener(tick)
chrome.tabs.onUpdated.addListener((_id, change, tab) => {
  const isSeen = 'url' in change || 'title' in change || 'audible' in change || 'status' in change
  if (tab.active && isSeen) tick()
})
chrome.windows.onFocusChanged.addListener(tick)
chrome.windows.onRemoved.addListener(tick)
chrome.runtime.onStartup.addListener(tick)
chrome.runtime.onInstalled.addListener(tick)
chrome.alarms.onAlarm.addListener(tick)
chrome.permissions.onAdded.addListener(() => void life.have((background) => background.tryNow()))
chrome.storage.onChanged.addListener((changes, area) => {
  const isOurs = area === 'local' && ('settings' in changes || 'pause' in changes)
  if (isOurs) void life.have((background) => background.adopt(changes))
})
chrome.runtime.onMessage.addListener((message, _sender, respond) => {
  if (message !== TRY_NOW) return false
  void life
    .have((background) => background.tryNow())
    .then(() => {
      respond(true)
    })
  return true
})

void chrome.alarms.get(ALARM).then((alarm) => {
  const minutes = INTERVAL / 60_000
  if (alarm?.periodInMinutes !== minutes) return chrome.alarms.create(ALARM, { periodInMinutes: minutes })
})
tick()
